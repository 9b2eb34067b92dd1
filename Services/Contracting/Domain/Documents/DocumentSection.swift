import Quantities
import Yams

/// One mapping of a YAML document, read key by key. A key that nobody asked for is refused: a
/// misspelt rule must not silently mean its default.
struct DocumentSection {
  /// Key path within the document, such as `weights.age_sex`; empty for the document itself.
  let path: String
  private let mapping: Node.Mapping
  private let place: Mark?
  private var asked: Set<String> = []

  /// Largest document.
  static let maximumBytes = 1 << 20

  /// Reads a whole document.
  init(document: String) throws(Problem) {
    guard document.utf8.count <= Self.maximumBytes else {
      throw Problem(
        .resourceExhausted, "DOCUMENT_TOO_LARGE", zh: "文件超过 1 MiB", en: "more than 1 MiB",
        remedyZh: "请拆分文件", remedyEn: "split the document")
    }
    let root: Node?
    do { root = try Yams.compose(yaml: document) } catch {
      throw Problem(
        .invalidInput, "DOCUMENT_NOT_YAML", zh: "不是有效的 YAML", en: "not valid YAML",
        remedyZh: "请检查缩进和重复的键", remedyEn: "look for wrong indentation or a key given twice",
        details: [.init("reason", "\(error)")])
    }
    guard let mapping = root?.mapping else {
      throw Problem(
        .invalidInput, "DOCUMENT_NOT_MAPPING", zh: "文件应由“键: 值”组成",
        en: "the document is no mapping of keys to values",
        remedyZh: "请参照示例文件", remedyEn: "compare it with the sample document")
    }
    path = ""
    self.mapping = mapping
    place = root?.mark
  }

  private init(path: String, _ mapping: Node.Mapping, _ place: Mark?) {
    self.path = path
    self.mapping = mapping
    self.place = place
  }

  /// The keys in the document's order.
  var keys: [String] { mapping.keys.compactMap { $0.scalar?.string } }

  func has(_ key: String) -> Bool { mapping[key] != nil }

  // MARK: Reading

  /// A scalar read by a rule.
  mutating func value<Value>(
    _ key: String, _ rule: (String) throws(Problem) -> Value
  ) throws(Problem) -> Value {
    let node = try node(key)
    return try read(node, key, rule)
  }

  mutating func valueIfPresent<Value>(
    _ key: String, _ rule: (String) throws(Problem) -> Value
  ) throws(Problem) -> Value? {
    asked.insert(key)
    guard has(key) else { return nil }
    return try value(key, rule)
  }

  mutating func text(_ key: String) throws(Problem) -> String {
    try value(key) { (text) throws(Problem) in
      guard !text.isEmpty else { throw Self.unusable("不能为空", "it is empty") }
      return text
    }
  }

  mutating func decimal(_ key: String) throws(Problem) -> Decimal {
    try value(key) { (text) throws(Problem) in try Decimal(parsing: text) }
  }

  mutating func money(_ key: String) throws(Problem) -> Money {
    try value(key) { (text) throws(Problem) in try Money(parsing: text) }
  }

  /// A whole number within bounds.
  mutating func integer(_ key: String, in range: ClosedRange<Int>) throws(Problem) -> Int {
    try value(key) { (text) throws(Problem) in
      guard let number = Int(text), range.contains(number) else {
        throw Self.unusable(
          "应为 \(range.lowerBound) 至 \(range.upperBound) 的整数",
          "it is no whole number from \(range.lowerBound) to \(range.upperBound)")
      }
      return number
    }
  }

  /// `true` or `false`; false when absent.
  mutating func flag(_ key: String) throws(Problem) -> Bool {
    try valueIfPresent(key) { (text) throws(Problem) in
      switch text {
      case "true": return true
      case "false": return false
      default: throw Self.unusable("应为 true 或 false", "it is neither true nor false")
      }
    } ?? false
  }

  /// One of the codes of an enumeration.
  mutating func choice<Choice: RawRepresentable & CaseIterable & SendableMetatype>(
    _ key: String, of _: Choice.Type
  ) throws(Problem) -> Choice where Choice.RawValue == String {
    try value(key, Self.choice)
  }

