import Foundation
import Quantities
import Testing
import Yams

@testable import DIPDomain

/// No key is read and forgotten: changing any of them changes the policy that is read.
@Suite struct PolicyEffectTests {
  @Test func everyKeyHasAnEffect() throws {
    var tried: Set<String> = []
    var effective: Set<String> = []
    for yaml in PolicySamples.whole {
      let plain = try Policy.read(yaml: yaml).policy
      let root = try #require(try Yams.compose(yaml: yaml))
      try Self.vary(root, PolicyKey.root, "") { mutant, path in
        tried.insert(path)
        guard !effective.contains(path),
          var policy = try? Policy.read(yaml: Yams.serialize(node: mutant)).policy
        else { return }
        policy.hash = plain.hash
        policy.choices = plain.choices
        if policy != plain { effective.insert(path) }
      }
    }
    // The end of a band cannot move alone, nor can one leave; the word that decides a section's keys
    // and the shares that make 1 neither.
    let alone = [
      "bands", "bands.intervals", "deviation.bands", "point_value.elastic.base",
      "point_value.elastic.increment",
    ]
    let bound = tried.filter {
      alone.contains($0) || $0.hasSuffix("lower") || $0.hasSuffix("upper") || $0.hasSuffix(".rule")
        || $0.hasSuffix("_inclusive") || ($0.hasPrefix("rounding.") && $0.hasSuffix(".mode"))
    }
    #expect(tried.subtracting(effective).subtracting(bound).sorted() == [])
    #expect(effective.count > 90)
  }

  private static func vary(
    _ node: Node, _ shape: PolicyShape, _ path: String, _ visit: (Node, String) throws -> Void
  ) throws {
    func below(_ inner: PolicyShape, _ name: String, _ place: String) throws {
      guard let value = node.value(of: name) else { return }
      try vary(value, inner, place) { changed, path in
        try visit(node.setting(name, to: changed), path)
      }
    }
    switch shape {
    case .section(let keys, _):
      for key in keys { try below(key.shape, key.name, PolicyShape.join(path, key.name)) }
    case .variants(let key, let variants):
      let word = node.value(of: key.name)?.scalar?.string
      for key in [key] + (variants.first { $0.word.raw == word }?.keys ?? []) {
        try below(key.shape, key.name, PolicyShape.join(path, key.name))
      }
    case .table(_, let inner):
      for (name, _) in node.mapping ?? [:] {
        try below(inner, name.scalar?.string ?? "", path)
      }
    case .list(let element, _, _):
      if let sequence = node.sequence, sequence.count > 1 {
        try visit(Node(Array(sequence.dropLast())), path)
      }
      for (index, entry) in (node.sequence ?? []).enumerated() {
        try vary(entry, element, path) { changed, path in
          var copy = node
          copy.sequence?[index] = changed
          try visit(copy, path)
        }
      }
    case .either(let shapes):
      guard let fitting = shapes.first(where: { $0.isKind(of: node) }) else { return }
      try vary(node, fitting, path, visit)
    default:
      for text in others(shape, node.scalar?.string ?? "") {
        try visit(Node(text, .implicit, .doubleQuoted), path)
      }
    }
  }

  /// Other values of a shape.
  private static func others(_ shape: PolicyShape, _ now: String) -> [String] {
    let all: [String] =
      switch shape {
      case .text(let form):
        switch form {
        case .any: ["另一"]
        case .area: ["990200"]
        case .institution: ["H99010000077"]
        case .insurance: ["340", "350"]
        case .level: ["2"]
        case .grade: ["2A"]
        case .group: ["ZZ-9"]
        case .diagnosis: ["Q"]
        case .procedure: ["99.9"]
        }
      case .decimal: ["0.5", "0.25", "0.75", "1", "2", "3", "0", "100"]
      case .money: ["123.45"]
      case .integer: ["0", "1", "2", "3", "12", "200", "2026"]
      case .flag: ["true", "false"]
      case .word(let words): words.map(\.raw)
      default: []
      }
    return all.filter { $0 != now }
  }
}
