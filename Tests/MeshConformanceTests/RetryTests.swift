import Contract
import Mesh
import Messages
import Quantities
import Testing

@Suite struct RetryTests {
  /// A server that is unavailable the first times.
  private static func flaky(
    _ wiring: Wiring, failures: Int, options: ClientOptions = ClientOptions()
  ) throws -> (Pair, Guarded<Int>) {
    let attempts = Guarded(0)
    let body: @Sendable (MeshWire.EchoRequest) throws -> MeshWire.EchoResponse = { request in
      let number = attempts.withLock { attempts in
        attempts += 1
        return attempts
      }
      guard number > failures else { throw RPCError.unavailable("TEST_AWAY", endpoint: "") }
      return MeshWire.EchoResponse(content: request.content)
    }
    let pair = try Pair.make(wiring, clientOptions: options) { router in
      router.unary(EchoMethods.unary) { request, _ in try body(request) }
      router.unary(EchoMethods.unaryOnce) { request, _ in try body(request) }
    }
    return (pair, attempts)
  }

  @Test(arguments: Wiring.allCases)
  func anIdempotentCallIsRepeated(_ wiring: Wiring) async throws {
    let (pair, attempts) = try RetryTests.flaky(wiring, failures: 2)
    defer { pair.close() }
    let reply = try await pair.echo.unary(MeshWire.EchoRequest(content: [1]))
    #expect(reply.content == [1])
    #expect(attempts.withLock { $0 } == 3)
  }

  @Test(arguments: Wiring.allCases)
  func aChangeIsNotRepeatedWithoutAKey(_ wiring: Wiring) async throws {
    let (pair, attempts) = try RetryTests.flaky(wiring, failures: 1)
    defer { pair.close() }
    let error = await #expect(throws: RPCError.self) {
      try await pair.echo.unaryOnce(MeshWire.EchoRequest())
    }
    #expect(error?.reason == "TEST_AWAY")
    #expect(attempts.withLock { $0 } == 1)
  }

  @Test(arguments: Wiring.allCases)
  func aChangeWithAnIdempotencyKeyIsRepeated(_ wiring: Wiring) async throws {
    let (pair, attempts) = try RetryTests.flaky(wiring, failures: 1)
    defer { pair.close() }
    _ = try await pair.echo.unaryOnce(
      MeshWire.EchoRequest(), options: CallOptions(idempotencyKey: "once"))
    #expect(attempts.withLock { $0 } == 2)
  }

  @Test(arguments: Wiring.allCases)
  func attemptsAreBounded(_ wiring: Wiring) async throws {
    let (pair, attempts) = try RetryTests.flaky(wiring, failures: .max)
    defer { pair.close() }
    await #expect(throws: RPCError.self) { try await pair.echo.unary(MeshWire.EchoRequest()) }
    #expect(attempts.withLock { $0 } == 3)
  }

  /// After enough failures in a row the endpoint is left alone: the server sees no more calls.
  @Test(arguments: Wiring.allCases)
  func theCircuitOpens(_ wiring: Wiring) async throws {
    let (pair, attempts) = try RetryTests.flaky(
      wiring, failures: .max, options: ClientOptions(retry: .never, breakerFailureThreshold: 3))
    defer { pair.close() }
    for _ in 0..<3 { _ = try? await pair.echo.unary(MeshWire.EchoRequest()) }
    let error = await #expect(throws: RPCError.self) {
      try await pair.echo.unary(MeshWire.EchoRequest())
    }
    #expect(error?.reason == "MESH_CIRCUIT_OPEN")
    #expect(attempts.withLock { $0 } == 3)
  }

  /// With most calls failing, the budget of repeats is used up.
  @Test(arguments: Wiring.allCases)
  func repeatsStopWhenTheBudgetIsGone(_ wiring: Wiring) async throws {
    let (pair, attempts) = try RetryTests.flaky(
      wiring, failures: .max,
      options: ClientOptions(
        retry: RetryPolicy(maximumAttempts: 3, initialBackoff: .milliseconds(1)),
        retryBudgetTokens: 10, breakerFailureThreshold: 1000))
    defer { pair.close() }
    for _ in 0..<10 { _ = try? await pair.echo.unary(MeshWire.EchoRequest()) }
    // 10 tokens: the 5th failure leaves half, so 3 + 2 attempts and then one for each call.
    #expect(attempts.withLock { $0 } == 13)
  }
}