  /// A list of scalars; empty when absent.
  mutating func list<Value>(
    _ key: String, _ rule: (String) throws(Problem) -> Value
  ) throws(Problem) -> [Value] {
    asked.insert(key)
    guard has(key) else { return [] }
    var values: [Value] = []
    for node in try sequence(key) { values.append(try read(node, key, rule)) }
    return values
  }

  mutating func section(_ key: String) throws(Problem) -> DocumentSection {
    let node = try node(key)
    guard let mapping = node.mapping else { throw refusal(key, node.mark, Self.noMapping) }
    return DocumentSection(path: full(key), mapping, node.mark)
  }

  mutating func sectionIfPresent(_ key: String) throws(Problem) -> DocumentSection? {
    asked.insert(key)
    return has(key) ? try section(key) : nil
  }

  /// A list of mappings.
  mutating func sections(_ key: String) throws(Problem) -> [DocumentSection] {
    var sections: [DocumentSection] = []
    for (index, node) in try sequence(key).enumerated() {
      let item = "\(key)[\(index)]"
      guard let mapping = node.mapping else { throw refusal(item, node.mark, Self.noMapping) }
      sections.append(DocumentSection(path: full(item), mapping, node.mark))
    }
    return sections
  }

  /// Refuses keys that nobody asked for.
  func finish() throws(Problem) {
    for (key, _) in mapping {
      let name = key.scalar?.string ?? "?"
      guard asked.contains(name) else {
        throw refusal(
          name, key.mark,
          Problem(
            .invalidInput, "DOCUMENT_KEY_UNKNOWN", zh: "未知的键", en: "unknown key",
            remedyZh: "此处可用的键：\(asked.sorted().joined(separator: "、"))",
            remedyEn: "keys that may stand here: \(asked.sorted().joined(separator: ", "))"))
      }
    }
  }

  /// A problem at this section's place.
  func refusal(_ key: String, _ problem: Problem) -> Problem {
    refusal(key, mapping[key]?.mark ?? place, problem)
  }

  // MARK: Rules

  static func choice<Choice: RawRepresentable & CaseIterable & SendableMetatype>(
    _ text: String
  ) throws(Problem) -> Choice where Choice.RawValue == String {
    guard let choice = Choice(rawValue: text) else {
      let codes = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw unusable("应为以下之一：\(codes)", "it is none of: \(codes)")
    }
    return choice
  }

  static func unusable(_ zh: String, _ en: String) -> Problem {
    Problem(
      .invalidInput, "DOCUMENT_VALUE_INVALID", zh: zh, en: en, remedyZh: "请改正该值",
      remedyEn: "correct the value")
  }

  // MARK: Nodes

  private mutating func node(_ key: String) throws(Problem) -> Node {
    asked.insert(key)
    guard let node = mapping[key] else {
      throw refusal(
        key, place,
        Problem(
          .invalidInput, "DOCUMENT_KEY_MISSING", zh: "缺少键", en: "a key is missing",
          remedyZh: "请补充该键", remedyEn: "add the key"))
    }
    return node
  }

  private mutating func sequence(_ key: String) throws(Problem) -> [Node] {
    let node = try node(key)
    guard let sequence = node.sequence else {
      throw refusal(key, node.mark, Self.unusable("应为列表", "it is no list"))
    }
    return Array(sequence)
  }

  private func read<Value>(
    _ node: Node, _ key: String, _ rule: (String) throws(Problem) -> Value
  ) throws(Problem) -> Value {
    guard let scalar = node.scalar else {
      throw refusal(key, node.mark, Self.unusable("应为单个值", "it is no single value"))
    }
    do throws(Problem) { return try rule(scalar.string) } catch {
      throw refusal(key, node.mark, error)
    }
  }

  private static let noMapping = unusable("应由“键: 值”组成", "it is no mapping of keys to values")

  private func full(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// The problem with path, line and column in front of its details and sentences.
  private func refusal(_ key: String, _ mark: Mark?, _ problem: Problem) -> Problem {
    var located = problem
    let line = mark?.line ?? 0
    let at = full(key)
    located.message = Bilingual(
      zh: "第 \(line) 行 \(at)：\(problem.message.zh)",
      en: "line \(line), \(at): \(problem.message.en)")
    located.details =
      [
        .init("path", at), .init("line", "\(line)"), .init("column", "\(mark?.column ?? 0)"),
      ] + problem.details
    return located
  }
}
