import Quantities

/// Time served (工作年限), added up over spans that may overlap or lie apart. Each day counts once.
///
/// Years are counted as if the days had followed each other from the first one on, so that an
/// unbroken service of a year is a year, leap day or not.
public struct ServiceTime: Sendable, Hashable {
  public let days: Int
  private let from: Day?

  /// What of the spans lies before a day; the day itself is not served yet.
  public init(_ spans: [Validity], before day: Day) {
    var total = 0
    var reached: Day?
    let ordered = spans.filter { $0.from < day }.sorted { $0.from < $1.from }
    for span in ordered {
      let end = min(span.to ?? day, day)
      let start = max(span.from, reached ?? span.from)
      if start < end { total += end.days(since: start) }
      reached = max(reached ?? end, end)
    }
    days = total
    from = ordered.first?.from
  }

  /// Completed years.
  public var years: Int {
    guard let from, let end = try? from.adding(days: days) else { return 0 }
    return end.years(since: from)
  }

  /// Completed months; what began on a day that a month does not have is complete on its last day.
  public var months: Int {
    guard let from, let end = try? from.adding(days: days) else { return 0 }
    let whole = Int(end.month.number - from.month.number)
    let anniversary = min(from.civil.day, end.month.dayCount)
    return end.civil.day >= anniversary ? whole : whole - 1
  }
}
