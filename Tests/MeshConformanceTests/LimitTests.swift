import Contract
import Mesh
import Messages
import Testing

@Suite struct LimitTests {
  @Test(arguments: Wiring.allCases)
  func anUnknownMethodIsUnimplemented(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    for kind in MethodKind.allCases {
      let descriptor = MethodDescriptor(service: "no.Service", method: "\(kind)", kind: kind)
      let method = Method<MeshWire.EchoRequest, MeshWire.EchoResponse>(descriptor)
      let error = await #expect(throws: RPCError.self) {
        switch kind {
        case .unary: _ = try await pair.client.unary(method, MeshWire.EchoRequest())
        case .serverStreaming:
          for try await _ in try await pair.client.serverStream(method, MeshWire.EchoRequest()) {}
        case .clientStreaming: _ = try await pair.client.clientStream(method) { _ in }
        case .bidirectional:
          try await pair.client.bidirectional(method) { _, replies in
            for try await _ in replies {}
          }
        }
      }
      #expect(error?.code == .unimplemented, "\(kind)")
    }
  }

  @Test(arguments: Wiring.allCases)
  func aFallbackServesWhatNobodyRegistered(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring) { router in
      router.fallback { name in
        guard name == "elsewhere.Service/Call" else { return nil }
        return MethodRoute(
          MethodDescriptor(service: "elsewhere.Service", method: "Call"),
          .unary { payload, _ in payload })
      }
    }
    defer { pair.close() }
    // The second time from what is known by then.
    for _ in 0..<2 {
      let reply = try await pair.client.unary(
        MethodDescriptor(service: "elsewhere.Service", method: "Call"), Payload([1, 2, 3]))
      #expect(reply.array == [1, 2, 3])
    }
    let error = await #expect(throws: RPCError.self) {
      try await pair.client.unary(
        MethodDescriptor(service: "elsewhere.Service", method: "Other"), Payload([]))
    }
    #expect(error?.code == .unimplemented)
  }

  /// The caller's side refuses first; a caller that does not is refused by the server before the
  /// body is decoded.
  @Test(arguments: Wiring.allCases)
  func aRequestOverTheMethodsLimitIsRefused(_ wiring: Wiring) async throws {
    let strict = MethodDescriptor(
      service: "limits.Service", method: "Small", maximumRequestBytes: 100)
    let pair = try Pair.make(wiring) { router in
      router.handle(strict, .unary { payload, _ in payload })
    }
    defer { pair.close() }
    let lax = MethodDescriptor(
      service: "limits.Service", method: "Small", maximumRequestBytes: 1 << 20)
    for (descriptor, size) in [(strict, 101), (lax, 101)] {
      let error = await #expect(throws: RPCError.self) {
        try await pair.client.unary(
          descriptor, Payload([UInt8](repeating: 0, count: size)))
      }
      #expect(error?.code == .resourceExhausted)
      #expect(error?.reason == "MESH_MESSAGE_TOO_LARGE")
    }
    let reply = try await pair.client.unary(lax, Payload([UInt8](repeating: 7, count: 100)))
    #expect(reply.count == 100)
  }

  @Test(arguments: Wiring.allCases)
  func anItemOverTheLimitEndsItsCall(_ wiring: Wiring) async throws {
    let strict = MethodDescriptor(
      service: "limits.Service", method: "Items", kind: .clientStreaming,
      maximumRequestBytes: 100)
    let pair = try Pair.make(wiring) { router in
      router.handle(
        strict,
        .clientStreaming { stream, _ in
          for try await _ in stream {}
          return .empty
        })
    }
    defer { pair.close() }
    let lax = MethodDescriptor(
      service: "limits.Service", method: "Items", kind: .clientStreaming,
      maximumRequestBytes: 1 << 20)
    let error = await #expect(throws: RPCError.self) {
      try await pair.client.clientStream(lax) { writer in
        try await writer.write(Payload([UInt8](repeating: 0, count: 101)))
      }
    }
    #expect(error?.code == .resourceExhausted)
  }

  @Test(arguments: Wiring.allCases)
  func aReplyOverTheLimitIsRefused(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring, serverOptions: ServerOptions(maximumReplyBytes: 1000))
    defer { pair.close() }
    let error = await #expect(throws: RPCError.self) {
      try await pair.echo.unary(
        MeshWire.EchoRequest(content: [UInt8](repeating: 0, count: 2000)))
    }
    #expect(error?.code == .resourceExhausted)
  }

  @Test(arguments: Wiring.allCases)
  func bytesThatAreNoMessageAreAnInvalidArgument(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    let error = await #expect(throws: RPCError.self) {
      try await pair.client.unary(
        EchoMethods.unary.descriptor, Payload([0xFF, 0xFF, 0xFF]))
    }
    #expect(error?.code == .invalidArgument)
  }

  /// More calls than the server takes: the surplus is refused at once, the others finish.
  @Test(arguments: Wiring.allCases)
  func aFullServerShedsCalls(_ wiring: Wiring) async throws {
    let pair = try Pair.make(
      wiring, serverOptions: ServerOptions(maximumCalls: 4),
      clientOptions: ClientOptions(retry: .never))
    defer { pair.close() }
    let sleepers = (0..<4).map { _ in
      Task { try await pair.echo.unary(MeshWire.EchoRequest(content: Array("sleep".utf8))) }
    }
    #expect(await pair.journal.waits(for: "sleeping Unary", times: 4))
    let error = await #expect(throws: RPCError.self) {
      try await pair.echo.unary(MeshWire.EchoRequest())
    }
    #expect(error?.code == .resourceExhausted)
    #expect(error?.reason == "MESH_SERVER_BUSY")
    for sleeper in sleepers { sleeper.cancel() }
    #expect(await eventually { pair.server.statistics.callsInFlight == 0 })
    _ = try await pair.echo.unary(MeshWire.EchoRequest())
    #expect(pair.server.statistics.callsShed == 1)
  }

  @Test(arguments: Wiring.allCases)
  func requestsInFlightAreBoundedInBytes(_ wiring: Wiring) async throws {
    let pair = try Pair.make(
      wiring, serverOptions: ServerOptions(maximumBytesInFlight: 10_000),
      clientOptions: ClientOptions(retry: .never))
    defer { pair.close() }
    let held = MethodDescriptor(service: "healthmesh.mesh.v1.Echo", method: "Unary")
    let error = await #expect(throws: RPCError.self) {
      try await pair.client.unary(held, Payload([UInt8](repeating: 0, count: 10_001)))
    }
    #expect(error?.reason == "MESH_SERVER_BYTES")
  }

  @Test(arguments: Wiring.allCases)
  func aFullClientRefusesAtOnce(_ wiring: Wiring) async throws {
    let pair = try Pair.make(
      wiring, clientOptions: ClientOptions(retry: .never, maximumCallsPerEndpoint: 2))
    defer { pair.close() }
    let sleepers = (0..<2).map { _ in
      Task { try await pair.echo.unary(MeshWire.EchoRequest(content: Array("sleep".utf8))) }
    }
    #expect(await pair.journal.waits(for: "sleeping Unary", times: 2))
    let error = await #expect(throws: RPCError.self) {
      try await pair.echo.unary(MeshWire.EchoRequest())
    }
    #expect(error?.reason == "MESH_CLIENT_BUSY")
    for sleeper in sleepers { sleeper.cancel() }
  }
}
