import Foundation
import Quantities
import Testing
import Yams

@testable import DIPDomain

/// The published schema and the reader are two views of one declaration.
@Suite struct PolicySchemaTests {
  private let schema: JSONSchemaCheck

  init() throws { schema = try JSONSchemaCheck(json: PolicySchema.json()) }

  private func accepts(_ yaml: String) -> Bool { (try? Policy.read(yaml: yaml)) != nil }

  @Test(arguments: PolicySamples.files)
  func everySampleIsValid(file: String) throws {
    #expect(schema.accepts(yaml: try PolicySamples.text(file)))
  }

  /// The documents of the test state every key that the schema describes, and no other.
  @Test func everyKeyIsInBoth() throws {
    var described: Set<String> = []
    Self.collect(schema.root, "", &described)
    var stated: Set<String> = []
    for yaml in PolicySamples.whole {
      #expect(accepts(yaml) && schema.accepts(yaml: yaml))
      if let node = try Yams.compose(yaml: yaml) { Self.collect(node, "", &stated) }
    }
    // Keys of tables are the document's own.
    let tables =
      ["grade", "institution", "disease", "group_level"].map { "coefficients.\($0)." }
      + ["point_value.elastic.rigid.groups."]
    stated = stated.filter { path in !tables.contains { path.hasPrefix($0) } }
    #expect(stated.symmetricDifference(described).sorted() == [])
  }

  private static func collect(_ node: Node, _ path: String, _ found: inout Set<String>) {
    for element in node.sequence ?? [] { collect(element, path, &found) }
    for (key, value) in node.mapping ?? [:] {
      let place = PolicyShape.join(path, key.scalar?.string ?? "")
      found.insert(place)
      collect(value, place, &found)
    }
  }

  private static func collect(
    _ schema: [String: Any], _ path: String, _ found: inout Set<String>
  ) {
    for (name, inner) in schema["properties"] as? [String: [String: Any]] ?? [:]
    where name != "assumed" {
      let place = PolicyShape.join(path, name)
      found.insert(place)
      collect(inner, place, &found)
    }
    if let items = schema["items"] as? [String: Any] { collect(items, path, &found) }
    for case let alternative in schema["oneOf"] as? [[String: Any]] ?? [] {
      collect(alternative, path, &found)
    }
  }

  /// What the reader refuses for its shape, the schema refuses too.
  @Test func refusesTheSameShapes() throws {
    // What two documents, entries of a list or steps of rounding have in common is broken once.
    var tried: Set<String> = []
    func isNew(_ what: String) -> Bool {
      tried.insert(
        what.replacing(/\[[0-9]+\]/, with: "[]").replacing(/^rounding\.[a-z_]+/, with: "rounding")
      ).inserted
    }
    for yaml in PolicySamples.whole {
      let root = try #require(try Yams.compose(yaml: yaml))
      try Self.section(root, PolicyKey.all) { mutant, what in
        guard isNew(what) else { return }
        let text = try Yams.serialize(node: mutant)
        #expect(!accepts(text), "\(what)")
        #expect(!schema.accepts(yaml: text), "\(what)")
      }
      // Below a key of the document its value is looked at alone, by the check that the reader begins
      // with and by the part of the schema about it.
      for key in PolicyKey.all {
        guard let value = root.value(of: key.name) else { continue }
        try Self.mutate(value, key.shape) { mutant, what in
          guard isNew("\(key.name).\(what)") else { return }
          let findings = PolicyFindings()
          key.shape.check(mutant, key.name, findings)
          let text = try Yams.serialize(node: mutant)
          #expect(findings.issues.contains { $0.isError }, "\(key.name).\(what)")
          #expect(!schema.accepts(yaml: text, below: key.name), "\(key.name).\(what)")
        }
      }
    }
    #expect(tried.count > 300, "\(tried.count)")
  }

  /// Documents with one shape broken: an unknown key in every section, a missing required one, and for
  /// every single value one of another kind and one out of its range.
  private static func mutate(
    _ node: Node, _ shape: PolicyShape, _ visit: (Node, String) throws -> Void
  ) throws {
    func below(_ key: PolicyKey, _ name: String) throws {
      guard let value = node.value(of: name) else { return }
      try mutate(value, key.shape) { changed, what in
        try visit(node.setting(name, to: changed), "\(name).\(what)")
      }
    }
    switch shape {
    case .section(let keys, _):
      try section(node, keys, visit)
      for key in keys { try below(key, key.name) }
    case .variants(let key, let variants):
      let word = node.value(of: key.name)?.scalar?.string
      let keys = [key] + (variants.first { $0.word.raw == word }?.keys ?? [])
      try section(node, keys, visit)
      for key in keys { try below(key, key.name) }
    case .table(_, let inner):
      for (name, _) in node.mapping ?? [:] {
        try below(PolicyKey("", "", "", inner), name.scalar?.string ?? "")
      }
    case .list(let element, _, _):
      try visit(Node([(Node("not"), Node("a list"))]), "a section in place of a list")
      for (index, entry) in (node.sequence ?? []).enumerated() {
        try mutate(entry, element) { changed, what in
          var copy = node
          copy.sequence?[index] = changed
          try visit(copy, "[\(index)]\(what)")
        }
      }
    case .either(let shapes):
      guard let fitting = shapes.first(where: { $0.isKind(of: node) }) else { return }
      try mutate(node, fitting, visit)
    default:
      try visit(Node([Node("a"), Node("b")]), "a list in place of a value")
      for text in wrongValues(shape) {
        try visit(Node(text, .implicit, .doubleQuoted), "\"\(text)\"")
      }
    }
  }

