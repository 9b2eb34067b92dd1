import Quantities

/// A half-open run of days (期间): the first day belongs to it, `until` is the day after the last.
///
/// Half-open, so that two periods that follow each other share one number and leave no gap.
public struct DayInterval: Sendable, Hashable {
  public let from: Day
  /// The day after the last one; never earlier than `from`. Equal to it, the interval is empty.
  public let until: Day

  public init(from: Day, until: Day) throws(Problem) {
    guard from <= until else {
      throw Problem(
        .invalidInput, "PERIOD_REVERSED", zh: "期间的终止日早于起始日",
        en: "a period ends before it begins", remedyZh: "请核对起止日期",
        remedyEn: "check the first and the last day",
        details: [.init("from", from.description), .init("until", until.description)])
    }
    self.from = from
    self.until = until
  }

  private init(unchecked from: Day, _ until: Day) {
    self.from = from
    self.until = until
  }

  /// All days of a month.
  public init(_ month: Month) throws(Problem) {
    try self.init(from: month.firstDay, until: month.lastDay.adding(days: 1))
  }

  public var dayCount: Int { until.days(since: from) }
  public var isEmpty: Bool { from == until }

  public func contains(_ day: Day) -> Bool { from <= day && day < until }

  public func overlaps(_ other: DayInterval) -> Bool {
    max(from, other.from) < min(until, other.until)
  }

  /// The days of both; empty at the later first day when there are none.
  public func intersection(_ other: DayInterval) -> DayInterval {
    let first = max(from, other.from)
    return DayInterval(unchecked: first, max(first, min(until, other.until)))
  }

  /// The part before a day; empty at `from` when the day is not later.
  public func ending(before day: Day) -> DayInterval {
    DayInterval(unchecked: from, max(from, min(until, day)))
  }
}

extension DayInterval: CustomStringConvertible {
  public var description: String { "\(from)..<\(until)" }
}

extension Day {
  /// The same day so many months later, or that month's last day when it is shorter: a contract of
  /// a month signed on 31 January ends with February.
  func adding(months: Int) throws(Problem) -> Day {
    let target = try month.adding(months: months)
    return try target.firstDay.adding(days: min(civil.day, target.dayCount) - 1)
  }
}
