import Quantities
import Yams

extension PolicySection {
  func text(_ key: String, required: Bool = true) -> String? {
    guard let scalar = scalar(key, required: required) else { return nil }
    guard !scalar.string.isEmpty, scalar.string.utf8.count <= 200 else {
      findings.invalid(
        scalar.mark, join(key), zh: "应为 1 至 200 字节的文字", en: "expected 1 to 200 bytes")
      return nil
    }
    return scalar.string
  }

  /// A decimal within bounds; `fallback` when absent and not required, or unreadable.
  func decimal(
    _ key: String, default fallback: Decimal? = nil, from minimum: Decimal? = .zero,
    to maximum: Decimal? = nil
  ) -> Decimal {
    guard let scalar = scalar(key, required: fallback == nil) else { return fallback ?? .zero }
    guard let value = try? Decimal(parsing: scalar.string), value.scale <= Rounding.maximumScale
    else {
      findings.invalid(
        scalar.mark, join(key), zh: "应为至多 18 位小数的十进制数",
        en: "expected a decimal of at most 18 places")
      return fallback ?? .zero
    }
    if let minimum, value < minimum {
      findings.invalid(
        scalar.mark, join(key), zh: "不得小于 \(minimum)", en: "must not be below \(minimum)")
    }
    if let maximum, value > maximum {
      findings.invalid(
        scalar.mark, join(key), zh: "不得大于 \(maximum)", en: "must not be above \(maximum)")
    }
    return value
  }

  func optionalDecimal(_ key: String, from minimum: Decimal = .zero) -> Decimal? {
    has(key) ? decimal(key, from: minimum) : nil
  }

  /// An amount in yuan above zero.
  func money(_ key: String) -> Money {
    guard let scalar = scalar(key) else { return .zero }
    guard let value = try? Money(parsing: scalar.string), value > .zero else {
      findings.invalid(
        scalar.mark, join(key), zh: "应为大于零的金额（元）", en: "expected an amount in yuan above zero")
      return .zero
    }
    return value
  }

  func integer(_ key: String, in range: ClosedRange<Int>, default fallback: Int? = nil) -> Int {
    guard let scalar = scalar(key, required: fallback == nil) else {
      return fallback ?? range.lowerBound
    }
    guard let value = Int(scalar.string), range.contains(value) else {
      findings.invalid(
        scalar.mark, join(key), zh: "应为 \(range.lowerBound) 至 \(range.upperBound) 的整数",
        en: "expected an integer from \(range.lowerBound) to \(range.upperBound)")
      return range.lowerBound
    }
    return value
  }

  func flag(_ key: String, default fallback: Bool) -> Bool {
    guard let scalar = scalar(key, required: false) else { return fallback }
    switch scalar.string {
    case "true": return true
    case "false": return false
    default:
      findings.invalid(scalar.mark, join(key), zh: "应为 true 或 false", en: "expected true or false")
      return fallback
    }
  }

  /// One of the words of an enumeration; its absence is an error without a default.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, default fallback: Choice? = nil
  ) -> Choice? {
    guard let scalar = scalar(key, required: fallback == nil) else { return fallback }
    if let value = Choice(rawValue: scalar.string) { return value }
    reportChoice(scalar.mark, join(key), Choice.allCases.map(\.rawValue))
    return fallback
  }

  /// A list of different words of an enumeration; absent is empty.
  func choices<Choice: RawRepresentable<String> & CaseIterable & Hashable>(_ key: String)
    -> [Choice]
  {
    var found: [Choice] = []
    for (text, mark) in texts(key, required: false) {
      if let value = Choice(rawValue: text), !found.contains(value) {
        found.append(value)
      } else {
        reportChoice(mark, join(key), Choice.allCases.map(\.rawValue))
      }
    }
    return found
  }

  /// A list of scalars with their places.
  func texts(_ key: String, required: Bool = true) -> [(text: String, mark: Mark?)] {
    guard let node = node(key, required: required) else { return [] }
    guard let sequence = node.sequence else {
      findings.invalid(node.mark, join(key), zh: "应为列表", en: "expected a list")
      return []
    }
    return sequence.compactMap { element in
      if let scalar = element.scalar { return (scalar.string, scalar.mark) }
      findings.invalid(element.mark, join(key), zh: "应为单个值", en: "expected a single value")
      return nil
    }
  }

  private func reportChoice(_ mark: Mark?, _ path: String, _ words: [String]) {
    findings.invalid(
      mark, path, zh: "应为下列各项之一且不重复：\(words.joined(separator: "、"))",
      en: "expected one of \(words.joined(separator: ", ")), none twice")
  }
}
