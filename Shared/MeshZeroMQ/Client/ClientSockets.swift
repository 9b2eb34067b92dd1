import CZeroMQ
import Mesh

/// The sockets of a client, one DEALER for each endpoint: one with several would deal the messages
/// of one call out to different servers.
final class ClientSockets: ClientLink {
  let connections: [ClientConnection]
  private let clock: MeshClock
  private let unsent = UnsentBytes()

  init(_ connections: [ClientConnection], clock: MeshClock) {
    self.connections = connections
    self.clock = clock
  }

  func send(to endpoint: Int, header: UnsafeRawBufferPointer, body: Payload?) -> SendOutcome {
    guard let socket = connections[endpoint].socket else { return .gone }
    guard socket.send(header, more: body != nil) else { return .gone }
    guard let body else { return .sent }
    return socket.send(body, counting: unsent) ? .sent : .gone
  }

  func reportsConnections(_ endpoint: Int) -> Bool { connections[endpoint].reportsConnections }

  func reconnect(_ endpoint: Int) {
    connections[endpoint].reopenLater(now: clock.now())
  }
}
