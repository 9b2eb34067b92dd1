import CoreMetrics
import Quantities

extension PrometheusMetrics: MetricsFactory {
  public func makeCounter(
    label: String, dimensions: [(String, String)]
  ) -> any CounterHandler {
    counter(label, dimensions)
  }

  public func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    FloatingPointCounting(counter: counter(label, dimensions))
  }

  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    gauge(label, dimensions)
  }

  public func makeRecorder(
    label: String, dimensions: [(String, String)], aggregate: Bool
  ) -> any RecorderHandler {
    aggregate ? histogram(label, dimensions) : gauge(label, dimensions)
  }

  /// Shown in seconds, and named so, as Prometheus' conventions ask.
  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    histogram(label.hasSuffix("_seconds") ? label : label + "_seconds", dimensions)
  }

  public func destroyCounter(_ handler: any CounterHandler) { forget(handler) }
  public func destroyMeter(_ handler: any MeterHandler) { forget(handler) }
  public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {
    if let counting = handler as? FloatingPointCounting { forget(counting.counter) }
  }
  public func destroyRecorder(_ handler: any RecorderHandler) { forget(handler) }
  public func destroyTimer(_ handler: any TimerHandler) { forget(handler) }
}

/// Adds fractions up and passes whole numbers on.
private final class FloatingPointCounting: FloatingPointCounterHandler {
  let counter: PrometheusCounter
  private let rest = Guarded(0.0)

  init(counter: PrometheusCounter) { self.counter = counter }

  func increment(by amount: Double) {
    let whole = rest.withLock { rest in
      rest += amount
      let whole = rest.rounded(.down)
      rest -= whole
      return whole
    }
    counter.add(Int64(whole))
  }

  func reset() { counter.reset() }
}
