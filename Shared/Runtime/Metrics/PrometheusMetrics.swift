import CoreMetrics
import Quantities

/// The metrics of a process, as Prometheus reads them. Also the backend of swift-metrics, so that
/// libraries' metrics appear beside ours.
public final class PrometheusMetrics: Sendable {
  /// The one of this process.
  public static let shared = PrometheusMetrics()

  /// More series than this are a label that takes too many values; further ones share one that is
  /// not shown, rather than let memory grow.
  static let maximumSeries = 10_000

  enum Instrument: Sendable {
    case counter(PrometheusCounter)
    case gauge(PrometheusGauge)
    case histogram(PrometheusHistogram)

    var type: String {
      switch self {
      case .counter: "counter"
      case .gauge: "gauge"
      case .histogram: "histogram"
      }
    }
  }

  private struct Family {
    let type: String
    var help: String
    /// By rendered labels, for example `method="a",code="OK"`.
    var series: [String: Instrument] = [:]
  }

  private struct State {
    var families: [String: Family] = [:]
    var series = 0
    var refreshers: [@Sendable () -> Void] = []
  }

  private let state = Guarded(State())

  public init() {}

  public func counter(
    _ name: String, _ labels: [(String, String)] = [], help: String = ""
  ) -> PrometheusCounter {
    let found = instrument(name, labels, help) { .counter(PrometheusCounter()) }
    if case .counter(let counter) = found { return counter }
    return PrometheusCounter()
  }

  public func gauge(
    _ name: String, _ labels: [(String, String)] = [], help: String = ""
  ) -> PrometheusGauge {
    let found = instrument(name, labels, help) { .gauge(PrometheusGauge()) }
    if case .gauge(let gauge) = found { return gauge }
    return PrometheusGauge()
  }

  /// Values are recorded in nanoseconds and shown in seconds.
  public func histogram(
    _ name: String, _ labels: [(String, String)] = [], help: String = ""
  ) -> PrometheusHistogram {
    let found = instrument(name, labels, help) { .histogram(PrometheusHistogram()) }
    if case .histogram(let histogram) = found { return histogram }
    return PrometheusHistogram()
  }

  /// The series of that name and labels; one that is not shown when the name has another type.
  private func instrument(
    _ name: String, _ labels: [(String, String)], _ help: String, make: () -> Instrument
  ) -> Instrument {
    let name = PrometheusText.name(name)
    let key = PrometheusText.labels(labels)
    return state.withLock { state in
      if let known = state.families[name]?.series[key] { return known }
      let fresh = make()
      var family = state.families[name] ?? Family(type: fresh.type, help: help)
      guard family.type == fresh.type, state.series < Self.maximumSeries else { return fresh }
      if family.help.isEmpty { family.help = help }
      family.series[key] = fresh
      state.families[name] = family
      state.series += 1
      return fresh
    }
  }

  func forget(_ instrument: AnyObject) {
    state.withLock { state in
      for (name, family) in state.families {
        let gone = family.series.filter { $0.value.object === instrument }.map(\.key)
        for key in gone { state.families[name]?.series.removeValue(forKey: key) }
        state.series -= gone.count
      }
    }
  }

  /// Calls `refresh` before every reading: for gauges of something that is counted elsewhere.
  public func beforeReading(_ refresh: @escaping @Sendable () -> Void) {
    state.withLock { $0.refreshers.append(refresh) }
  }

  /// Everything in Prometheus' text format, in the order of names and labels.
  public func text() -> String {
    for refresh in state.withLock({ $0.refreshers }) { refresh() }
    let families = state.withLock { $0.families }
    var lines: [String] = []
    for (name, family) in families.sorted(by: { $0.key < $1.key }) where !family.series.isEmpty {
      if !family.help.isEmpty { lines.append("# HELP \(name) \(PrometheusText.help(family.help))") }
      lines.append("# TYPE \(name) \(family.type)")
      for (labels, instrument) in family.series.sorted(by: { $0.key < $1.key }) {
        lines += PrometheusText.lines(name, labels, instrument)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension PrometheusMetrics.Instrument {
  var object: AnyObject {
    switch self {
    case .counter(let counter): counter
    case .gauge(let gauge): gauge
    case .histogram(let histogram): histogram
    }
  }
}
