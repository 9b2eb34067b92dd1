import Mesh
import Quantities

/// The connections of an embedded mesh and the messages on them. Belongs to whoever runs the mesh's
/// events; nobody else touches it.
final class EmbeddedNetwork: @unchecked Sendable {
  /// One connection of a client to a server.
  final class Connection {
    let key: UInt32
    let client: EmbeddedClient
    let endpoint: Int
    let server: EmbeddedServer
    var isUp = true
    /// When the last message of each direction arrives: later ones do not overtake it.
    var lastToServer: UInt64 = 0
    var lastToClient: UInt64 = 0

    init(key: UInt32, client: EmbeddedClient, endpoint: Int, server: EmbeddedServer) {
      self.key = key
      self.client = client
      self.endpoint = endpoint
      self.server = server
    }
  }

  struct Message {
    let connection: Connection
    let isToServer: Bool
    let header: [UInt8]
    let body: Payload
  }

  private let clock: MeshClock
  private var random: SeededRandom
  var faults: Faults
  private var servers: [String: EmbeddedServer] = [:]
  private var clients: [EmbeddedClient] = []
  private var connections: [UInt32: Connection] = [:]
  private var unreachable: Set<String> = []
  private var nextKey: UInt32 = 1
  private var underWay: [(due: UInt64, message: Message)] = []
  private var nextConnect: UInt64 = 0

  init(clock: MeshClock, random: SeededRandom, faults: Faults) {
    self.clock = clock
    self.random = random
    self.faults = faults
  }

  // MARK: Nodes

  func add(_ server: EmbeddedServer) {
    precondition(servers[server.name] == nil, "\(server.name) runs already")
    servers[server.name] = server
    connectAll()
  }

  func add(_ client: EmbeddedClient) {
    clients.append(client)
    connectAll()
  }

  func remove(_ server: EmbeddedServer) {
    guard servers[server.name] === server else { return }
    // What it said last still arrives, as from a process that closes its sockets in order.
    deliverDue(until: .max, of: server)
    cut(server.name)
    servers.removeValue(forKey: server.name)
  }

  func remove(_ client: EmbeddedClient) {
    for connection in connections.values where connection.client === client {
      drop(connection, tellingClient: false)
    }
    clients.removeAll { $0 === client }
  }

  func setReachable(_ name: String, _ isReachable: Bool) {
    if isReachable {
      unreachable.remove(name)
      connectAll()
    } else {
      unreachable.insert(name)
      cut(name)
    }
  }

  func cut(_ name: String) {
    for connection in connections.values where connection.server.name == name {
      drop(connection, tellingClient: true)
    }
  }

  func reconnect(_ client: EmbeddedClient, _ endpoint: Int) {
    guard let connection = connection(client, endpoint) else { return }
    drop(connection, tellingClient: false)
  }

  private func drop(_ connection: Connection, tellingClient: Bool) {
    guard connection.isUp else { return }
    connection.isUp = false
    connections.removeValue(forKey: connection.key)
    connection.server.core.peerGone(connection.key)
    if tellingClient {
      connection.client.core.disconnected(connection.endpoint, now: clock.now())
    }
    nextConnect = clock.now() &+ EmbeddedMesh.reconnectNanoseconds
  }

  private func connectAll() {
    let now = clock.now()
    nextConnect = now &+ EmbeddedMesh.reconnectNanoseconds
    for client in clients {
      for (endpoint, name) in client.names.enumerated() where connection(client, endpoint) == nil {
        guard let server = servers[name], !unreachable.contains(name) else { continue }
        let connection = Connection(
          key: nextKey, client: client, endpoint: endpoint, server: server)
        nextKey += 1
        connections[connection.key] = connection
        client.core.connected(endpoint, now: now)
      }
    }
  }

  private func connection(_ client: EmbeddedClient, _ endpoint: Int) -> Connection? {
    connections.values.first { $0.client === client && $0.endpoint == endpoint }
  }

  // MARK: Messages

  /// A client sends.
  func send(
    from client: EmbeddedClient, _ endpoint: Int, _ header: [UInt8], _ body: Payload
  ) -> SendOutcome {
    guard let connection = connection(client, endpoint) else { return .gone }
    return send(
      Message(connection: connection, isToServer: true, header: header, body: body))
  }

  /// A server sends.
  func send(to key: UInt32, _ header: [UInt8], _ body: Payload) -> SendOutcome {
    guard let connection = connections[key] else { return .gone }
    return send(
      Message(connection: connection, isToServer: false, header: header, body: body))
  }

  private func send(_ message: Message) -> SendOutcome {
    let connection = message.connection
    if happens(faults.disconnectPerMille) {
      // Noticed by both sides a little later, when this round is over.
      underWay.append(
        (clock.now(), Message(connection: connection, isToServer: true, header: [], body: .empty)))
      return .sent
    }
    if happens(faults.dropPerMille) { return .sent }
    var due = clock.now()
    if happens(faults.delayPerMille) {
      let maximum = faults.maximumDelay.clampedNanoseconds
      due &+= UInt64.random(in: 0...maximum, using: &random)
    }
    due = max(due, message.isToServer ? connection.lastToServer : connection.lastToClient)
    if message.isToServer { connection.lastToServer = due } else { connection.lastToClient = due }
    underWay.append((due, message))
    if happens(faults.duplicatePerMille) { underWay.append((due, message)) }
    return .sent
  }

  private func happens(_ perMille: Int) -> Bool {
    perMille > 0 && Int.random(in: 0..<1000, using: &random) < perMille
  }

  // MARK: Time

  func tick() {
    let now = clock.now()
    if now >= nextConnect { connectAll() }
    for server in servers.values where server.core.nextDue <= now { server.core.tick(now: now) }
    for client in clients where client.core.nextDue <= now { client.core.tick(now: now) }
  }

  /// Delivers what has arrived, and what that causes, until nothing moves.
  func flush() {
    deliverDue(until: clock.now(), of: nil)
    for server in servers.values {
      server.core.flush()
      server.publish()
    }
    for client in clients {
      client.core.flush()
      client.publish()
    }
  }

  private func deliverDue(until limit: UInt64, of server: EmbeddedServer?) {
    while let index = underWay.firstIndex(where: {
      $0.due <= limit && (server == nil || $0.message.connection.server === server)
    }) {
      deliver(underWay.remove(at: index).message)
    }
  }

  private func deliver(_ message: Message) {
    let connection = message.connection
    guard connection.isUp else { return }
    guard !message.header.isEmpty else { return drop(connection, tellingClient: true) }
    let now = clock.now()
    message.header.withUnsafeBytes { header in
      if message.isToServer {
        let peer = connection.server.peer
        connection.server.core.receive(
          from: connection.key, header: header, body: message.body, now: now
        ) { peer }
      } else {
        connection.client.core.receive(
          from: connection.endpoint, header: header, body: message.body, now: now)
      }
    }
  }
}
