import CZeroMQ
import Glibc
import Mesh

/// The ROUTER socket of a listener.
final class ServerSocket: ServerLink {
  let socket: ZeroMQSocket
  let monitor: ZeroMQSocket?
  /// The address with the port that was found.
  let address: String
  private let zapDomain: String?
  private let unsent = UnsentBytes()
  private var outgoing = OutgoingMessages()
  /// Callers that could not be reached, or do not read.
  private var unreached: [UInt32] = []

  init(_ listener: Listener, maximumMessageBytes: Int, context: ZeroMQContext) throws(ZeroMQError) {
    socket = try ZeroMQSocket(context, type: ZMQ_ROUTER)
    // Tell us when a caller is gone instead of dropping its replies without a word.
    try socket.set(ZMQ_ROUTER_MANDATORY, 1)
    // A caller that does not read is dropped when this many messages wait for it.
    try socket.set(ZMQ_SNDHWM, ZeroMQSocket.highWaterMark)
    // The thread always reads and sheds load itself; this only bounds what waits meanwhile.
    try socket.set(ZMQ_RCVHWM, 1000)
    // A longer message cuts its sender off before it takes memory.
    try socket.set(ZMQ_MAXMSGSIZE, int64: Int64(maximumMessageBytes))
    try socket.set(ZMQ_BACKLOG, 1024)
    try socket.setLivenessOptions()
    if case .curve(let keys, let list) = listener.security {
      let domain = try context.authenticator.register(list, in: context)
      zapDomain = domain
      try ServerSocket.requireCurve(socket, keys, zapDomain: domain)
    } else {
      zapDomain = nil
    }
    monitor =
      listener.address.hasPrefix("inproc:")
      ? nil : try socket.monitor(ConnectionEvent.subscription)
    try socket.bind(listener.address)
    address = try socket.lastEndpoint()
  }

  /// Lets in only keys that the authenticator of the context allows for the domain.
  static func requireCurve(
    _ socket: ZeroMQSocket, _ keys: CurveKeyPair, zapDomain: String
  ) throws(ZeroMQError) {
    try socket.set(ZMQ_CURVE_SERVER, 1)
    try socket.set(ZMQ_CURVE_SECRETKEY, text: keys.secretKey)
    try socket.set(ZMQ_ZAP_DOMAIN, text: zapDomain)
    // Without this, a missing ZAP handler would let every key in.
    try socket.set(Int32(CZEROMQ_ZAP_ENFORCE_DOMAIN), 1)
  }

  var unsentBytes: Int { unsent.value }

  /// A routing id that libzmq made: a zero byte and the number.
  static let routingIDBytes = 5

  func send(to peer: UInt32, header: UnsafeRawBufferPointer, body: Payload?) -> SendOutcome {
    if !outgoing.hasRoom(header: header.count) { sendAll(roundGoesOn: true) }
    outgoing.add(peer, header: header, body: body)
    // A large one counts as unsent from the moment it is libzmq's.
    if let body, body.count >= ZeroMQSocket.countedBodyBytes { sendAll(roundGoesOn: true) }
    return .sent
  }

  /// Sends what was kept, and answers the callers it could not be sent to.
  func flush() -> [UInt32] {
    sendAll(roundGoesOn: false)
    guard !unreached.isEmpty else { return [] }
    defer { unreached = [] }
    return unreached
  }

  private func sendAll(roundGoesOn: Bool) {
    withUnsafeTemporaryAllocation(byteCount: ServerSocket.routingIDBytes, alignment: 1) { buffer in
      buffer[0] = 0
      let routingID = UnsafeRawBufferPointer(buffer)
      outgoing.sendAll(roundGoesOn: roundGoesOn) { peer, header, body in
        buffer.storeBytes(of: peer, toByteOffset: 1, as: UInt32.self)
        if !send(routingID, header, body) { unreached.append(peer) }
      }
    }
  }

  private func send(
    _ routingID: UnsafeRawBufferPointer, _ header: UnsafeRawBufferPointer, _ body: Payload?
  ) -> Bool {
    guard socket.send(routingID, more: true), socket.send(header, more: body != nil) else {
      return false
    }
    return body.map { socket.send($0, counting: unsent) } ?? true
  }

  func close() {
    // Answers of calls that were just cut off still go out, as far as their callers take them.
    try? socket.set(ZMQ_LINGER, 500)
    socket.close()
    monitor?.close()
    if let zapDomain { socket.context.authenticator.unregister(zapDomain) }
  }
}
