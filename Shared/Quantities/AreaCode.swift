/// A code of an administrative division (行政区划代码, GB/T 2260 and GB/T 10114): 6, 9 or 12 digits.
///
/// The code itself says the level; no list of divisions is assumed. Trailing zeros only fill the
/// width, so `150000` and `150000000000` are the same division.
public struct AreaCode: Sendable, Hashable {
  /// Level of a division (区划级别).
  public enum Level: Int, Sendable, Hashable, Comparable, CaseIterable, Codable {
    case province = 1
    case prefecture, county, township, village

    public static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }

    /// Digits that carry the code of this level: 2, 4, 6, 9, 12.
    public var digits: Int { [2, 4, 6, 9, 12][rawValue - 1] }
  }

  /// The code filled to twelve digits, as a number.
  private let value: UInt64

  private init(value: UInt64) { self.value = value }

  /// Reads 6, 9 or 12 digits that do not begin with 0.
  public init(parsing text: String) throws(Problem) {
    let count = text.utf8.count
    guard count == 6 || count == 9 || count == 12,
      text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), text.utf8.first != 0x30,
      let number = UInt64(text)
    else {
      throw .malformed(
        "AREA_CODE_INVALID", text, zh: "行政区划代码应为 6、9 或 12 位数字",
        en: "an area code has 6, 9 or 12 digits and does not begin with 0",
        remedyZh: "请填写如 341600 的代码", remedyEn: "write a code such as 341600")
    }
    var filled = number
    for _ in count..<12 { filled *= 10 }
    value = filled
  }

  /// The level of the last part that is not zero. A town directly under a prefecture (such as
  /// 441900003) is a township although its county part is zero.
  public var level: Level {
    if value % 1000 != 0 { return .village }
    if value / 1000 % 1000 != 0 { return .township }
    if value / 1_000_000 % 100 != 0 { return .county }
    if value / 100_000_000 % 100 != 0 { return .prefecture }
    return .province
  }

  /// The division of a level that contains this one; nil when this one is above that level.
  public func ancestor(at level: Level) -> AreaCode? {
    guard level <= self.level else { return nil }
    var unit: UInt64 = 1
    for _ in level.digits..<12 { unit *= 10 }
    return AreaCode(value: value / unit * unit)
  }

  /// The next division above that differs from this one; nil for a province.
  public var parent: AreaCode? {
    for above in Level.allCases.reversed() where above < level {
      if let candidate = ancestor(at: above), candidate != self { return candidate }
    }
    return nil
  }

  /// Whether the other division is this one or lies in it.
  public func contains(_ other: AreaCode) -> Bool {
    other.level >= level && other.ancestor(at: level) == self
  }

  /// The code in 6, 9 or 12 digits; nil when significant digits would be lost.
  public func digits(_ count: Int) -> String? {
    guard count == 6 || count == 9 || count == 12, count >= level.digits else { return nil }
    return String(String(value).prefix(count))
  }
}

extension AreaCode: CustomStringConvertible {
  /// The shortest of the three forms: 6 digits down to a county, 9 for a township, 12 below.
  public var description: String {
    var unit: UInt64 = 1
    for _ in max(level.digits, 6)..<12 { unit *= 10 }
    return String(value / unit)
  }
}

extension AreaCode: Comparable {
  public static func < (a: AreaCode, b: AreaCode) -> Bool { a.value < b.value }
}
