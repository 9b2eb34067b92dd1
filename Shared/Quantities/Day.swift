/// A calendar day (日期): days since 1970-01-01 in the proleptic Gregorian calendar, local time.
public struct Day: Sendable, Hashable, Comparable, Codable {
  /// Days since 1970-01-01.
  public let number: Int32

  /// 0001-01-01 … 9999-12-31.
  public static let range: ClosedRange<Int32> = -719_162...2_932_896

  public init(number: Int32) throws(Problem) {
    guard Self.range.contains(number) else {
      throw .malformed(
        "DAY_INVALID", "\(number)", zh: "日期超出 0001-01-01 至 9999-12-31",
        en: "a day outside 0001-01-01 to 9999-12-31",
        remedyZh: "请检查日期", remedyEn: "check the date")
    }
    self.number = number
  }

  init(unchecked number: Int32) { self.number = number }

  public init(year: Int, month: Int, day: Int) throws(Problem) {
    guard let made = Self.make(year, month, day) else {
      throw .malformed(
        "DAY_INVALID", "\(year)-\(month)-\(day)", zh: "不存在的日期", en: "no such day",
        remedyZh: "请检查年、月、日", remedyEn: "check year, month and day")
    }
    self = made
  }

  /// Reads `yyyy-MM-dd` or `yyyyMMdd`.
  public init(parsing text: String) throws(Problem) {
    var copy = text
    guard let parsed = copy.withUTF8({ Day(utf8: $0) }) else {
      throw .malformed(
        "DAY_INVALID", text, zh: "日期应为 yyyy-MM-dd 或 yyyyMMdd",
        en: "not a day (yyyy-MM-dd or yyyyMMdd)",
        remedyZh: "请填写如 2025-03-31 的日期", remedyEn: "write a day such as 2025-03-31")
    }
    self = parsed
  }

  /// The same from bytes, for bulk readers; nil when the text is not a day.
  public init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    let hyphen = UInt8(ascii: "-")
    let (m, d): (Int, Int)
    switch bytes.count {
    case 8: (m, d) = (4, 6)
    case 10 where bytes[4] == hyphen && bytes[7] == hyphen: (m, d) = (5, 8)
    default: return nil
    }
    func digits(_ start: Int, _ count: Int) -> Int? {
      var value = 0
      for index in start..<start + count {
        guard bytes[index] >= 0x30, bytes[index] <= 0x39 else { return nil }
        value = value * 10 + Int(bytes[index] - 0x30)
      }
      return value
    }
    guard let year = digits(0, 4), let month = digits(m, 2), let day = digits(d, 2),
      let made = Self.make(year, month, day)
    else { return nil }
    self = made
  }

  private static func make(_ year: Int, _ month: Int, _ day: Int) -> Day? {
    guard year >= 1, year <= 9999, month >= 1, month <= 12, day >= 1,
      day <= Month.length(year: year, month: month)
    else { return nil }
    return Day(unchecked: number(year: year, month: month, day: day))
  }

  /// The number of an existing day. Years are counted from March, so that the leap day comes last.
  static func number(year: Int, month: Int, day: Int) -> Int32 {
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int32(era * 146_097 + dayOfEra - 719_468)
  }

  /// Year, month and day of the month.
  public var civil: (year: Int, month: Int, day: Int) {
    let shifted = Int(number) + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }

  public var year: Year { Year(unchecked: Int16(civil.year)) }

  public var month: Month {
    let (year, month, _) = civil
    return Month(unchecked: Int32(year * 12 + month - 1))
  }

  /// Days from another day to this one; negative when this one is earlier.
  public func days(since other: Day) -> Int { Int(number) - Int(other.number) }

  public func adding(days: Int) throws(Problem) -> Day {
    let (sum, overflow) = Int(number).addingReportingOverflow(days)
    guard !overflow, let next = Int32(exactly: sum) else { throw .overflow("\(self) + \(days) d") }
    return try Day(number: next)
  }

  /// Completed calendar years since a birthday (周岁): the anniversary itself counts; a birthday on
  /// 29 February is reached on 1 March of common years.
  public func years(since birth: Day) -> Int {
    let (a, b) = (civil, birth.civil)
    let reached = (a.month, a.day) >= (b.month, b.day)
    return a.year - b.year - (reached ? 0 : 1)
  }

  public static func < (a: Day, b: Day) -> Bool { a.number < b.number }
}

extension Day: CustomStringConvertible {
  /// `yyyy-MM-dd`.
  public var description: String {
    let (year, month, day) = civil
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// `yyyyMMdd`.
  public var compact: String {
    let (year, month, day) = civil
    return padded(year, 4) + padded(month, 2) + padded(day, 2)
  }
}

func padded(_ value: Int, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(width - digits.count, 0)) + digits
}
