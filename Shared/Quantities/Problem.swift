/// What went wrong, for a program and for a person: a stable code, a sentence in both languages,
/// what to do about it, and ordered details.
///
/// Domains throw nothing else; the endpoint of a service maps the category to a status code.
public struct Problem: Error, Sendable, Hashable {
  public enum Category: String, Sendable, Codable, CaseIterable {
    case invalidInput, notFound, alreadyExists, conflict, failedPrecondition, permissionDenied
    case unauthenticated, resourceExhausted, unavailable, deadlineExceeded, dataLoss
    case unimplemented, internalFault
  }

  /// One named fact about the problem, such as the offending value or its line.
  public struct Detail: Sendable, Hashable, Codable {
    public var key: String
    public var value: String

    public init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  public var category: Category
  /// Stable upper-case machine code such as `DIP_POLICY_GAP`.
  public var code: String
  public var message: Bilingual
  /// What the reader can do about it.
  public var remedy: Bilingual
  public var details: [Detail]

  public init(
    _ category: Category, _ code: String, zh: String, en: String, remedyZh: String,
    remedyEn: String, details: [Detail] = []
  ) {
    self.category = category
    self.code = code
    self.message = Bilingual(zh: zh, en: en)
    self.remedy = Bilingual(zh: remedyZh, en: remedyEn)
    self.details = details
  }
}

extension Problem: CustomStringConvertible {
  public var description: String {
    let facts = details.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
    return facts.isEmpty ? "\(code): \(message.en)" : "\(code): \(message.en) [\(facts)]"
  }
}

extension Problem {
  /// An exact result that does not fit its type. Amounts never wrap and never saturate.
  public static func overflow(_ operation: String) -> Problem {
    Problem(
      .invalidInput, "QUANTITY_OVERFLOW", zh: "数值超出可精确表示的范围：\(operation)",
      en: "a number is out of the range that can be represented exactly: \(operation)",
      remedyZh: "请检查输入的数量级和单位", remedyEn: "check the magnitude and the unit of the input",
      details: [Detail("operation", operation)])
  }

  /// A division by zero where the inputs promised a positive divisor.
  public static func divisionByZero(_ operation: String) -> Problem {
    Problem(
      .invalidInput, "QUANTITY_DIVISION_BY_ZERO", zh: "除数为零：\(operation)",
      en: "division by zero: \(operation)",
      remedyZh: "请检查作为分母的合计是否为零",
      remedyEn: "check whether the total that divides is zero",
      details: [Detail("operation", operation)])
  }

  /// A text that is not what its type requires.
  static func malformed(
    _ code: String, _ text: String, zh: String, en: String, remedyZh: String, remedyEn: String
  ) -> Problem {
    Problem(
      .invalidInput, code, zh: zh, en: en, remedyZh: remedyZh, remedyEn: remedyEn,
      details: [Detail("value", String(text.prefix(64)))])
  }
}
