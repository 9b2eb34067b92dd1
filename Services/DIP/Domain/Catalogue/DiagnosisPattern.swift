/// Which diagnoses an entry of a catalogue means (诊断条目): a code and everything below it, or a range
/// of categories.
public enum DiagnosisPattern: Sendable, Hashable {
  /// `A09.0` and all codes that begin with it; one letter is a chapter, two characters a block.
  case prefix(CodeKey)
  /// `A00-A09`: categories, both ends included, as letter × 100 + number.
  case range(ClosedRange<Int>)

  /// Reads `A09`, `A09.0`, `A09.001`, `A0`, `A`, `A15-A16`, `A15–A16`; the asterisk part of `M47.0+`
  /// says nothing about the entry and is dropped. Nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(whereSeparator: { $0 == "-" || $0 == "–" || $0 == "—" || $0 == "～" })
    if parts.count == 2, let low = Self.category(parts[0]), let high = Self.category(parts[1]),
      low <= high
    {
      self = .range(low...high)
      return
    }
    guard parts.count == 1, let key = Self.prefixKey(String(parts[0])) else { return nil }
    self = .prefix(key)
  }

  /// Characters that a matching code shares with the entry: the longer, the more it says. A range
  /// says less than a category and more than a letter.
  var specificity: Int {
    switch self {
    case .prefix(let key): key.length
    case .range: 2
    }
  }

  func matches(_ key: CodeKey) -> Bool {
    switch self {
    case .prefix(let prefix): key.hasPrefix(prefix)
    case .range(let range): range.contains(DiagnosisCode(key: key).category)
    }
  }

  /// The categories that can match.
  var categories: ClosedRange<Int> {
    switch self {
    case .range(let range): return range
    case .prefix(let key):
      let low = DiagnosisCode(key: Self.filled(key)).category
      return low...low + [1: 99, 2: 9][key.length, default: 0]
    }
  }

  /// A prefix of one or two symbols continued with zeros to a category.
  private static func filled(_ key: CodeKey) -> CodeKey {
    var bits = key.bits
    for position in key.length..<max(key.length, 3) {
      bits |= CodeKey.symbol(0x30) << UInt64(54 - 6 * position)
    }
    return CodeKey(bits: bits)
  }

  private static func category(_ text: Substring) -> Int? {
    let trimmed = text.filter { $0 != " " }
    guard trimmed.utf8.count == 3, let code = try? DiagnosisCode(parsing: trimmed) else {
      return nil
    }
    return code.category
  }

  private static func prefixKey(_ text: String) -> CodeKey? {
    let base = text.split(separator: "+", omittingEmptySubsequences: false)[0]
      .filter { $0 != " " }
    let bytes = Array(base.utf8)
    if bytes.count == 1 || bytes.count == 2 {
      let letter = CodeText.upper(bytes[0])
      guard letter >= 0x41, letter <= 0x5A else { return nil }
      guard bytes.count == 1 || CodeText.isDigit(bytes[1]) else { return nil }
      let second = bytes.count == 2 ? CodeKey.symbol(bytes[1]) << 48 : 0
      return CodeKey(bits: CodeKey.symbol(letter) << 54 | second)
    }
    return bytes.withUnsafeBufferPointer(CodeText.diagnosis)
  }
}

extension DiagnosisPattern: CustomStringConvertible {
  public var description: String {
    switch self {
    case .prefix(let key): return key.text(pointAfter: 3)
    case .range(let range):
      return "\(Self.categoryText(range.lowerBound))-\(Self.categoryText(range.upperBound))"
    }
  }

  private static func categoryText(_ category: Int) -> String {
    let letter = String(UnicodeScalar(UInt8(0x41 + category / 100)))
    let number = category % 100
    return "\(letter)\(number < 10 ? "0" : "")\(number)"
  }
}

extension [DiagnosisPattern] {
  /// Reads entries separated by `|`, `/` or `、`; the first that is none is returned instead.
  static func parse(_ text: String) -> Result<[DiagnosisPattern], UnreadableEntry> {
    var patterns: [DiagnosisPattern] = []
    for part in text.split(whereSeparator: { $0 == "|" || $0 == "/" || $0 == "、" }) {
      guard let pattern = DiagnosisPattern(String(part)) else {
        return .failure(UnreadableEntry(text: String(part)))
      }
      patterns.append(pattern)
    }
    return .success(patterns)
  }

  func matches(_ key: CodeKey) -> Bool { contains { $0.matches(key) } }
}

/// A part of a catalogue cell that is no code.
struct UnreadableEntry: Error, Hashable { var text: String }
