import Quantities
import Yams

/// One mapping of a document that was checked against its shape: the values of its keys, with harmless
/// ones in place of what could not be read, so that the rules between keys are looked at as well; a
/// document with an error is refused whole.
struct PolicySection {
  let findings: PolicyFindings
  let path: String
  let mark: Mark?
  private let pairs: [PolicyShape.Pair]

  init(_ node: Node?, path: String, mark: Mark?, findings: PolicyFindings) {
    self.findings = findings
    self.path = path
    self.mark = node?.mark ?? mark
    pairs = (node?.mapping ?? [:]).compactMap { key, value in
      key.scalar.map { PolicyShape.Pair(name: $0.string, mark: key.mark, node: value) }
    }
  }

  /// The keys that are present, in order, without `assumed`.
  var keys: [String] { pairs.map(\.name).filter { $0 != PolicyKey.assumed } }

  func has(_ key: String) -> Bool { node(key) != nil }

  func mark(of key: String) -> Mark? {
    pairs.first { $0.name == key }.map { $0.node.mark ?? $0.mark } ?? mark
  }

  func join(_ key: String) -> String { PolicyShape.join(path, key) }

  func node(_ key: String) -> Node? { pairs.first { $0.name == key }?.node }

  func scalar(_ key: String) -> String? { node(key)?.scalar?.string }

  // MARK: Values

  func text(_ key: String) -> String? { scalar(key) }

  func decimal(_ key: String) -> Decimal? { scalar(key).flatMap { try? Decimal(parsing: $0) } }

  func decimal(_ key: String, default fallback: Decimal) -> Decimal { decimal(key) ?? fallback }

  /// An amount in yuan.
  func money(_ key: String) -> Money { scalar(key).flatMap { try? Money(parsing: $0) } ?? .zero }

  func integer(_ key: String) -> Int? { scalar(key).flatMap { Int($0) } }

  func flag(_ key: String, default fallback: Bool) -> Bool {
    scalar(key).map { $0 == "true" } ?? fallback
  }

  /// One of the words of an enumeration.
  func choice<Choice: RawRepresentable<String>>(_ key: String) -> Choice? {
    scalar(key).flatMap { Choice(rawValue: $0) }
  }

  func choice<Choice: RawRepresentable<String>>(_ key: String, default fallback: Choice) -> Choice {
    choice(key) ?? fallback
  }

  /// A list of words of an enumeration; absent is empty.
  func choices<Choice: RawRepresentable<String>>(_ key: String) -> [Choice] {
    texts(key).compactMap { Choice(rawValue: $0) }
  }

  /// A list of single values; absent is empty.
  func texts(_ key: String) -> [String] {
    (node(key)?.sequence ?? []).compactMap { $0.scalar?.string }
  }

  func integers(_ key: String) -> [Int]? {
    node(key)?.sequence?.compactMap { $0.scalar.flatMap { Int($0.string) } }
  }

  // MARK: Sections

  func section(_ key: String) -> PolicySection? {
    guard let node = node(key) else { return nil }
    return PolicySection(node, path: join(key), mark: node.mark, findings: findings)
  }

  /// The elements of a list of sections.
  func sections(_ key: String) -> [PolicySection] {
    (node(key)?.sequence ?? []).enumerated().map { index, element in
      PolicySection(element, path: "\(join(key))[\(index)]", mark: element.mark, findings: findings)
    }
  }
}
