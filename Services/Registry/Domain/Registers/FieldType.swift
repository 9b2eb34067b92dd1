import Quantities

/// What a field of a register may hold, in three forms: as a person writes it, as it is *stored* and
/// sent (`raw` words of closed lists, ISO days), and as files and pages show it (Chinese words).
public enum FieldType: Sendable, Hashable {
  /// One line of at most so many characters.
  case text(limit: Int)
  /// A registry code.
  case code
  /// The code of something else that is registered on the first day of the fact.
  case reference(RegisterReference)
  /// A word of a closed list; `ordered` when the list is a scale, from the lowest to the highest.
  case term([TermWord], ordered: Bool)
  case day
  case wholeNumber(ClosedRange<Int64>)
  case decimal
  /// Degrees east and north with up to six decimals and a blank between: `105.728969 38.851921`.
  case coordinates
  /// 是 or 否.
  case flag
  /// A citizen's identity number: written whole or masked, stored and shown masked. The number
  /// itself goes to the vault.
  case identity
}

/// What a field refers to.
public enum RegisterReference: Sendable, Hashable {
  case institution, consortium, area
  /// An entry of a register whose key is one field.
  case entry(of: String)
}

/// One word of a closed list.
public struct TermWord: Sendable, Hashable {
  /// Stored and sent.
  public let value: String
  /// Shown and written to files.
  public let chinese: String
  /// Also read.
  public let alternatives: [String]

  public static func all<T: ControlledTerm>(of: T.Type) -> [TermWord] {
    T.allCases.map {
      TermWord(value: $0.rawValue, chinese: $0.chinese, alternatives: $0.alternatives)
    }
  }

  func reads(_ text: String) -> Bool {
    value == text || chinese == text || alternatives.contains(text)
  }
}

extension FieldType {
  /// Whether the database keeps it as a number: days and whole numbers, so that ranges compare.
  public var isNumber: Bool {
    switch self {
    case .day, .wholeNumber: true
    default: false
    }
  }

  /// Whether values of it are searched as text.
  public var isText: Bool {
    if case .text = self { true } else { false }
  }

  /// The stored form of what a person wrote. Throws what is wrong with it.
  func stored(_ text: String) throws(Problem) -> String {
    switch self {
    case .text(let limit):
      try Problem.requireLine(text, limit: limit)
      return text
    case .code: return try RegistryCode(parsing: text).text
    case .reference(.institution), .reference(.consortium):
      return try RegistryCode(parsing: text).text
    case .reference(.area): return try AreaCode(parsing: text).description
    case .reference(.entry):
      try Problem.requireLine(text, limit: 200)
      return text
    case .term(let words, _):
      guard let word = words.first(where: { $0.reads(text) }) else {
        throw .unknownTerm(text, of: words)
      }
      return word.value
    case .day: return try Day(parsing: text).description
    case .wholeNumber(let range): return try Self.wholeNumber(text, in: range)
    case .decimal: return try Decimal(parsing: text).description
    case .coordinates: return try Coordinates(parsing: text).description
    case .flag: return try Self.flag(text)
    case .identity: return try Self.masked(text)
    }
  }

  /// What files and pages show for a stored value.
  public func written(_ stored: String) -> String {
    switch self {
    case .term(let words, _): words.first { $0.value == stored }?.chinese ?? stored
    case .flag: stored == Self.yes ? "是" : "否"
    default: stored
    }
  }

  static let yes = "true"

  private static func flag(_ text: String) throws(Problem) -> String {
    switch text {
    case "是", "true": return yes
    case "否", "false": return "false"
    default:
      throw Problem(
        .invalidInput, "REGISTRY_FLAG_INVALID", zh: "应为“是”或“否”", en: "neither 是 nor 否",
        remedyZh: "请填写“是”或“否”", remedyEn: "write 是 or 否, or true or false")
    }
  }

  /// What may be shown of an identity number; what was exported is read again.
  private static func masked(_ text: String) throws(Problem) -> String {
    let characters = Array(text.utf8)
    let isMasked =
      characters.count == 18 && characters[6..<17].allSatisfy { $0 == UInt8(ascii: "*") }
      && characters[..<6].allSatisfy { (0x30...0x39).contains($0) }
      && ((0x30...0x39).contains(characters[17]) || characters[17] == UInt8(ascii: "X"))
    return isMasked ? text : try ResidentIdentityNumber(parsing: text).description
  }

  private static func wholeNumber(
    _ text: String, in range: ClosedRange<Int64>
  ) throws(Problem) -> String {
    let number = try CellReader.wholeNumber(text)
    guard range.contains(number) else {
      throw Problem(
        .invalidInput, "REGISTRY_NUMBER_RANGE",
        zh: "\(number) 不在 \(range.lowerBound) 至 \(range.upperBound) 之间",
        en: "\(number) is not between \(range.lowerBound) and \(range.upperBound)",
        remedyZh: "请核对数字", remedyEn: "check the number")
    }
    return "\(number)"
  }
}

extension Coordinates: CustomStringConvertible {
  /// Reads `105.728969 38.851921`: degrees east, a blank, degrees north.
  public init(parsing text: String) throws(Problem) {
    let parts = text.split(separator: " ")
    try self.init(
      longitude: parts.first.map(String.init) ?? "",
      latitude: parts.count == 2 ? String(parts[1]) : "")
  }

  public var description: String { "\(longitudeText) \(latitudeText)" }
}

extension Problem {
  /// One line, not empty, without blanks at its ends, at most so many characters.
  static func requireLine(_ text: String, limit: Int) throws(Problem) {
    guard !text.isEmpty, text.unicodeScalars.count <= limit,
      text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }),
      text.first?.isWhitespace == false, text.last?.isWhitespace == false
    else {
      throw Problem(
        .invalidInput, "REGISTRY_TEXT_INVALID", zh: "文字为空、超过 \(limit) 字、含换行或首尾空格",
        en: "a text is empty, longer than \(limit) characters, has line breaks or outer blanks",
        remedyZh: "请填写 1 至 \(limit) 字的一行文字",
        remedyEn: "write one line of 1 to \(limit) characters")
    }
  }

  static func unknownTerm(_ text: String, of words: [TermWord]) -> Problem {
    Problem(
      .invalidInput, "REGISTRY_TERM_UNKNOWN", zh: "“\(text.prefix(40))”不是可用的词",
      en: "not one of the words in use: \(text.prefix(40))",
      remedyZh: "可用：\(words.map(\.chinese).joined(separator: "、"))",
      remedyEn: "use one of: \(words.map(\.value).joined(separator: ", "))",
      details: [Detail("value", String(text.prefix(64)))])
  }
}
