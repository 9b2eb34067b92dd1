import Quantities
import Yams

/// The JSON Schema (2020-12) of policy documents, made from the declaration that the reader checks with.
/// YAML that an editor reads as JSON is checked by it for everything that does not depend on two places
/// at once.
public enum PolicySchema {
  /// The schema as JSON text, the same for every call.
  public static func json() -> String {
    var root = schema(PolicyKey.root)
    root.insert(("$schema", .text("https://json-schema.org/draft/2020-12/schema")), at: 0)
    root.insert(("title", .text("按病种分值付费政策 DIP policy")), at: 1)
    return JSONValue.object(root).text(indent: 0) + "\n"
  }

  private typealias Members = [(key: String, value: JSONValue)]

  private static func schema(_ shape: PolicyShape) -> Members {
    switch shape {
    case .text(let form):
      return [
        ("type", .array((["string"] + form.numbers).map { .text($0) })),
        ("pattern", .text(form.pattern)), ("maxLength", .number("200")),
      ]
    case .decimal(let bounds):
      return [
        ("type", .array([.text("number"), .text("string")])),
        ("pattern", .text("^-?[0-9]+(\\.[0-9]+)?$")),
        (bounds.isAbove ? "exclusiveMinimum" : "minimum", .number(bounds.from.description)),
        ("maximum", .number(bounds.to.description)),
      ]
    case .money:
      return [
        ("type", .array([.text("number"), .text("string")])),
        ("pattern", .text("^[0-9]+(\\.[0-9]{1,2})?$")), ("exclusiveMinimum", .number("0")),
      ]
    case .integer(let range):
      return [
        ("type", .text("integer")), ("minimum", .number("\(range.lowerBound)")),
        ("maximum", .number("\(range.upperBound)")),
      ]
    case .flag: return [("type", .text("boolean"))]
    case .word(let words):
      return [
        (
          "oneOf",
          .array(
            words.map {
              .object([
                ("const", .text($0.raw)), ("description", .text("\($0.label.zh) — \($0.label.en)")),
              ])
            })
        )
      ]
    case .list(let element, let count, let distinct):
      return [
        ("type", .text("array")), ("items", .object(schema(element))),
        ("minItems", .number("\(count.lowerBound)")), ("maxItems", .number("\(count.upperBound)")),
      ] + (distinct ? [("uniqueItems", .flag(true))] : [])
    case .section(let keys, let rules): return section(keys) + self.rules(rules)
    case .variants(let key, let variants):
      return [
        (
          "oneOf",
          .array(
            variants.map { variant in
              var rule = key
              rule.shape = .word([variant.word])
              return .object(section([rule] + variant.keys))
            })
        )
      ]
    case .table(let form, let value):
      return [
        ("type", .text("object")),
        ("properties", .object([(PolicyKey.assumed, assumed)])),
        ("patternProperties", .object([(form.tablePattern, .object(schema(value)))])),
        ("additionalProperties", .flag(false)),
      ]
    case .either(let shapes):
      return [("oneOf", .array(shapes.map { .object(schema($0)) }))]
    }
  }

  private static let assumed = JSONValue.object([
    ("const", .flag(true)),
    ("description", .text("本节数值没有公开依据 — no source prints the numbers of this section")),
  ])

  private static func section(_ keys: [PolicyKey]) -> Members {
    var properties: Members = [(PolicyKey.assumed, assumed)]
    for key in keys {
      properties.append(
        (key.name, .object([("description", .text(key.description))] + schema(key))))
    }
    let required = keys.filter(\.isRequired).map { JSONValue.text($0.name) }
    return [("type", .text("object")), ("properties", .object(properties))]
      + (required.isEmpty ? [] : [("required", .array(required))])
      + [("additionalProperties", .flag(false))]
  }

  private static func schema(_ key: PolicyKey) -> Members {
    guard let written = key.standard?.written, let node = try? Yams.compose(yaml: written) else {
      return schema(key.shape)
    }
    return schema(key.shape) + [("default", value(node, key.shape))]
  }

  /// A default as JSON writes it.
  private static func value(_ node: Node, _ shape: PolicyShape) -> JSONValue {
    if let mapping = node.mapping {
      return .object(
        mapping.compactMap { pair in
          pair.key.scalar.map { ($0.string, value(pair.value, .decimal(0, 0))) }
        })
    }
    if let sequence = node.sequence {
      guard case .list(let element, _, _) = shape else {
        return .array(sequence.map { value($0, shape) })
      }
      return .array(sequence.map { value($0, element) })
    }
    let text = node.scalar?.string ?? ""
    switch shape {
    case .decimal, .integer, .money: return .number(text)
    case .flag: return .flag(text == "true")
    default: return .text(text)
    }
  }

  private static func rules(_ rules: [PolicyRule]) -> Members {
    guard !rules.isEmpty else { return [] }
    func has(_ name: String) -> JSONValue { .object([("required", .array([.text(name)]))]) }
    let parts = rules.map { rule -> JSONValue in
      switch rule {
      case .exactlyOne(let names): .object([("oneOf", .array(names.map(has)))])
      case .atLeastOne(let names): .object([("anyOf", .array(names.map(has)))])
      case .atMostOne(let names):
        .object([
          (
            "oneOf",
            .array(
              names.map(has) + [
                .object([("not", .object([("anyOf", .array(names.map(has)))]))])
              ])
          )
        ])
      case .needs(let name, let needed):
        .object([("dependentRequired", .object([(name, .array([.text(needed)]))]))])
      }
    }
    return [("allOf", .array(parts))]
  }
}

extension PolicyKey {
  /// Label and note in both languages; the default with its reason.
  var description: String {
    var text = "\(label.zh) — \(label.en)"
    if let unit { text += "（\(unit.zh) \(unit.en)）" }
    if let note { text += "。\(note.zh) — \(note.en)" }
    if let standard {
      let words = standardWords
      text += "。缺省：\(words.zh)，\(standard.reason.zh) — default: \(words.en), \(standard.reason.en)"
    }
    return text
  }
}

extension PolicyTextForm {
  /// The pattern of the keys of a table, beside which `assumed` may stand.
  var tablePattern: String { "^(?!\(PolicyKey.assumed)$)" + pattern.dropFirst() }

  /// What a code of digits without quotes is to JSON.
  var numbers: [String] {
    switch self {
    case .area, .insurance, .level, .grade: ["integer"]
    case .procedure: ["number"]
    default: []
    }
  }
}
