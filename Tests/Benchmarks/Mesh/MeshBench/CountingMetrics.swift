import Metrics
import Synchronization

/// Metrics that count and bin like those of a service, so that their cost is in the measurement.
struct CountingMetrics: MetricsFactory {
  func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    Tally()
  }

  func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler { Tally() }

  func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { Tally() }

  func destroyCounter(_ handler: any CounterHandler) {}
  func destroyRecorder(_ handler: any RecorderHandler) {}
  func destroyTimer(_ handler: any TimerHandler) {}
}

/// A count, a sum and a histogram with a bin for each power of two.
private final class Tally: CounterHandler, RecorderHandler, TimerHandler, Sendable {
  private struct State {
    var sum = 0.0
    var count: Int64 = 0
    var bins = [Int](repeating: 0, count: 65)
  }

  private let state = Mutex(State())

  func increment(by amount: Int64) { state.withLock { $0.count += amount } }
  func reset() { state.withLock { $0.count = 0 } }
  func record(_ value: Int64) { recordNanoseconds(value) }
  func record(_ value: Double) { recordNanoseconds(Int64(value)) }

  func recordNanoseconds(_ duration: Int64) {
    state.withLock { state in
      state.count += 1
      state.sum += Double(duration)
      state.bins[64 - duration.leadingZeroBitCount] += 1
    }
  }
}
