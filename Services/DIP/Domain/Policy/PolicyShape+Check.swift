import Quantities
import Yams

extension PolicyShape {
  /// Reports everything in a node that is not of this shape: wrong kinds and values, unknown and
  /// missing keys, broken rules between keys. `assumed: true` may stand in every section.
  func check(_ node: Node, _ path: String, _ findings: PolicyFindings) {
    switch self {
    case .text, .decimal, .money, .integer, .flag, .word:
      guard let scalar = node.scalar else {
        return findings.invalid(node.mark, path, zh: "应为单个值", en: "expected a single value")
      }
      if let problem = problem(of: scalar.string) {
        findings.invalid(node.mark, path, zh: problem.zh, en: problem.en)
      }
    case .list(let element, let count, let distinct):
      checkList(node, path, element, count, distinct, findings)
    case .section(let keys, let rules):
      guard let pairs = Self.pairs(node, path, findings) else { return }
      Self.check(pairs, keys, at: node.mark, path, findings)
      for rule in rules { rule.check(pairs, at: node.mark, path, findings) }
    case .variants(let key, let variants):
      guard let pairs = Self.pairs(node, path, findings) else { return }
      let word = pairs.first { $0.name == key.name }?.node.scalar?.string
      // Without a valid word it is unknown which keys belong here.
      if let variant = variants.first(where: { $0.word.raw == word }) {
        Self.check(pairs, [key] + variant.keys, at: node.mark, path, findings)
      } else if let pair = pairs.first(where: { $0.name == key.name }) {
        key.shape.check(pair.node, Self.join(path, key.name), findings)
      } else {
        findings.missing(node.mark, Self.join(path, key.name))
      }
    case .table(let form, let shape):
      guard let pairs = Self.pairs(node, path, findings) else { return }
      for pair in pairs where pair.name != PolicyKey.assumed {
        let place = Self.join(path, pair.name)
        if !form.matches(pair.name) {
          findings.invalid(pair.mark, place, zh: form.expectation.zh, en: form.expectation.en)
        }
        shape.check(pair.node, place, findings)
      }
    case .either(let shapes):
      if let shape = shapes.first(where: { $0.isKind(of: node) }) {
        shape.check(node, path, findings)
      } else {
        findings.invalid(node.mark, path, zh: "不应为此种结构", en: "not a structure that may stand here")
      }
    }
  }

  /// Whether a node is a single value, a list or a section as the shape is.
  func isKind(of node: Node) -> Bool {
    switch self {
    case .text, .decimal, .money, .integer, .flag, .word: node.scalar != nil
    case .list: node.sequence != nil
    case .section, .variants, .table: node.mapping != nil
    case .either(let shapes): shapes.contains { $0.isKind(of: node) }
    }
  }

  /// What is wrong with a single value; nil when nothing is.
  private func problem(of text: String) -> Bilingual? {
    switch self {
    case .text(let form): return form.matches(text) ? nil : form.expectation
    case .decimal(let bounds): return bounds.problem(of: text)
    case .money:
      if let money = try? Money(parsing: text), money > .zero { return nil }
      return Bilingual(zh: "应为大于零的金额（元）", en: "expected an amount in yuan above zero")
    case .integer(let range):
      if let value = Int(text), range.contains(value) { return nil }
      return Bilingual(
        zh: "应为 \(range.lowerBound) 至 \(range.upperBound) 的整数",
        en: "expected an integer from \(range.lowerBound) to \(range.upperBound)")
    case .flag:
      if text == "true" || text == "false" { return nil }
      return Bilingual(zh: "应为 true 或 false", en: "expected true or false")
    case .word(let words):
      if words.contains(where: { $0.raw == text }) { return nil }
      return Bilingual(
        zh: "应为下列各项之一：\(words.map(\.raw).joined(separator: "、"))",
        en: "expected one of \(words.map(\.raw).joined(separator: ", "))")
    case .list, .section, .variants, .table, .either: return nil
    }
  }

  private func checkList(
    _ node: Node, _ path: String, _ element: PolicyShape, _ count: ClosedRange<Int>,
    _ distinct: Bool, _ findings: PolicyFindings
  ) {
    guard let sequence = node.sequence else {
      return findings.invalid(node.mark, path, zh: "应为列表", en: "expected a list")
    }
    if !count.contains(sequence.count) {
      findings.invalid(
        node.mark, path, zh: "应有 \(count.lowerBound) 至 \(count.upperBound) 项",
        en: "expected \(count.lowerBound) to \(count.upperBound) entries")
    }
    var seen: Set<String> = []
    for (index, entry) in sequence.enumerated() {
      // Single values are told by the list, entries of other kinds by their number.
      element.check(entry, entry.scalar == nil ? "\(path)[\(index)]" : path, findings)
      if distinct, let text = entry.scalar?.string, !seen.insert(text).inserted {
        findings.invalid(entry.mark, path, zh: "“\(text)”重复", en: "“\(text)” stands twice")
      }
    }
  }

