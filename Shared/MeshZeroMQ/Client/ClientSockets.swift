import CZeroMQ
import Mesh

/// The sockets of a client, one DEALER for each endpoint: one with several would deal the messages
/// of one call out to different servers.
final class ClientSockets: ClientLink {
  let connections: [ClientConnection]
  private let clock: MeshClock
  private let unsent = UnsentBytes()
  private var outgoing = OutgoingMessages()
  private var undelivered: [(endpoint: Int, header: [UInt8])] = []

  init(_ connections: [ClientConnection], clock: MeshClock) {
    self.connections = connections
    self.clock = clock
  }

  func send(to endpoint: Int, header: UnsafeRawBufferPointer, body: Payload?) -> SendOutcome {
    guard connections[endpoint].socket != nil else { return .gone }
    if !outgoing.hasRoom(header: header.count) { sendAll(roundGoesOn: true) }
    outgoing.add(UInt32(endpoint), header: header, body: body)
    return .sent
  }

  /// Sends what was kept, and answers the headers of what could not be sent.
  func flush() -> [(endpoint: Int, header: [UInt8])] {
    sendAll(roundGoesOn: false)
    guard !undelivered.isEmpty else { return [] }
    defer { undelivered = [] }
    return undelivered
  }

  private func sendAll(roundGoesOn: Bool) {
    outgoing.sendAll(roundGoesOn: roundGoesOn) { endpoint, header, body in
      if !send(header, body, connections[Int(endpoint)].socket) {
        undelivered.append((Int(endpoint), [UInt8](header)))
      }
    }
  }

  private func send(
    _ header: UnsafeRawBufferPointer, _ body: Payload?, _ socket: ZeroMQSocket?
  ) -> Bool {
    guard let socket, socket.send(header, more: body != nil) else { return false }
    return body.map { socket.send($0, counting: unsent) } ?? true
  }

  func reportsConnections(_ endpoint: Int) -> Bool { connections[endpoint].reportsConnections }

  func reconnect(_ endpoint: Int) {
    connections[endpoint].reopenLater(now: clock.now())
  }
}
