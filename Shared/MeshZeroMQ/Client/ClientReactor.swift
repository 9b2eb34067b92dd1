import CZeroMQ
import Mesh
import Quantities

/// A client's core with its sockets.
final class ClientReactor: ReactorWork, @unchecked Sendable {
  /// Messages taken from one socket before the others have their turn.
  private static let maximumMessagesPerRound = 128
  /// How old the published number of calls may be while the thread is awake.
  private static let publicationNanoseconds: UInt64 = 100_000_000

  private let sockets: ClientSockets
  private let core: ClientCore
  private let states: Guarded<[EndpointState]>
  private let headerMessage: UnsafeMutablePointer<zmq_msg_t>
  private var frame = ZeroMQFrame()
  private(set) var descriptors: [Int32] = []
  private var publishedVersion = -1
  private var nextPublication: UInt64 = 0

  /// - Parameter states: kept up to date for other threads.
  init(_ sockets: ClientSockets, core: ClientCore, states: Guarded<[EndpointState]>) {
    self.sockets = sockets
    self.core = core
    self.states = states
    headerMessage = .allocate(capacity: 1)
    headerMessage.initialize(to: zmq_msg_t())
    zmq_msg_init(headerMessage)
    collectDescriptors()
    for index in sockets.connections.indices { probe(index) }
  }

  deinit {
    zmq_msg_close(headerMessage)
    headerMessage.deallocate()
  }

  func handle(_ command: ClientCommand, now: UInt64) { core.handle(command, now: now) }

  var nextDue: UInt64 {
    sockets.connections.reduce(core.nextDue) { min($0, $1.reopenAt ?? .max) }
  }

  var isBusy: Bool { core.callsInFlight > CoreMailbox<Command>.busyCalls }

  var hasInput: Bool {
    for connection in sockets.connections
    where connection.socket?.hasUnannouncedInput == true { return true }
    return false
  }

  func handleInput(now: UInt64, afterSleep: Bool) -> Bool {
    var hasMore = false
    for (index, connection) in sockets.connections.enumerated() {
      if afterSleep, let monitor = connection.monitor {
        while let event = ConnectionEvent.next(monitor) { handle(event, index, now: now) }
      }
      if let socket = connection.socket, receive(from: index, socket, now: now) { hasMore = true }
    }
    return hasMore
  }

  func flush(now: UInt64) {
    while true {
      let undelivered = sockets.flush()
      guard !undelivered.isEmpty else { break }
      for (endpoint, header) in undelivered {
        header.withUnsafeBytes { core.undelivered(to: endpoint, header: $0, now: now) }
      }
    }
    core.flush()
  }

  func tick(now: UInt64) {
    core.tick(now: now)
    var isChanged = false
    for (index, connection) in sockets.connections.enumerated() {
      guard let due = connection.reopenAt, due <= now else { continue }
      do {
        try connection.open()
        probe(index)
      } catch {
        core.failedToConnect(index, reason: error.description)
        connection.reopenLater(now: now)
      }
      isChanged = true
    }
    if isChanged { collectDescriptors() }
    // Descriptors of sockets that were given up must not be waited for.
    if descriptors.count != sockets.connections.reduce(0, { $0 + $1.descriptors.count }) {
      collectDescriptors()
    }
    guard core.statesVersion != publishedVersion || now >= nextPublication else { return }
    publishStates(now: now)
  }

  private func publishStates(now: UInt64) {
    publishedVersion = core.statesVersion
    nextPublication = now &+ ClientReactor.publicationNanoseconds
    states.withLock { $0 = core.states }
  }

  func shutDown(_ commands: [ClientCommand]) {
    core.close()
    for command in commands { core.handle(command, now: core.clock.now()) }
    _ = sockets.flush()
    core.flush()
    for connection in sockets.connections { connection.close() }
    states.withLock { $0 = core.states }
  }

  private func collectDescriptors() {
    descriptors = sockets.connections.flatMap(\.descriptors)
  }

  /// Where nothing reports connections, asking is the only way to know.
  private func probe(_ index: Int) {
    if !sockets.connections[index].reportsConnections { core.probe(index) }
  }

  private func handle(_ event: ConnectionEvent, _ index: Int, now: UInt64) {
    let connection = sockets.connections[index]
    switch event {
    case .connected:
      connection.resetReopenWait()
      // libzmq tells its sockets of a new connection through the same queue; without this look, a
      // send right now might still miss it.
      _ = connection.socket?.hasInput
      core.connected(index, now: now)
    case .disconnected:
      core.disconnected(index, now: now)
    case .handshakeFailed(let reason):
      core.failedToConnect(index, reason: "handshake failed, \(reason)")
    case .refused(let reason):
      core.failedToConnect(index, reason: "refused, \(reason)")
      core.disconnected(index, now: now)
      connection.reopenLater(now: now)
    }
  }

  /// True when the round's share was used up.
  private func receive(from index: Int, _ socket: ZeroMQSocket, now: UInt64) -> Bool {
    for _ in 0..<ClientReactor.maximumMessagesPerRound {
      guard socket.receive(headerMessage) else { return false }
      var body = Payload.empty
      if zmq_msg_more(headerMessage) != 0 {
        if !isKnownUniquelyReferenced(&frame) { frame = ZeroMQFrame() }
        guard socket.receive(frame.message) else { continue }
        if zmq_msg_more(frame.message) != 0 {
          socket.skipParts()
          continue
        }
        body = Payload(frame)
      }
      let header = UnsafeRawBufferPointer(
        start: zmq_msg_data(headerMessage), count: zmq_msg_size(headerMessage))
      core.receive(from: index, header: header, body: body, now: now)
      // Given up meanwhile: its server broke off.
      guard sockets.connections[index].socket === socket else { return false }
    }
    return true
  }
}
