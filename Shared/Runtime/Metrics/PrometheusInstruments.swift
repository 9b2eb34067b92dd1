import CoreMetrics
import Quantities
import Synchronization

/// A number that only grows.
public final class PrometheusCounter: CounterHandler {
  private let count = Atomic<Int64>(0)

  public func add(_ amount: Int64) { count.wrappingAdd(amount, ordering: .relaxed) }

  public var value: Int64 { count.load(ordering: .relaxed) }

  public func increment(by amount: Int64) { add(amount) }

  public func reset() { count.store(0, ordering: .relaxed) }
}

/// A number that goes up and down.
public final class PrometheusGauge: MeterHandler, RecorderHandler {
  /// Whole numbers until somebody sets a fraction.
  private let whole = Atomic<Int64>(0)
  private let fraction = Guarded<Double?>(nil)

  public func add(_ amount: Int64) { whole.wrappingAdd(amount, ordering: .relaxed) }

  public func set(_ value: Int64) {
    whole.store(value, ordering: .relaxed)
    fraction.withLock { $0 = nil }
  }

  public func set(_ value: Double) { fraction.withLock { $0 = value } }
  public func increment(by amount: Double) { fraction.withLock { $0 = ($0 ?? 0) + amount } }
  public func decrement(by amount: Double) { increment(by: -amount) }
  public func record(_ value: Int64) { set(value) }
  public func record(_ value: Double) { set(value) }

  var text: String {
    fraction.withLock { $0 }.map { "\($0)" } ?? "\(whole.load(ordering: .relaxed))"
  }
}

/// How long things took: counts by upper bound, and their sum. Bounds double from 50 µs, which
/// spans a call answered from memory and a settlement of a year.
public final class PrometheusHistogram: TimerHandler, RecorderHandler {
  static let boundsNanoseconds: [Int64] = (0..<20).map { 50_000 << $0 }

  /// Never reallocated; each element is atomic.
  private nonisolated(unsafe) let buckets: UnsafeMutablePointer<Atomic<Int64>>
  private let sum = Atomic<Int64>(0)

  init() {
    let count = Self.boundsNanoseconds.count + 1
    buckets = .allocate(capacity: count)
    for index in 0..<count { (buckets + index).initialize(to: Atomic(0)) }
  }

  deinit {
    buckets.deinitialize(count: Self.boundsNanoseconds.count + 1)
    buckets.deallocate()
  }

  public func record(nanoseconds: Int64) {
    let duration = max(0, nanoseconds)
    buckets[Self.bucket(duration)].wrappingAdd(1, ordering: .relaxed)
    sum.wrappingAdd(duration, ordering: .relaxed)
  }

  public func recordNanoseconds(_ duration: Int64) { record(nanoseconds: duration) }
  public func record(_ value: Int64) { record(nanoseconds: value) }
  public func record(_ value: Double) { record(nanoseconds: Int64(value)) }

  /// The first bound that the duration does not exceed.
  private static func bucket(_ duration: Int64) -> Int {
    guard duration > boundsNanoseconds[0] else { return 0 }
    let ratio = (duration - 1) / boundsNanoseconds[0]
    return min(64 - ratio.leadingZeroBitCount, boundsNanoseconds.count)
  }

  struct Reading {
    /// Counts at or below each bound; the last one is all.
    let cumulative: [Int64]
    let sumNanoseconds: Int64
  }

  var reading: Reading {
    var total: Int64 = 0
    let cumulative = (0...Self.boundsNanoseconds.count).map { index in
      total += buckets[index].load(ordering: .relaxed)
      return total
    }
    return Reading(cumulative: cumulative, sumNanoseconds: sum.load(ordering: .relaxed))
  }
}