  // MARK: Sections

  struct Pair {
    var name: String
    var mark: Mark?
    var node: Node
  }

  static func join(_ path: String, _ key: String) -> String {
    path.isEmpty ? key : "\(path).\(key)"
  }

  /// The pairs of a mapping, with `assumed` taken note of; nil when the node is none.
  private static func pairs(
    _ node: Node, _ path: String, _ findings: PolicyFindings
  ) -> [Pair]? {
    guard let mapping = node.mapping else {
      findings.invalid(node.mark, path, zh: "应为映射（键: 值）", en: "expected a mapping (key: value)")
      return nil
    }
    var pairs: [Pair] = []
    for (key, value) in mapping {
      guard let name = key.scalar?.string else {
        findings.invalid(key.mark, path, zh: "键应为文字", en: "a key is a text")
        continue
      }
      pairs.append(Pair(name: name, mark: key.mark, node: value))
      guard name == PolicyKey.assumed else { continue }
      if value.scalar?.string == "true" {
        findings.assumed.append(path.isEmpty ? "*" : path)
      } else {
        findings.invalid(value.mark, join(path, name), zh: "只能为 true", en: "can only be true")
      }
    }
    return pairs
  }

  private static func check(
    _ pairs: [Pair], _ keys: [PolicyKey], at mark: Mark?, _ path: String,
    _ findings: PolicyFindings
  ) {
    for key in keys where key.isRequired && !pairs.contains(where: { $0.name == key.name }) {
      findings.missing(mark, join(path, key.name))
    }
    for pair in pairs where pair.name != PolicyKey.assumed {
      if let key = keys.first(where: { $0.name == pair.name }) {
        key.shape.check(pair.node, join(path, pair.name), findings)
      } else {
        findings.unknown(pair.mark, join(path, pair.name), known: keys.map(\.name).sorted())
      }
    }
  }
}

extension PolicyKey {
  /// Marks a section whose values no source prints.
  static let assumed = "assumed"
}

extension PolicyBounds {
  func problem(of text: String) -> Bilingual? {
    guard let value = try? Decimal(parsing: text), value.scale <= Rounding.maximumScale else {
      return Bilingual(
        zh: "应为至多 18 位小数的十进制数", en: "expected a decimal of at most 18 places")
    }
    if isAbove, value <= from { return Bilingual(zh: "应大于 \(from)", en: "must be above \(from)") }
    if value < from { return Bilingual(zh: "不得小于 \(from)", en: "must not be below \(from)") }
    if value > to { return Bilingual(zh: "不得大于 \(to)", en: "must not be above \(to)") }
    return nil
  }
}

extension PolicyRule {
  func check(
    _ pairs: [PolicyShape.Pair], at mark: Mark?, _ path: String, _ findings: PolicyFindings
  ) {
    func present(_ names: [String]) -> [PolicyShape.Pair] {
      pairs.filter { names.contains($0.name) }
    }
    func tooFew(_ names: [String]) {
      findings.report(
        at: mark, path, "DIP_POLICY_MISSING_KEY",
        zh: "\(path)：应有 \(names.joined(separator: "、")) 之一",
        en: "\(path): one of \(names.joined(separator: ", ")) is needed",
        remedyZh: "请写明其中之一", remedyEn: "state one of them")
    }
    func tooMany(_ found: [PolicyShape.Pair]) {
      for extra in found.dropFirst() {
        findings.contradiction(
          extra.mark, PolicyShape.join(path, extra.name),
          zh: "与 \(found[0].name) 不能并存", en: "cannot stand beside \(found[0].name)")
      }
    }
    switch self {
    case .exactlyOne(let names):
      let found = present(names)
      if found.isEmpty { tooFew(names) }
      tooMany(found)
    case .atLeastOne(let names): if present(names).isEmpty { tooFew(names) }
    case .atMostOne(let names): tooMany(present(names))
    case .needs(let name, let needed):
      if !present([name]).isEmpty, present([needed]).isEmpty {
        findings.missing(mark, PolicyShape.join(path, needed))
      }
    }
  }
}
