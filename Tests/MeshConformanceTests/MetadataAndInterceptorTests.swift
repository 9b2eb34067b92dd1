import Contract
import Mesh
import Messages
import Quantities
import Testing

/// Writes down when it is called.
struct RecordingInterceptor: ServerInterceptor, ClientInterceptor {
  let name: String
  let journal: Guarded<[String]>

  func admit(_ context: inout ServerContext) throws(RPCError) {
    journal.withLock { $0.append("admit \(name)") }
    try context.metadata.append("server-\(name)", "seen")
  }

  func finish(_ context: ServerContext, _ outcome: CallOutcome) {
    journal.withLock { $0.append("finish \(name) \(outcome.code.name)") }
  }

  func prepare(_ call: inout OutgoingCall) throws(RPCError) {
    journal.withLock { $0.append("prepare \(name)") }
    try call.metadata.append("client-\(name)", "sent")
  }

  func finish(_ call: OutgoingCall, _ outcome: CallOutcome) {
    journal.withLock { $0.append("finish \(name) \(outcome.code.name)") }
  }
}

/// Adds its name around what the handler gives.
struct WrappingInterceptor: AsyncServerInterceptor, AsyncClientInterceptor {
  let name: String

  func intercept(
    _ request: Payload, _ context: ServerContext,
    next: @Sendable (Payload, ServerContext) async throws -> Payload
  ) async throws -> Payload {
    try wrap(try await next(request, context))
  }

  func intercept(
    _ request: Payload, _ call: OutgoingCall,
    next: @Sendable (Payload, OutgoingCall) async throws -> Payload
  ) async throws -> Payload {
    try wrap(try await next(request, call))
  }

  private func wrap(_ payload: Payload) throws -> Payload {
    var response = try MeshWire.EchoResponse(encoded: payload.array)
    response.content = Array("\(name)(".utf8) + response.content + Array(")".utf8)
    return Payload(try response.encoded())
  }
}

/// Refuses everything.
struct RefusingInterceptor: ServerInterceptor {
  func admit(_ context: inout ServerContext) throws(RPCError) {
    throw RPCError(.unauthenticated, reason: "TEST_REFUSED", zh: "拒绝", en: "refused")
  }
}

@Suite struct MetadataAndInterceptorTests {
  @Test(arguments: Wiring.allCases)
  func metadataArrivesInOrderAndWhole(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    var metadata = Metadata()
    try metadata.append("b", "2")
    try metadata.append("a", "一")
    try metadata.append("b", "")
    let reply = try await pair.echo.unary(
      MeshWire.EchoRequest(content: Array("metadata".utf8)),
      options: CallOptions(metadata: metadata))
    #expect(String(decoding: reply.content, as: UTF8.self) == "b=2;a=一;b=")
  }

  @Test(arguments: Wiring.allCases)
  func theLargestMetadataStillTravels(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    var metadata = Metadata()
    let share = Metadata.maximumBytes / Metadata.maximumEntries
    for number in 0..<Metadata.maximumEntries {
      let key = "k\(number)"
      try metadata.append(key, String(repeating: "v", count: share - key.utf8.count))
    }
    #expect(throws: RPCError.self) { try metadata.append("more", "") }
    let reply = try await pair.echo.unary(
      MeshWire.EchoRequest(content: Array("metadata".utf8)),
      options: CallOptions(metadata: metadata))
    #expect(reply.content.count == Metadata.maximumBytes + 2 * Metadata.maximumEntries - 1)
  }

  @Test(arguments: Wiring.allCases)
  func theHandlerKnowsItsCaller(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    let reply = try await pair.echo.unary(
      MeshWire.EchoRequest(content: Array("context".utf8)),
      options: CallOptions(idempotencyKey: "键-1", traceParent: trace, locale: "zh-CN"))
    let identity = wiring == .curve ? "tester" : "local"
    #expect(String(decoding: reply.content, as: UTF8.self) == "\(identity)|键-1|\(trace)|zh-CN")
  }

