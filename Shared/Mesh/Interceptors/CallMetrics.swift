import CoreMetrics
import Quantities

/// Number, duration and outcome of the calls of one method, in the process's metrics.
///
/// `<prefix>_calls_total{method,code}` counts, `<prefix>_call_duration{method}` is a timer.
final class CallMetrics: Sendable {
  private let prefix: String
  private let method: String
  private let duration: Timer
  private let successes: Counter
  // Made when a failure first happens: most of the 16 never do.
  private let counters = Guarded([Counter?](repeating: nil, count: StatusCode.allCases.count))

  init(prefix: String, method: String) {
    self.prefix = prefix
    self.method = method
    successes = Counter(
      label: "\(prefix)_calls_total",
      dimensions: [("method", method), ("code", StatusCode.ok.name)])
    duration = Timer(label: "\(prefix)_call_duration", dimensions: [("method", method)])
  }

  func record(_ outcome: CallOutcome) {
    duration.recordNanoseconds(Int64(clamping: outcome.nanoseconds))
    let code = outcome.code
    guard code != .ok else { return successes.increment() }
    let counter = counters.withLock { counters in
      if let known = counters[Int(code.rawValue)] { return known }
      let fresh = Counter(
        label: "\(prefix)_calls_total", dimensions: [("method", method), ("code", code.name)])
      counters[Int(code.rawValue)] = fresh
      return fresh
    }
    counter.increment()
  }
}
