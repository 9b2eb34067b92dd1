import CZeroMQ
import Messages
import Quantities
import Testing

@testable import Mesh
@testable import MeshZeroMQ

/// Callers that keep to no rule, over real sockets: the server counts them and serves the others.
@Suite struct HostileFramesTests {
  private static func server() throws -> MeshServer {
    var router = MethodRouter()
    router.unary(EchoForTests.unary) { request, _ in
      MeshWire.EchoResponse(content: request.content)
    }
    return try MeshServer.zeroMQ(
      router: router, listeners: [Listener("tcp://127.0.0.1:*", .insecure(roles: []))])
  }

  private static func dealer(_ server: MeshServer) throws -> ZeroMQSocket {
    let socket = try ZeroMQSocket(.shared, type: ZMQ_DEALER)
    try socket.connect(server.addresses[0])
    return socket
  }

  private static func send(_ socket: ZeroMQSocket, _ frames: [[UInt8]]) {
    for (index, frame) in frames.enumerated() {
      let isSent = frame.withUnsafeBytes { socket.send($0, more: index < frames.count - 1) }
      #expect(isSent)
    }
  }

  private static func expectAlive(_ server: MeshServer) async throws {
    let client = try MeshClient.zeroMQ(endpoints: server.addresses, security: .insecure)
    defer { client.close() }
    let reply = try await client.unary(
      EchoForTests.unary, MeshWire.EchoRequest(content: [1]))
    #expect(reply.content == [1])
  }