  @Test(arguments: Wiring.allCases)
  func serverInterceptorsRunInOrderAndFinishInReverse(_ wiring: Wiring) async throws {
    let journal = Guarded<[String]>([])
    let pair = try Pair.make(
      wiring,
      serverInterceptors: [
        RecordingInterceptor(name: "a", journal: journal),
        RecordingInterceptor(name: "b", journal: journal),
      ])
    defer { pair.close() }
    let reply = try await pair.echo.unary(
      MeshWire.EchoRequest(content: Array("metadata".utf8)))
    #expect(String(decoding: reply.content, as: UTF8.self) == "server-a=seen;server-b=seen")
    let expected = ["admit a", "admit b", "finish b OK", "finish a OK"]
    #expect(await eventually { journal.withLock { $0 } == expected })
    _ = try? await pair.echo.unary(MeshWire.EchoRequest(content: Array("fail".utf8)))
    #expect(
      await eventually {
        journal.withLock { $0 }.suffix(2)
          == ["finish b FAILED_PRECONDITION", "finish a FAILED_PRECONDITION"]
      })
  }

  @Test(arguments: Wiring.allCases)
  func aRefusalStopsLaterInterceptorsAndTheHandler(_ wiring: Wiring) async throws {
    let journal = Guarded<[String]>([])
    let pair = try Pair.make(
      wiring,
      serverInterceptors: [
        RecordingInterceptor(name: "a", journal: journal), RefusingInterceptor(),
        RecordingInterceptor(name: "b", journal: journal),
      ])
    defer { pair.close() }
    let error = await #expect(throws: RPCError.self) {
      try await pair.echo.unaryOnce(MeshWire.EchoRequest())
    }
    #expect(error?.code == .unauthenticated)
    #expect(journal.withLock { $0 } == ["admit a", "finish a UNAUTHENTICATED"])
    #expect(pair.journal.occurrences("once -") == 0)
  }

  @Test(arguments: Wiring.allCases)
  func wrappersNestOnBothSides(_ wiring: Wiring) async throws {
    let pair = try Pair.make(
      wiring,
      serverInterceptors: [WrappingInterceptor(name: "s1"), WrappingInterceptor(name: "s2")],
      clientInterceptors: [WrappingInterceptor(name: "c1"), WrappingInterceptor(name: "c2")]
    ) { router in
      // Registered inline, but wrapped, so it leaves the socket's thread.
      router.inline(EchoMethods.unary) { request, _ in
        MeshWire.EchoResponse(content: request.content)
      }
    }
    defer { pair.close() }
    let reply = try await pair.echo.unary(MeshWire.EchoRequest(content: Array("x".utf8)))
    #expect(String(decoding: reply.content, as: UTF8.self) == "c1(c2(s1(s2(x))))")
  }

  @Test(arguments: Wiring.allCases)
  func clientInterceptorsSeeEveryKindOfCallOnce(_ wiring: Wiring) async throws {
    let journal = Guarded<[String]>([])
    let pair = try Pair.make(
      wiring, clientInterceptors: [RecordingInterceptor(name: "c", journal: journal)])
    defer { pair.close() }
    _ = try await pair.echo.unary(MeshWire.EchoRequest())
    for try await _ in try await pair.echo.repeat(MeshWire.EchoRequest(copies: 3)) {}
    _ = try await pair.echo.collect { _ in }
    try await pair.echo.exchange { writer, replies in
      writer.finish()
      for try await _ in replies {}
    }
    let expected = Array(repeating: ["prepare c", "finish c OK"], count: 4).flatMap { $0 }
    #expect(await eventually { journal.withLock { $0 } == expected })
  }

  @Test(arguments: Wiring.allCases)
  func authorizationIsByRoleAndDeniedByDefault(_ wiring: Wiring) async throws {
    var table = AccessTable()
    table.allow("healthmesh.mesh.v1.Echo/Unary", roles: ["reader"])
    table.allow("healthmesh.mesh.v1.Echo/Collect", roles: ["writer"])
    let pair = try Pair.make(wiring, serverInterceptors: [AuthorizationInterceptor(table)])
    defer { pair.close() }
    _ = try await pair.echo.unary(MeshWire.EchoRequest())
    for call in [
      { _ = try await pair.echo.collect { _ in } },
      { _ = try await pair.echo.unaryOnce(MeshWire.EchoRequest()) },
      { for try await _ in try await pair.echo.repeat(MeshWire.EchoRequest(copies: 1)) {} },
    ] as [@Sendable () async throws -> Void] {
      let error = await #expect(throws: RPCError.self) { try await call() }
      #expect(error?.code == .permissionDenied)
    }
  }
}
