import Quantities
import Yams

/// Values of a policy document in words.
extension PolicyShape {
  /// What a value means to a reader who does not know the keys.
  func words(_ node: Node, unit: Bilingual? = nil) -> Bilingual {
    switch self {
    case .text: return same(node.scalar?.string ?? "")
    case .decimal:
      let text = node.scalar?.string ?? ""
      return Self.with(unit, same((try? Decimal(parsing: text))?.description ?? text))
    case .money, .integer: return Self.with(unit, same(node.scalar?.string ?? ""))
    case .flag:
      return node.scalar?.string == "true"
        ? Bilingual(zh: "是", en: "yes") : Bilingual(zh: "否", en: "no")
    case .word(let words):
      let raw = node.scalar?.string ?? ""
      return words.first { $0.raw == raw }?.label ?? same(raw)
    case .list(let element, _, _):
      let entries = Array(node.sequence ?? [])
      guard !entries.isEmpty else { return PolicyKey.nothing }
      let isPlain = entries.allSatisfy { $0.mapping == nil }
      return Self.joined(
        entries.map { element.words($0) }, zh: isPlain ? "、" : "；", en: isPlain ? ", " : "; ")
    case .section(let keys, _): return Self.words(node, keys)
    case .variants(let key, let variants):
      let raw = node.value(of: key.name)?.scalar?.string
      guard let variant = variants.first(where: { $0.word.raw == raw }) else { return same("") }
      let rest = Self.words(node, variant.keys)
      return rest.zh.isEmpty
        ? variant.word.label
        : Bilingual(
          zh: "\(variant.word.label.zh)（\(rest.zh)）", en: "\(variant.word.label.en) (\(rest.en))")
    case .table(_, let shape):
      let parts = (node.mapping ?? [:]).compactMap { key, value -> Bilingual? in
        guard let name = key.scalar?.string, name != PolicyKey.assumed else { return nil }
        let words = shape.words(value)
        return Bilingual(zh: "\(name) \(words.zh)", en: "\(name) \(words.en)")
      }
      return Self.joined(parts, zh: "，", en: ", ")
    case .either(let shapes):
      let words = shapes.first { $0.isKind(of: node) }?.words(node) ?? same("")
      // Stages of equal rank are read as one.
      return node.sequence == nil ? words : Bilingual(zh: "（\(words.zh)）", en: "(\(words.en))")
    }
  }

  private static func words(_ node: Node, _ keys: [PolicyKey]) -> Bilingual {
    var parts: [Bilingual] = []
    let isBand = keys.contains { $0.name == "lower_inclusive" }
    if isBand { parts.append(same(PolicySection.plain(node).interval().description)) }
    for key in keys {
      guard let value = node.value(of: key.name) else { continue }
      if isBand, PolicyKey.intervalKeys.contains(where: { $0.name == key.name }) { continue }
      if key.name == "k" {
        parts.append(DeviationBand.formula(PolicySection.plain(value)))
        continue
      }
      let words = key.shape.words(value, unit: key.unit)
      parts.append(
        Bilingual(zh: "\(key.label.zh) \(words.zh)", en: "\(key.label.en) \(words.en)"))
    }
    return joined(parts, zh: "，", en: ", ")
  }

  static func joined(_ parts: [Bilingual], zh: String, en: String) -> Bilingual {
    Bilingual(
      zh: parts.map(\.zh).joined(separator: zh), en: parts.map(\.en).joined(separator: en))
  }

  private static func with(_ unit: Bilingual?, _ text: Bilingual) -> Bilingual {
    guard let unit else { return text }
    return Bilingual(zh: "\(text.zh) \(unit.zh)", en: "\(text.en) \(unit.en)")
  }

  private static func same(_ text: String) -> Bilingual { Bilingual(zh: text, en: text) }
  private func same(_ text: String) -> Bilingual { Self.same(text) }
}

extension Node {
  /// The value of a key of a mapping, however the key is quoted.
  func value(of key: String) -> Node? {
    mapping?.first { $0.key.scalar?.string == key }?.value
  }
}

extension PolicySection {
  /// A section looked at once more, when everything in it was reported already.
  static func plain(_ node: Node) -> PolicySection {
    PolicySection(node, path: "", mark: nil, findings: PolicyFindings())
  }
}

extension DeviationBand {
  /// `k = r − 2 + 机构系数`.
  static func formula(_ k: PolicySection) -> Bilingual {
    formula(
      a: k.decimal("a", default: .zero), b: k.decimal("b", default: .zero),
      c: k.decimal("c", default: .zero))
  }

  static func formula(a: Decimal, b: Decimal, c: Decimal) -> Bilingual {
    var text = Bilingual(zh: "", en: "")
    func add(_ factor: Decimal, _ zh: String, _ en: String) {
      guard factor != .zero else { return }
      let isNegative = factor < .zero
      let size = factor.description.drop { $0 == "-" }
      let sign = text.zh.isEmpty ? (isNegative ? "−" : "") : (isNegative ? " − " : " + ")
      let times = zh.isEmpty ? String(size) : size == "1" ? "" : "\(size) × "
      text.zh += sign + times + zh
      text.en += sign + times + en
    }
    add(a, "r", "r")
    add(b, "", "")
    add(c, "机构系数", "institution coefficient")
    if text.zh.isEmpty { text = Bilingual(zh: "0", en: "0") }
    return Bilingual(zh: "k = \(text.zh)", en: "k = \(text.en)")
  }

  /// The band in words: its interval on r, `k`, what multiplies it, and who reviews.
  var words: Bilingual {
    var parts = [
      Bilingual(zh: interval.description, en: interval.description),
      Self.formula(a: a, b: b, c: c),
    ]
    if !appliesInstitution {
      parts.append(Bilingual(zh: "不再乘机构系数", en: "no institution coefficient"))
    }
    if !appliesAuxiliary {
      parts.append(Bilingual(zh: "不再乘辅助分型系数", en: "no auxiliary coefficient"))
    }
    if review != .none { parts.append(review.label) }
    return PolicyShape.joined(parts, zh: "，", en: ", ")
  }
}
