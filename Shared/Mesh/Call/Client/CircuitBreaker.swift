/// Keeps calls away from an endpoint that fails again and again, and tries it with one call at a
/// time until that succeeds.
struct CircuitBreaker {
  /// When it opens, and for how long.
  struct Configuration: Sendable, Hashable {
    /// Failures in a row.
    var failureThreshold = 5
    var initialOpenNanoseconds: UInt64 = 1_000_000_000
    var maximumOpenNanoseconds: UInt64 = 30_000_000_000
  }

  private enum State {
    case closed(failures: Int)
    case open(until: UInt64, wait: UInt64)
    /// One call is under way to find out.
    case probing(wait: UInt64)
  }

  private let configuration: Configuration
  private var state = State.closed(failures: 0)

  init(_ configuration: Configuration = Configuration()) {
    self.configuration = configuration
  }

  /// Whether a call may go there now.
  func admits(now: UInt64) -> Bool {
    switch state {
    case .closed: true
    case .open(let until, _): now >= until
    case .probing: false
    }
  }

  /// A call goes there.
  mutating func recordStart(now: UInt64) {
    if case .open(let until, let wait) = state, now >= until { state = .probing(wait: wait) }
  }

  /// It answered, whatever the answer.
  mutating func recordSuccess() {
    if case .closed(let failures) = state, failures == 0 { return }
    state = .closed(failures: 0)
  }

  /// It did not answer.
  mutating func recordFailure(now: UInt64) {
    switch state {
    case .closed(let failures) where failures + 1 < configuration.failureThreshold:
      state = .closed(failures: failures + 1)
    case .closed:
      open(configuration.initialOpenNanoseconds, now)
    case .probing(let wait):
      open(min(wait &* 2, configuration.maximumOpenNanoseconds), now)
    case .open:
      break
    }
  }

  /// The probing call ended without telling anything, for example because its caller cancelled.
  mutating func recordNothing(now: UInt64) {
    if case .probing(let wait) = state { state = .open(until: now, wait: wait) }
  }

  private mutating func open(_ wait: UInt64, _ now: UInt64) {
    state = .open(until: now &+ wait, wait: wait)
  }
}
