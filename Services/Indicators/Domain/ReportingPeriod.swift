import Quantities

/// The span of time that an observation speaks about (统计周期): a year, quarter, month, ISO week or
/// day.
public struct ReportingPeriod: Sendable, Hashable {
  public enum Kind: Int, Sendable, Comparable {
    case day, week, month, quarter, year

    public static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }
  }

  public let kind: Kind
  /// First day of the period.
  public let first: Day
  /// Last day of the period.
  public let last: Day
  /// As written: `2025`, `2025Q1`, `2025-03`, `2025W12` or `2025-03-31`.
  public let text: String

  /// - Throws: `INDICATOR_PERIOD_INVALID`.
  public init(parsing text: String) throws(Problem) {
    guard let parsed = Self.parse(text) else {
      throw IndicatorProblem.invalidPeriod(text)
    }
    self = parsed
  }

  private init(_ kind: Kind, _ first: Day, _ last: Day, _ text: String) {
    self.kind = kind
    self.first = first
    self.last = last
    self.text = text
  }

  private static func parse(_ text: String) -> ReportingPeriod? {
    let parts = text.utf8
    switch parts.count {
    case 4:
      guard let year = number(parts) else { return nil }
      return span(.year, text, from: (year, 1), months: 12)
    case 6 where parts.dropFirst(4).first == UInt8(ascii: "Q"):
      guard let year = number(parts.prefix(4)), let quarter = number(parts.suffix(1)),
        (1...4).contains(quarter)
      else { return nil }
      return span(.quarter, text, from: (year, quarter * 3 - 2), months: 3)
    case 7 where parts.dropFirst(4).first == UInt8(ascii: "-"):
      guard let year = number(parts.prefix(4)), let month = number(parts.suffix(2)) else {
        return nil
      }
      return span(.month, text, from: (year, month), months: 1)
    case 7 where parts.dropFirst(4).first == UInt8(ascii: "W"):
      guard let year = number(parts.prefix(4)), let week = number(parts.suffix(2)) else {
        return nil
      }
      return isoWeek(year: year, week: week, text)
    case 10:
      guard let day = try? Day(parsing: text) else { return nil }
      return ReportingPeriod(.day, day, day, text)
    default: return nil
    }
  }

  private static func number(_ digits: some Sequence<UInt8>) -> Int? {
    var value = 0
    for digit in digits {
      guard digit >= 0x30, digit <= 0x39 else { return nil }
      value = value * 10 + Int(digit - 0x30)
    }
    return value
  }

  private static func span(
    _ kind: Kind, _ text: String, from start: (year: Int, month: Int), months: Int
  ) -> ReportingPeriod? {
    let next = start.month - 1 + months
    guard let first = try? Day(year: start.year, month: start.month, day: 1),
      let following = try? Day(year: start.year + next / 12, month: next % 12 + 1, day: 1),
      let last = try? following.adding(days: -1)
    else { return nil }
    return ReportingPeriod(kind, first, last, text)
  }

  /// Week 1 of a year is the one with its first Thursday (ISO 8601).
  private static func isoWeek(year: Int, week: Int, _ text: String) -> ReportingPeriod? {
    guard (1...53).contains(week), let january4 = try? Day(year: year, month: 1, day: 4),
      // 1970-01-01 was a Thursday, so that (number + 3) mod 7 counts from Monday.
      let first = try? january4.adding(
        days: -Int((january4.number % 7 + 10) % 7) + (week - 1) * 7),
      let last = try? first.adding(days: 6), let thursday = try? first.adding(days: 3),
      thursday.civil.year == year
    else { return nil }
    return ReportingPeriod(.week, first, last, text)
  }

  /// Whether another period lies in this one and is finer.
  public func contains(_ other: ReportingPeriod) -> Bool {
    other.kind < kind && other.first >= first && other.last <= last
  }

  /// Days of the period.
  public var days: Int { last.days(since: first) + 1 }
}