  private static func section(
    _ node: Node, _ keys: [PolicyKey], _ visit: (Node, String) throws -> Void
  ) throws {
    var extra = node
    extra.mapping?[Node("no_such_key")] = Node("1")
    try visit(extra, "an unknown key")
    try visit(Node("text"), "a text in place of a section")
    for key in keys where key.isRequired {
      guard let mapping = node.mapping else { continue }
      let rest = mapping.filter { $0.key.scalar?.string != key.name }
      try visit(Node(rest.map { ($0.key, $0.value) }), "without \(key.name)")
    }
  }

  private static func wrongValues(_ shape: PolicyShape) -> [String] {
    switch shape {
    case .text(.any): [""]
    case .text: ["not a code"]
    case .decimal, .money: ["one"]
    case .integer: ["1.5"]
    case .flag: ["1"]
    case .word: ["no such word"]
    default: []
    }
  }

  /// Numbers outside their range are refused by both.
  @Test func refusesTheSameRanges() throws {
    for (from, to) in [
      ("year: 2025", "year: 1999"), ("factor: 0.7", "factor: 101"), ("factor: 0.7", "factor: -0.1"),
      ("base: 0.8", "base: 1.2"), ("year_start: 8.5", "year_start: 0"),
      ("per_mille: 4", "per_mille: 1001"), ("per_person: 800.5", "per_person: 0"),
      ("long_stay: 60", "long_stay: 0"), ("scale: 3", "scale: 13"), ("advance: 0.9", "advance: 2"),
    ] {
      let text = PolicySamples.whole[0].replacing(from, with: to)
      #expect(text != PolicySamples.whole[0], "\(from)")
      #expect(!accepts(text) && !schema.accepts(yaml: text), "\(to)")
    }
  }

  /// A default that the schema and the list of choices name is the one that holds: writing it changes
  /// nothing.
  @Test func namedDefaultsAreTheOnesThatHold() throws {
    let plain = try PolicyDocument(yaml: PolicyText(deviation: "{preset: dip10}").yaml)
    var written = 0
    for key in PolicyKey.all {
      guard let text = key.standard?.written else { continue }
      let yaml = PolicyText(deviation: "{preset: dip10}", more: ["\(key.name): \(text)"]).yaml
      try Self.expectSame(plain.policy, PolicyDocument(yaml: yaml).policy, key.name)
      written += 1
    }
    for key in PolicyKey.all {
      guard case .section(let inner, _) = key.shape,
        plain.policy.choices.contains(where: {
          $0.key.hasPrefix("\(key.name).")
        })
      else { continue }
      for child in inner {
        guard let text = child.standard?.written, key.name != "deviation" else { continue }
        var document = PolicyText(deviation: "{preset: dip10}")
        switch key.name {
        case "point_value": document.pointValue = "{method: settlement, \(child.name): \(text)}"
        case "catalogue", "pools": continue
        default: document.more = ["\(key.name): {\(child.name): \(text)}"]
        }
        let policy = try document.policy()
        // Stating how a year-start value is measured is a statement of its own.
        if key.name == "point_value", policy.payment.measured != nil { continue }
        try Self.expectSame(plain.policy, policy, "\(key.name).\(child.name)")
        written += 1
      }
    }
    #expect(written > 20)
  }

  private static func expectSame(_ a: Policy, _ b: Policy, _ what: String) throws {
    var copy = b
    copy.hash = a.hash
    copy.choices = a.choices
    #expect(copy == a, "\(what)")
    let stated = b.choices.filter { !$0.isDefault }.map(\.key)
    #expect(stated.contains { $0.hasPrefix(what) }, "\(what): \(stated)")
  }
}

extension Node {
  /// The mapping with another value for a key that it has.
  func setting(_ key: String, to value: Node) -> Node {
    Node((mapping ?? [:]).map { ($0.key, $0.key.scalar?.string == key ? value : $0.value) })
  }
}
