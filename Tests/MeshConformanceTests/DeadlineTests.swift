import Contract
import Mesh
import Messages
import Quantities
import Testing

@Suite struct DeadlineTests {
  @Test(arguments: Wiring.allCases)
  func aCallEndsAtItsDeadlineAndItsHandlerIsCancelled(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    // Connected first: the time to connect counts too.
    _ = try await pair.echo.unary(MeshWire.EchoRequest())
    let clock = ContinuousClock()
    let start = clock.now
    let error = await #expect(throws: RPCError.self) {
      try await pair.echo.unary(
        MeshWire.EchoRequest(content: Array("sleep".utf8)),
        options: CallOptions(timeout: .milliseconds(150)))
    }
    #expect(error?.code == .deadlineExceeded)
    #expect(clock.now - start >= .milliseconds(149))
    #expect(await pair.journal.waits(for: "cancelled Unary"))
    #expect(await eventually { pair.server.statistics.callsInFlight == 0 })
  }

  @Test(arguments: Wiring.allCases)
  func theTimeLeftTravelsAndIsNeverMoreThanAsked(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    let reply = try await pair.echo.unary(
      MeshWire.EchoRequest(content: Array("deadline".utf8)),
      options: CallOptions(timeout: .seconds(300)))
    let left = try #require(Int(String(decoding: reply.content, as: UTF8.self)))
    #expect(left <= 300_000_000)
    #expect(left > 100_000_000)
  }

  @Test(arguments: Wiring.allCases)
  func aPassedDeadlineSendsNothing(_ wiring: Wiring) async throws {
    let pair = try Pair.make(wiring)
    defer { pair.close() }
    let error = await #expect(throws: RPCError.self) {
      try await pair.echo.unaryOnce(
        MeshWire.EchoRequest(), options: CallOptions(timeout: .zero))
    }
    #expect(error?.code == .deadlineExceeded)
    #expect(pair.journal.occurrences("once -") == 0)
  }

  /// A handler that calls on passes on what is left of its own caller's time, less the margin.
  @Test(arguments: Wiring.allCases)
  func aCallFromAHandlerInheritsDeadlineTraceAndLocale(_ wiring: Wiring) async throws {
    let fleet = try Fleet(wiring)
    let inner = Guarded<ServerContext?>(nil)
    var backRouter = MethodRouter()
    backRouter.unary(EchoMethods.unary) { request, context in
      inner.withLock { $0 = context }
      return MeshWire.EchoResponse(content: request.content)
    }
    let back = try fleet.server(router: backRouter)
    let backClient = EchoClient(client: try fleet.client(of: [back]))
    var frontRouter = MethodRouter()
    frontRouter.unary(EchoMethods.unary) { request, _ in try await backClient.unary(request) }
    let front = try fleet.server(router: frontRouter)
    let client = try fleet.client(of: [front])
    defer {
      client.close()
      backClient.client.close()
      front.close()
      back.close()
    }
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    _ = try await EchoClient(client: client).unary(
      MeshWire.EchoRequest(),
      options: CallOptions(timeout: .seconds(20), traceParent: trace, locale: "zh-CN"))
    let context = try #require(inner.withLock { $0 })
    #expect(context.traceParent == trace)
    #expect(context.locale == "zh-CN")
    #expect(context.deadline.remaining < .milliseconds(19_996))
  }
}
