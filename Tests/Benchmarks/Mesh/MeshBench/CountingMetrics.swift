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
  private nonisolated(unsafe) let bins: UnsafeMutablePointer<Atomic<Int64>>
  private let sum = Atomic<Int64>(0)
  private let count = Atomic<Int64>(0)

  init() {
    bins = .allocate(capacity: 65)
    for bin in 0..<65 { (bins + bin).initialize(to: Atomic(0)) }
  }

  deinit {
    bins.deinitialize(count: 65)
    bins.deallocate()
  }

  func increment(by amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }
  func reset() { count.store(0, ordering: .relaxed) }
  func record(_ value: Int64) { recordNanoseconds(value) }
  func record(_ value: Double) { recordNanoseconds(Int64(value)) }

  func recordNanoseconds(_ duration: Int64) {
    bins[64 - duration.leadingZeroBitCount].wrappingAdd(1, ordering: .relaxed)
    sum.wrappingAdd(duration, ordering: .relaxed)
  }
}
