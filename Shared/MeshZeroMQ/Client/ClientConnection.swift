import CZeroMQ
import Mesh

/// The DEALER socket to one endpoint, with its monitor; made anew when it must be.
final class ClientConnection {
  private static let initialReopenNanoseconds: UInt64 = 100_000_000
  private static let maximumReopenNanoseconds: UInt64 = 5_000_000_000

  let address: String
  private let context: ZeroMQContext
  private let security: ClientSecurity
  private let maximumMessageBytes: Int64
  private(set) var socket: ZeroMQSocket?
  private(set) var monitor: ZeroMQSocket?
  private(set) var descriptors: [Int32] = []
  /// When to make a new socket; nil while there is one.
  private(set) var reopenAt: UInt64?
  private var reopenWait = ClientConnection.initialReopenNanoseconds

  init(
    address: String, security: ClientSecurity, maximumMessageBytes: Int, context: ZeroMQContext
  ) {
    self.address = address
    self.security = security
    self.maximumMessageBytes = Int64(maximumMessageBytes)
    self.context = context
  }

  /// inproc connections have no events.
  var reportsConnections: Bool { !address.hasPrefix("inproc:") }

  func open() throws(ZeroMQError) {
    let socket = try ZeroMQSocket(context, type: ZMQ_DEALER)
    try configure(socket)
    let monitor =
      reportsConnections ? try socket.monitor(ConnectionEvent.subscription) : nil
    try socket.connect(address)
    descriptors = [try socket.descriptor()]
    if let monitor { descriptors.append(try monitor.descriptor()) }
    self.socket = socket
    self.monitor = monitor
    reopenAt = nil
  }

  private func configure(_ socket: ZeroMQSocket) throws(ZeroMQError) {
    // Send only when there is a connection: otherwise a request would wait in the socket and reach
    // a restarted server long after its caller gave up.
    try socket.set(ZMQ_IMMEDIATE, 1)
    // Never the limit: calls, credit and request bytes are bounded before this.
    try socket.set(ZMQ_SNDHWM, ZeroMQSocket.highWaterMark * 8)
    try socket.set(ZMQ_RCVHWM, 1000)
    // A server cannot make us take more than the longest reply.
    try socket.set(ZMQ_MAXMSGSIZE, int64: maximumMessageBytes)
    try socket.setLivenessOptions()
    guard case .curve(let keys, let serverKey) = security else { return }
    try socket.set(ZMQ_CURVE_SERVERKEY, text: serverKey)
    try socket.set(ZMQ_CURVE_PUBLICKEY, text: keys.publicKey)
    try socket.set(ZMQ_CURVE_SECRETKEY, text: keys.secretKey)
  }

  func close() {
    // The monitored socket first: its monitor's last event needs the other end.
    socket?.close()
    monitor?.close()
    (socket, monitor, descriptors) = (nil, nil, [])
  }

  /// Gives the socket up; a new one is made later, after longer and longer waits.
  func reopenLater(now: UInt64) {
    close()
    reopenAt = now &+ reopenWait
    reopenWait = min(reopenWait * 2, ClientConnection.maximumReopenNanoseconds)
  }

  func resetReopenWait() { reopenWait = ClientConnection.initialReopenNanoseconds }
}

extension ZeroMQSocket {
  /// How soon a dead network is noticed, and a broken connection made again; for both sides.
  func setLivenessOptions() throws(ZeroMQError) {
    // A frozen process keeps its connections open; only missing answers to libzmq's own heartbeat
    // show it: every second, given up after three.
    try set(ZMQ_HEARTBEAT_IVL, 1000)
    try set(ZMQ_HEARTBEAT_TIMEOUT, 3000)
    try set(ZMQ_HEARTBEAT_TTL, 3000)
    // Somebody who connects and says nothing is cut off.
    try set(ZMQ_HANDSHAKE_IVL, 5000)
    // A restarted server is found within 0.1 s; one that stays away is asked every 2 s.
    try set(ZMQ_RECONNECT_IVL, 50)
    try set(ZMQ_RECONNECT_IVL_MAX, 2000)
    try set(ZMQ_TCP_KEEPALIVE, 1)
    try set(ZMQ_TCP_KEEPALIVE_IDLE, 60)
  }
}
