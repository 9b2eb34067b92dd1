/// When and how often a call that found no server is made again.
///
/// Only a call that may do its work twice is repeated: idempotent by its contract, or with an
/// idempotency key; and any call that a server certainly did not begin.
public struct RetryPolicy: Sendable, Hashable {
  /// Attempts in all, the first one included.
  public var maximumAttempts: Int
  /// Wait before the second attempt; each further wait is `multiplier` times as long.
  public var initialBackoff: Duration
  public var maximumBackoff: Duration
  public var multiplier: Int
  /// Codes worth another attempt.
  public var retryableCodes: Set<StatusCode>

  public init(
    maximumAttempts: Int = 3, initialBackoff: Duration = .milliseconds(50),
    maximumBackoff: Duration = .seconds(1), multiplier: Int = 2,
    retryableCodes: Set<StatusCode> = [.unavailable]
  ) {
    precondition(maximumAttempts >= 1 && multiplier >= 1)
    self.maximumAttempts = maximumAttempts
    self.initialBackoff = initialBackoff
    self.maximumBackoff = maximumBackoff
    self.multiplier = multiplier
    self.retryableCodes = retryableCodes
  }

  /// One attempt.
  public static let never = RetryPolicy(maximumAttempts: 1)

  /// Reasons of a server or connection that certainly did not begin the call.
  static let notBegunReasons: Set<String> = ["MESH_NOT_CONNECTED", "MESH_DRAINING"]

  /// Whether the call may be made again after `attempts` attempts, the last of which gave `error`.
  func allows(
    after error: RPCError, attempts: Int, method: MethodDescriptor, hasIdempotencyKey: Bool
  ) -> Bool {
    guard attempts < maximumAttempts, retryableCodes.contains(error.code) else { return false }
    return method.idempotency != .unknown || hasIdempotencyKey
      || RetryPolicy.notBegunReasons.contains(error.reason)
  }

  /// How long to wait after `attempts` attempts: between half and all of the exponential wait, so
  /// that callers who failed together do not come back together.
  func backoff(attempts: Int, using generator: inout some RandomNumberGenerator) -> Duration {
    let ceiling = maximumBackoff.clampedNanoseconds
    var wait = initialBackoff.clampedNanoseconds
    for _ in 1..<max(attempts, 1) {
      let (product, overflow) = wait.multipliedReportingOverflow(by: UInt64(multiplier))
      wait = overflow ? ceiling : min(product, ceiling)
    }
    wait = min(wait, ceiling)
    return .nanoseconds(Int64(clamping: UInt64.random(in: (wait / 2)...wait, using: &generator)))
  }
}
