/// A calendar year (年度), 1…9999.
public struct Year: Sendable, Hashable, Comparable, Codable {
  public let number: Int16

  init(unchecked number: Int16) { self.number = number }

  public init(_ number: Int) throws(Problem) {
    guard (1...9999).contains(number) else {
      throw .malformed(
        "YEAR_INVALID", "\(number)", zh: "年度应在 1 至 9999 之间", en: "a year is from 1 to 9999",
        remedyZh: "请检查年度", remedyEn: "check the year")
    }
    self.number = Int16(number)
  }

  /// Reads four digits.
  public init(parsing text: String) throws(Problem) {
    guard text.utf8.count == 4, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
      let number = Int(text), number >= 1
    else {
      throw .malformed(
        "YEAR_INVALID", text, zh: "年度应为四位数字", en: "a year is written with four digits",
        remedyZh: "请填写如 2025 的年度", remedyEn: "write a year such as 2025")
    }
    self.number = Int16(number)
  }

  public var isLeap: Bool { Self.isLeap(Int(number)) }
  public var firstMonth: Month { Month(unchecked: Int32(number) * 12) }
  public var lastMonth: Month { Month(unchecked: Int32(number) * 12 + 11) }
  public var firstDay: Day { firstMonth.firstDay }
  public var lastDay: Day { lastMonth.lastDay }

  public static func < (a: Year, b: Year) -> Bool { a.number < b.number }

  static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }
}

extension Year: CustomStringConvertible {
  public var description: String { padded(Int(number), 4) }
}
