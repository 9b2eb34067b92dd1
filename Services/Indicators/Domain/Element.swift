import Quantities

/// What is counted (数据元), for example inpatients treated within the county.
public struct Element: Sendable, Hashable {
  /// How the values of parts of a period become the period's.
  public enum TimeAggregation: Sendable, Hashable {
    /// A flow (visits): values add up.
    case sum
    /// A stock (beds): the last value counts.
    case last
  }

  public let code: String
  public let name: Bilingual
  /// Unit as printed: 人次, 张, 元.
  public let unit: String
  public let timeAggregation: TimeAggregation
  /// Whether the values of sub-areas add up; those of a rank or a response time do not.
  public let isAdditiveOverAreas: Bool

  /// - Throws: `INDICATOR_CODE_INVALID`, `INDICATOR_FIELD_MISSING`.
  public init(
    code: String, name: Bilingual, unit: String, timeAggregation: TimeAggregation,
    isAdditiveOverAreas: Bool
  ) throws(Problem) {
    self.code = try IndicatorCode.checked(code, of: Bilingual(zh: "数据元", en: "element"))
    guard !name.zh.isEmpty else { throw IndicatorProblem.missingField("name.zh") }
    self.name = name
    self.unit = unit
    self.timeAggregation = timeAggregation
    self.isAdditiveOverAreas = isAdditiveOverAreas
  }
}

/// The form of element, indicator and target codes.
enum IndicatorCode {
  static func checked(_ text: String, of thing: Bilingual) throws(Problem) -> String {
    guard isCode(text.utf8) else { throw IndicatorProblem.invalidCode(text, of: thing) }
    return text
  }

  static func isCode(_ bytes: some Collection<UInt8>) -> Bool {
    guard (1...64).contains(bytes.count), let first = bytes.first, isLetter(first) else {
      return false
    }
    return bytes.allSatisfy {
      isLetter($0) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2E || $0 == 0x5F
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }
}
