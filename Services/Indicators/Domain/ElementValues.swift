import Quantities

/// Finds the value of an element for a subject and period among what was reported.
public struct ElementValues: Sendable {
  private struct Series: Hashable {
    let element: String
    let subject: String
  }

  private var observed: [Series: [ReportingPeriod: Decimal]] = [:]

  public init(_ observations: some Sequence<Observation>) {
    for observation in observations {
      let series = Series(element: observation.key.element, subject: observation.key.subject)
      observed[series, default: [:]][observation.key.period] = observation.value
    }
  }

  /// The reported value; or, where only finer periods were reported, their sum (flows, when they
  /// fill the period without gap or overlap) or the last one (stocks, when it ends with the
  /// period). Nil when that is not possible: missing is not zero.
  public func value(
    _ element: Element, of subject: String, in period: ReportingPeriod
  ) throws(Problem) -> Ratio? {
    guard let series = observed[Series(element: element.code, subject: subject)] else { return nil }
    if let reported = series[period] { return reported.ratio }
    // Coarser parts first: months win over the days of the same months.
    for kind in [ReportingPeriod.Kind.quarter, .month, .week, .day] where kind < period.kind {
      let parts = series.filter { $0.key.kind == kind && period.contains($0.key) }
      if parts.isEmpty { continue }
      switch element.timeAggregation {
      case .last:
        if let last = parts.first(where: { $0.key.last == period.last }) { return last.value.ratio }
      case .sum:
        guard parts.keys.reduce(0, { $0 + $1.days }) == period.days else { continue }
        var sum = Ratio.zero
        for part in parts.values { sum = try sum + part.ratio }
        return sum
      }
    }
    return nil
  }
}
