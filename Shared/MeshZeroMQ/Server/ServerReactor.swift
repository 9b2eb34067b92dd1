import CZeroMQ
import Mesh
import Quantities

/// A listener's core with its socket.
final class ServerReactor: ReactorWork, @unchecked Sendable {
  /// Messages taken before commands and timers have their turn.
  private static let maximumMessagesPerRound = 256

  private let socket: ServerSocket
  private let core: ServerCore
  private let security: ServerSecurity
  private let published: Guarded<ServerStatistics>
  private let partMessage: UnsafeMutablePointer<zmq_msg_t>
  private var frame = ZeroMQFrame()
  let descriptors: [Int32]
  /// Version of the allow-list that callers were identified by.
  private var identifiedBy = 0

  /// - Parameter published: kept up to date for other threads.
  init(
    _ socket: ServerSocket, core: ServerCore, security: ServerSecurity,
    published: Guarded<ServerStatistics>
  ) throws(ZeroMQError) {
    self.socket = socket
    self.core = core
    self.security = security
    self.published = published
    partMessage = .allocate(capacity: 1)
    partMessage.initialize(to: zmq_msg_t())
    zmq_msg_init(partMessage)
    var descriptors = [try socket.socket.descriptor()]
    if let monitor = socket.monitor { descriptors.append(try monitor.descriptor()) }
    self.descriptors = descriptors
  }

  deinit {
    zmq_msg_close(partMessage)
    partMessage.deallocate()
  }

  func handle(_ command: ServerCommand, now: UInt64) { core.handle(command) }

  var nextDue: UInt64 { core.nextDue }

  var isBusy: Bool { core.statistics.callsInFlight > CoreMailbox<Command>.busyCalls }

  var hasInput: Bool { socket.socket.hasUnannouncedInput }

  func handleInput(now: UInt64, afterSleep: Bool) -> Bool {
    if afterSleep, let monitor = socket.monitor {
      var hasLostPeers = false
      while let event = ConnectionEvent.next(monitor) {
        switch event {
        case .disconnected: hasLostPeers = true
        case .connected, .refused, .handshakeFailed: break
        }
      }
      if hasLostPeers { core.probePeers() }
    }
    if case .curve(_, let list) = security, list.version != identifiedBy {
      identifiedBy = list.version
      core.forgetIdentities()
    }
    var count = 0
    while count < ServerReactor.maximumMessagesPerRound, receive(now: now) { count += 1 }
    return count == ServerReactor.maximumMessagesPerRound
  }

  func tick(now: UInt64) { core.tick(now: now) }

  func flush(now: UInt64) {
    core.flush()
    for peer in socket.flush() { core.undelivered(to: peer) }
    published.withLock { $0 = core.statistics }
  }

  func shutDown(_ commands: [ServerCommand]) {
    for command in commands { core.handle(command) }
    core.close()
    core.flush()
    _ = socket.flush()
    published.withLock { $0 = core.statistics }
    socket.close()
  }

  /// Takes one message: [routing id][header][body], where the body may be missing. False when there
  /// is none.
  private func receive(now: UInt64) -> Bool {
    let router = socket.socket
    guard router.receive(partMessage) else { return false }
    guard zmq_msg_more(partMessage) != 0, let peer = peerKey() else {
      skip(router)
      return true
    }
    guard router.receive(partMessage) else { return false }
    var body = Payload.empty
    if zmq_msg_more(partMessage) != 0 {
      if !isKnownUniquelyReferenced(&frame) { frame = ZeroMQFrame() }
      guard router.receive(frame.message) else { return false }
      guard zmq_msg_more(frame.message) == 0 else {
        router.skipParts()
        core.countMalformed()
        return true
      }
      body = Payload(frame)
    }
    let header = UnsafeRawBufferPointer(
      start: zmq_msg_data(partMessage), count: zmq_msg_size(partMessage))
    core.receive(from: peer, header: header, body: body, now: now, identify: identify)
    return true
  }

  private func skip(_ router: ZeroMQSocket) {
    if zmq_msg_more(partMessage) != 0 { router.skipParts() }
    core.countMalformed()
  }

  /// The number of the connection; nil when the caller chose a routing id of its own, which the
  /// protocol forbids: two callers with the same would take each other's replies.
  private func peerKey() -> UInt32? {
    let bytes = UnsafeRawBufferPointer(
      start: zmq_msg_data(partMessage), count: zmq_msg_size(partMessage))
    guard bytes.count == ServerSocket.routingIDBytes, bytes[0] == 0 else { return nil }
    return bytes.loadUnaligned(fromByteOffset: 1, as: UInt32.self)
  }

  /// Who sent the message at hand.
  private func identify() -> Peer? {
    let address = zmq_msg_gets(partMessage, "Peer-Address").map { String(cString: $0) } ?? ""
    switch security {
    case .local(let roles): return Peer(identity: "local", roles: roles, address: address)
    case .insecure(let roles): return Peer(identity: "anonymous", roles: roles, address: address)
    case .curve(_, let list):
      guard let key = zmq_msg_gets(partMessage, "User-Id").map({ String(cString: $0) }),
        let peer = list.peer(for: key)
      else { return nil }
      return Peer(identity: peer.identity, roles: peer.roles, address: address)
    }
  }
}
