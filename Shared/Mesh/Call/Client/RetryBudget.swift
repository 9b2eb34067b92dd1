/// Stops repeating when most calls fail: repeats would keep a struggling service down.
///
/// A failed attempt costs one token, an answered call earns a tenth; attempts are repeated while
/// more than half of the tokens are there. The rule of gRPC's `retryThrottling`.
struct RetryBudget {
  private let capacityTenths: Int
  private var tenths: Int

  init(tokens: Int = 100) {
    precondition(tokens > 0)
    capacityTenths = tokens * 10
    tenths = capacityTenths
  }

  var allowsRetry: Bool { tenths * 2 > capacityTenths }

  mutating func recordSuccess() { tenths = min(tenths + 1, capacityTenths) }
  mutating func recordFailure() { tenths = max(tenths - 10, 0) }
}
