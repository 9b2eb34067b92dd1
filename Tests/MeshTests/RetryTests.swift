import Quantities
import Testing

@testable import Mesh

@Suite struct RetryPolicyTests {
  private let policy = RetryPolicy(
    maximumAttempts: 5, initialBackoff: .milliseconds(100), maximumBackoff: .milliseconds(500))
  private let read = MethodDescriptor(
    service: "s", method: "Read", idempotency: .noSideEffects)
  private let write = MethodDescriptor(service: "s", method: "Write")

  @Test func onlyWhatMayRunTwiceIsRepeated() {
    let away = RPCError.unavailable("X", endpoint: "")
    #expect(policy.allows(after: away, attempts: 1, method: read, hasIdempotencyKey: false))
    #expect(!policy.allows(after: away, attempts: 1, method: write, hasIdempotencyKey: false))
    #expect(policy.allows(after: away, attempts: 1, method: write, hasIdempotencyKey: true))
    #expect(!policy.allows(after: away, attempts: 5, method: read, hasIdempotencyKey: false))
    for reason in ["MESH_NOT_CONNECTED", "MESH_DRAINING"] {
      let notBegun = RPCError.unavailable(reason, endpoint: "")
      #expect(policy.allows(after: notBegun, attempts: 1, method: write, hasIdempotencyKey: false))
    }
    for code in StatusCode.allCases where code != .ok && code != .unavailable {
      let error = RPCError(code, reason: "X", zh: "", en: "")
      #expect(!policy.allows(after: error, attempts: 1, method: read, hasIdempotencyKey: true))
    }
  }

  @Test func waitsGrowToTheMaximumAndAreSpread() {
    var random = SeededRandom(seed: 9)
    // 100, 200, 400, 500, 500 ms, each between a half and the whole.
    for (attempts, whole) in zip(1..., [100, 200, 400, 500, 500]) {
      let waits = (0..<200).map { _ in policy.backoff(attempts: attempts, using: &random) }
      #expect(waits.allSatisfy { $0 >= .milliseconds(whole / 2) && $0 <= .milliseconds(whole) })
      #expect(Set(waits.map { "\($0)" }).count > 100)
    }
  }

  @Test func theBudgetStopsAtHalfAndRecovers() {
    let budget = RetryBudget(tokens: 10)
    for _ in 0..<4 { budget.recordFailure() }
    #expect(budget.allowsRetry)
    budget.recordFailure()
    #expect(!budget.allowsRetry)
    budget.recordSuccess()
    #expect(budget.allowsRetry)
    for _ in 0..<100 { budget.recordFailure() }
    for _ in 0..<50 { budget.recordSuccess() }
    #expect(!budget.allowsRetry)
  }
}

@Suite struct CircuitBreakerTests {
  private let second: UInt64 = 1_000_000_000

  @Test func itOpensAfterFailuresInARowAndProbesOneCallAtATime() {
    var breaker = CircuitBreaker()
    for _ in 0..<4 { breaker.recordFailure(now: 0) }
    breaker.recordSuccess()
    for _ in 0..<4 { breaker.recordFailure(now: 0) }
    #expect(breaker.admits(now: 0))
    breaker.recordFailure(now: 0)
    #expect(!breaker.admits(now: second - 1))
    #expect(breaker.admits(now: second))
    breaker.recordStart(now: second)
    #expect(!breaker.admits(now: second))
    // The probe fails: twice as long.
    breaker.recordFailure(now: second)
    #expect(!breaker.admits(now: 3 * second - 1))
    #expect(breaker.admits(now: 3 * second))
    breaker.recordStart(now: 3 * second)
    breaker.recordSuccess()
    #expect(breaker.admits(now: 3 * second))
  }

  @Test func aProbeThatTellsNothingIsFollowedByAnother() {
    var breaker = CircuitBreaker()
    for _ in 0..<5 { breaker.recordFailure(now: 0) }
    breaker.recordStart(now: second)
    breaker.recordNothing(now: second)
    #expect(breaker.admits(now: second))
  }

  @Test func waitsAreBounded() {
    var breaker = CircuitBreaker()
    var now: UInt64 = 0
    for _ in 0..<5 { breaker.recordFailure(now: now) }
    for _ in 0..<20 {
      now += 30 * second
      #expect(breaker.admits(now: now))
      breaker.recordStart(now: now)
      breaker.recordFailure(now: now)
    }
  }
}
