import Synchronization

/// Stops repeating when most calls fail: repeats would keep a struggling service down.
///
/// A failed attempt costs one token, an answered call earns a tenth; attempts are repeated while
/// more than half of the tokens are there. The rule of gRPC's `retryThrottling`.
final class RetryBudget: Sendable {
  private let capacityTenths: Int
  // Atomic instead of guarded: every call passes here, and mostly finds it full.
  private let tenths: Atomic<Int>

  init(tokens: Int = 100) {
    precondition(tokens > 0)
    capacityTenths = tokens * 10
    tenths = Atomic(capacityTenths)
  }

  var allowsRetry: Bool { tenths.load(ordering: .relaxed) * 2 > capacityTenths }

  func recordSuccess() { change(by: 1) }
  func recordFailure() { change(by: -10) }

  private func change(by amount: Int) {
    var present = tenths.load(ordering: .relaxed)
    while true {
      let next = min(max(present + amount, 0), capacityTenths)
      if next == present { return }
      let (isDone, found) = tenths.weakCompareExchange(
        expected: present, desired: next, ordering: .relaxed)
      if isDone { return }
      present = found
    }
  }
}