  @Test func garbageOfEveryShapeIsCountedAndSurvived() async throws {
    let server = try HostileFramesTests.server()
    defer { server.close() }
    let socket = try HostileFramesTests.dealer(server)
    defer { socket.close() }
    var random = SeededRandom(seed: 5)
    var sent: UInt64 = 0
    for _ in 0..<500 {
      let frames = (0..<Int.random(in: 1...5, using: &random)).map { _ in
        (0..<Int.random(in: 0...300, using: &random)).map { _ in
          UInt8(truncatingIfNeeded: random.next()) | 0x07
        }
      }
      HostileFramesTests.send(socket, frames)
      sent += 1
    }
    HostileFramesTests.send(socket, [[]])
    HostileFramesTests.send(socket, [[], []])
    HostileFramesTests.send(socket, [[UInt8](repeating: 0x0A, count: 20_000), []])
    HostileFramesTests.send(socket, Array(repeating: [1], count: 1000))
    sent += 4
    let expected = sent
    #expect(
      await HostileFramesTests.eventually { server.statistics.malformedMessages >= expected })
    #expect(server.statistics.malformedMessages == expected)
    try await HostileFramesTests.expectAlive(server)
  }

  @Test func aCallerWithARoutingIdOfItsOwnIsIgnored() async throws {
    let server = try HostileFramesTests.server()
    defer { server.close() }
    let socket = try ZeroMQSocket(.shared, type: ZMQ_DEALER)
    defer { socket.close() }
    try socket.set(ZMQ_ROUTING_ID, text: "me")
    try socket.connect(server.addresses[0])
    let ping = try MeshWire.Header(version: 1, kind: .init(rawValue: 8), callId: 1).encoded()
    HostileFramesTests.send(socket, [ping])
    #expect(await HostileFramesTests.eventually { server.statistics.malformedMessages == 1 })
    #expect(!socket.hasInput)
    try await HostileFramesTests.expectAlive(server)
  }

  @Test func aMalformedRequestGetsAnAnswer() async throws {
    let server = try HostileFramesTests.server()
    defer { server.close() }
    let socket = try HostileFramesTests.dealer(server)
    defer { socket.close() }
    let request = MeshWire.Header(
      version: 1, kind: .init(rawValue: 1), callId: 9, method: "healthmesh.mesh.v1.Echo/Unary")
    // Cut off in the middle of the method; the call id has been read by then.
    try HostileFramesTests.send(socket, [Array(request.encoded().dropLast(3)), []])
    let answer = try await HostileFramesTests.header(socket)
    #expect(answer.callId == 9)
    #expect(answer.status?.code == 3)
    var later = request
    later.version = 2
    try HostileFramesTests.send(socket, [later.encoded(), []])
    #expect(try await HostileFramesTests.header(socket).status?.code == 12)
    var badText = try request.encoded()
    badText[badText.count - 1] = 0xFF
    HostileFramesTests.send(socket, [badText, []])
    #expect(try await HostileFramesTests.header(socket).status?.code == 12)
  }

  @Test func aRepeatedRequestIsDropped() async throws {
    let server = try HostileFramesTests.server()
    defer { server.close() }
    let socket = try HostileFramesTests.dealer(server)
    defer { socket.close() }
    let request = try MeshWire.Header(
      version: 1, kind: .init(rawValue: 1), callId: 5, method: "healthmesh.mesh.v1.Echo/Unary"
    ).encoded()
    for _ in 0..<3 { HostileFramesTests.send(socket, [request, []]) }
    #expect(await HostileFramesTests.eventually { server.statistics.duplicates == 2 })
    #expect(server.statistics.callsStarted == 1)
  }

  /// libzmq cuts off who sends more than the longest request; others do not notice.
  @Test func anOversizeBodyCutsOnlyItsSenderOff() async throws {
    var router = MethodRouter()
    router.unary(
      Method<MeshWire.EchoRequest, MeshWire.EchoResponse>(
        MethodDescriptor(
          service: "healthmesh.mesh.v1.Echo", method: "Unary", idempotency: .noSideEffects,
          maximumRequestBytes: 1 << 20))
    ) { request, _ in MeshWire.EchoResponse(content: request.content) }
    let server = try MeshServer.zeroMQ(
      router: router, listeners: [Listener("tcp://127.0.0.1:*", .insecure(roles: []))])
    defer { server.close() }
    let socket = try HostileFramesTests.dealer(server)
    defer { socket.close() }
    let request = try MeshWire.Header(
      version: 1, kind: .init(rawValue: 1), callId: 1, method: "healthmesh.mesh.v1.Echo/Unary"
    ).encoded()
    HostileFramesTests.send(socket, [request, [UInt8](repeating: 0, count: 4 << 20)])
    try await HostileFramesTests.expectAlive(server)
    #expect(server.statistics.callsStarted == 1)
  }

  /// A server that reads nothing of what a stream's consumer does not want: a client that ignores
  /// its credit is cut short, not buffered.
  @Test func itemsBeyondTheCreditEndTheCall() async throws {
    let collect = Method<MeshWire.EchoRequest, MeshWire.EchoResponse>(
      MethodDescriptor(
        service: "healthmesh.mesh.v1.Echo", method: "Collect", kind: .clientStreaming))
    var router = MethodRouter()
    router.clientStream(collect) { _, _ in
      try await Task.sleep(for: .seconds(60))
      return MeshWire.EchoResponse()
    }
    let server = try MeshServer.zeroMQ(
      router: router, listeners: [Listener("tcp://127.0.0.1:*", .insecure(roles: []))],
      options: ServerOptions(window: StreamWindow(items: 4)))
    defer { server.close() }
    let socket = try HostileFramesTests.dealer(server)
    defer { socket.close() }
    let begin = try MeshWire.Header(
      version: 1, kind: .init(rawValue: 1), callId: 1, method: collect.descriptor.fullName
    ).encoded()
    HostileFramesTests.send(socket, [begin, []])
    for number in 1...5 {
      let item = MeshWire.Header(
        version: 1, kind: .init(rawValue: 3), callId: 1, sequence: UInt64(number))
      try HostileFramesTests.send(socket, [item.encoded(), []])
    }
    let credit = try await HostileFramesTests.header(socket)
    #expect(credit.creditItems == 4)
    let answer = try await HostileFramesTests.header(socket)
    #expect(answer.status?.code == 8)
    #expect(answer.status?.reason == "MESH_CREDIT_EXCEEDED")
  }

  private static func eventually(_ condition: @Sendable () -> Bool) async -> Bool {
    for _ in 0..<2000 {
      if condition() { return true }
      try? await Task.sleep(for: .milliseconds(5))
    }
    return condition()
  }

  /// The header of the next message; its body is thrown away.
  private static func header(_ socket: ZeroMQSocket) async throws -> MeshWire.Header {
    for _ in 0..<2000 {
      let frame = ZeroMQFrame()
      if socket.receive(frame.message) {
        if frame.hasMore { socket.skipParts() }
        return try MeshWire.Header(encoded: frame.bytes)
      }
      try await Task.sleep(for: .milliseconds(5))
    }
    throw RPCError.deadlineExceeded("waiting for an answer")
  }
}
