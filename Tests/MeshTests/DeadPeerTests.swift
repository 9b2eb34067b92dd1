import CZeroMQ
import Messages
import Quantities
import Testing

@testable import Mesh
@testable import MeshZeroMQ

/// Servers that vanish or fall silent, over real sockets.
@Suite struct DeadPeerTests {
  private static func router() throws -> ZeroMQSocket {
    try ZeroMQSocket(.shared, type: ZMQ_ROUTER)
  }

  /// The connection breaks without a word: calls fail long before their deadlines.
  @Test func aBrokenConnectionFailsCallsAtOnce() async throws {
    let socket = try DeadPeerTests.router()
    try socket.bind("tcp://127.0.0.1:*")
    let client = try MeshClient.zeroMQ(
      endpoints: [try socket.lastEndpoint()], security: .insecure,
      options: ClientOptions(retry: .never, connectWait: .seconds(10)))
    defer { client.close() }
    let calls = (0..<20).map { _ in
      Task {
        try await client.unary(
          EchoForTests.unary, MeshWire.EchoRequest(), options: CallOptions(timeout: .seconds(60)))
      }
    }
    while !socket.hasInput { try await Task.sleep(for: .milliseconds(5)) }
    try await Task.sleep(for: .milliseconds(50))
    socket.close()
    for call in calls {
      let error = await #expect(throws: RPCError.self) { try await call.value }
      #expect(error?.code == .unavailable)
    }
    // UNAVAILABLE and not DEADLINE_EXCEEDED: the end of the connection told them.
  }

  /// A caller that streams and has nothing to write at the moment hears of it too.
  @Test func aSilentWriterHearsOfABrokenConnection() async throws {
    let socket = try DeadPeerTests.router()
    try socket.bind("tcp://127.0.0.1:*")
    let client = try MeshClient.zeroMQ(
      endpoints: [try socket.lastEndpoint()], security: .insecure,
      options: ClientOptions(retry: .never, connectWait: .seconds(10)))
    defer { client.close() }
    let call = Task {
      try await client.clientStream(
        EchoForTests.collect, options: CallOptions(timeout: .seconds(60))
      ) { _ in try await Task.sleep(for: .seconds(60)) }
    }
    while !socket.hasInput { try await Task.sleep(for: .milliseconds(5)) }
    socket.close()
    let error = await #expect(throws: RPCError.self) { try await call.value }
    #expect(error?.reason == "MESH_CONNECTION_LOST")
  }

  /// The connection stays, the server says nothing, not even to a ping.
  @Test func aSilentServerIsGivenUp() async throws {
    let socket = try DeadPeerTests.router()
    defer { socket.close() }
    try socket.bind("tcp://127.0.0.1:*")
    let client = try MeshClient.zeroMQ(
      endpoints: [try socket.lastEndpoint()], security: .insecure,
      options: ClientOptions(
        retry: .never, connectWait: .seconds(10), heartbeatInterval: .milliseconds(50)))
    defer { client.close() }
    let error = await #expect(throws: RPCError.self) {
      try await client.unary(
        EchoForTests.unary, MeshWire.EchoRequest(), options: CallOptions(timeout: .seconds(60)))
    }
    #expect(error?.code == .unavailable)
    #expect(error?.reason == "MESH_CONNECTION_LOST")
  }

  /// A caller that goes away leaves no handler running.
  @Test func aCallerThatGoesAwayCancelsItsCalls() async throws {
    let isCancelled = Guarded(false)
    let isRunning = Guarded(false)
    var router = MethodRouter()
    router.unary(EchoForTests.unary) { _, _ in
      isRunning.withLock { $0 = true }
      do {
        try await Task.sleep(for: .seconds(60))
      } catch {
        isCancelled.withLock { $0 = true }
      }
      return MeshWire.EchoResponse()
    }
    let server = try MeshServer.zeroMQ(
      router: router, listeners: [Listener("tcp://127.0.0.1:*", .insecure(roles: []))],
      options: ServerOptions(heartbeatInterval: .milliseconds(50)))
    defer { server.close() }
    let socket = try ZeroMQSocket(.shared, type: ZMQ_DEALER)
    try socket.connect(server.addresses[0])
    let header = try MeshWire.Header(
      version: 1, kind: .init(rawValue: 1), callId: 1, method: "healthmesh.mesh.v1.Echo/Unary"
    ).encoded()
    #expect(header.withUnsafeBytes { socket.send($0, more: false) })
    for _ in 0..<1000 where !isRunning.withLock({ $0 }) {
      try await Task.sleep(for: .milliseconds(5))
    }
    socket.close()
    for _ in 0..<1000 where !isCancelled.withLock({ $0 }) {
      try await Task.sleep(for: .milliseconds(5))
    }
    #expect(isCancelled.withLock { $0 })
  }
}
