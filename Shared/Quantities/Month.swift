/// A calendar month (月份).
public struct Month: Sendable, Hashable, Comparable, Codable {
  /// `year × 12 + month − 1`.
  public let number: Int32

  init(unchecked number: Int32) { self.number = number }

  public init(year: Int, month: Int) throws(Problem) {
    guard (1...9999).contains(year), (1...12).contains(month) else {
      throw .malformed(
        "MONTH_INVALID", "\(year)-\(month)", zh: "不存在的月份", en: "no such month",
        remedyZh: "请检查年和月", remedyEn: "check year and month")
    }
    number = Int32(year * 12 + month - 1)
  }

  /// Reads `yyyy-MM` or `yyyyMM`.
  public init(parsing text: String) throws(Problem) {
    let bytes = Array(text.utf8)
    let digits =
      bytes.count == 7 && bytes[4] == UInt8(ascii: "-") ? bytes[..<4] + bytes[5...] : bytes[...]
    guard digits.count == 6, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
      let number = Int(String(decoding: digits, as: UTF8.self)),
      let made = try? Month(year: number / 100, month: number % 100)
    else {
      throw .malformed(
        "MONTH_INVALID", text, zh: "月份应为 yyyy-MM 或 yyyyMM", en: "not a month (yyyy-MM or yyyyMM)",
        remedyZh: "请填写如 2025-03 的月份", remedyEn: "write a month such as 2025-03")
    }
    self = made
  }

  public var year: Year { Year(unchecked: Int16(number / 12)) }
  /// 1…12.
  public var ordinal: Int { Int(number % 12) + 1 }
  public var dayCount: Int { Self.length(year: Int(number / 12), month: ordinal) }

  public var firstDay: Day {
    Day(unchecked: Day.number(year: Int(number / 12), month: ordinal, day: 1))
  }

  public var lastDay: Day { Day(unchecked: firstDay.number + Int32(dayCount) - 1) }

  public func adding(months: Int) throws(Problem) -> Month {
    let (sum, overflow) = Int(number).addingReportingOverflow(months)
    guard !overflow, sum >= 12, sum < 120_000 else { throw .overflow("\(self) + \(months) months") }
    return Month(unchecked: Int32(sum))
  }

  public static func < (a: Month, b: Month) -> Bool { a.number < b.number }

  static func length(year: Int, month: Int) -> Int {
    switch month {
    case 2: return Year.isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: return 30
    default: return 31
    }
  }
}

extension Month: CustomStringConvertible {
  /// `yyyy-MM`.
  public var description: String { "\(padded(Int(number / 12), 4))-\(padded(ordinal, 2))" }
}
