import Foundation
import Yams

/// The part of JSON Schema 2020-12 that the published schema uses, written apart from the product so
/// that the schema is judged by its own words. An unknown keyword is a failure of the test.
struct JSONSchemaCheck {
  let root: [String: Any]
  private let patterns = Patterns()

  /// Patterns that were compiled once.
  private final class Patterns {
    private var known: [String: NSRegularExpression] = [:]

    func matches(_ text: String, _ pattern: String) -> Bool {
      if known[pattern] == nil { known[pattern] = try? NSRegularExpression(pattern: pattern) }
      let whole = NSRange(text.startIndex..., in: text)
      return known[pattern]?.firstMatch(in: text, range: whole) != nil
    }
  }

  init(json: String) throws {
    let value = try JSONSerialization.jsonObject(with: Data(json.utf8))
    root = value as? [String: Any] ?? [:]
  }

  /// Whether a YAML text, read as an editor reads it, is valid.
  func accepts(yaml: String) -> Bool {
    guard let value = try? Yams.load(yaml: yaml) else { return false }
    return isValid(value, root)
  }

  /// Whether a YAML text may stand below a key of the document.
  func accepts(yaml: String, below key: String) -> Bool {
    let properties = root["properties"] as? [String: [String: Any]] ?? [:]
    guard let value = try? Yams.load(yaml: yaml), let schema = properties[key] else { return false }
    return isValid(value, schema)
  }

  private func isValid(_ value: Any, _ schema: [String: Any]) -> Bool {
    schema.allSatisfy { holds($0.key, $0.value, of: value, schema) }
  }

  private func holds(
    _ keyword: String, _ rule: Any, of value: Any, _ schema: [String: Any]
  ) -> Bool {
    switch keyword {
    case "$schema", "title", "description", "default": return true
    case "type":
      let names = rule as? [String] ?? [rule as? String ?? ""]
      return names.contains { Self.isType(value, $0) }
    case "const": return Self.isEqual(value, rule)
    case "pattern":
      guard let text = value as? String, let pattern = rule as? String else { return true }
      return patterns.matches(text, pattern)
    case "maxLength":
      guard let text = value as? String else { return true }
      return Double(text.unicodeScalars.count) <= Self.bound(rule) ?? 0
    case "minimum", "maximum", "exclusiveMinimum":
      guard let number = Self.number(value), let bound = Self.bound(rule) else { return true }
      return keyword == "minimum"
        ? number >= bound : keyword == "maximum" ? number <= bound : number > bound
    case "items":
      guard let list = value as? [Any], let inner = rule as? [String: Any] else { return true }
      return list.allSatisfy { isValid($0, inner) }
    case "minItems": return Double((value as? [Any])?.count ?? .max) >= Self.bound(rule) ?? 0
    case "maxItems": return Double((value as? [Any])?.count ?? 0) <= Self.bound(rule) ?? 0
    case "uniqueItems":
      guard let list = value as? [Any] else { return true }
      return Set(list.map { "\($0)" }).count == list.count
    case "required":
      guard let object = Self.object(value) else { return true }
      return (rule as? [String] ?? []).allSatisfy { object[$0] != nil }
    case "dependentRequired":
      guard let object = Self.object(value) else { return true }
      return (rule as? [String: [String]] ?? [:]).allSatisfy { name, needed in
        object[name] == nil || needed.allSatisfy { object[$0] != nil }
      }
    case "properties", "patternProperties", "additionalProperties":
      return keyword == "additionalProperties"
        ? hasOnlyKnown(value, schema)
        : areValid(keyword, rule, value)
    case "allOf": return schemas(rule).allSatisfy { isValid(value, $0) }
    case "anyOf": return schemas(rule).contains { isValid(value, $0) }
    case "oneOf": return schemas(rule).filter { isValid(value, $0) }.count == 1
    case "not": return !isValid(value, rule as? [String: Any] ?? [:])
    default: return false
    }
  }

  private func areValid(_ keyword: String, _ rule: Any, _ value: Any) -> Bool {
    guard let object = Self.object(value), let inner = rule as? [String: [String: Any]] else {
      return true
    }
    if keyword == "properties" {
      return inner.allSatisfy { name, schema in object[name].map { isValid($0, schema) } ?? true }
    }
    return inner.allSatisfy { pattern, schema in
      object.filter { $0.key.range(of: pattern, options: .regularExpression) != nil }
        .allSatisfy { isValid($0.value, schema) }
    }
  }

  private func hasOnlyKnown(_ value: Any, _ schema: [String: Any]) -> Bool {
    guard let object = Self.object(value) else { return true }
    let names = (schema["properties"] as? [String: Any] ?? [:]).keys
    let patterns = (schema["patternProperties"] as? [String: Any] ?? [:]).keys
    return object.keys.allSatisfy { name in
      names.contains(name)
        || patterns.contains { name.range(of: $0, options: .regularExpression) != nil }
    }
  }

  private func schemas(_ rule: Any) -> [[String: Any]] { rule as? [[String: Any]] ?? [] }

  // MARK: Values

  private static func object(_ value: Any) -> [String: Any]? {
    guard let mapping = value as? [AnyHashable: Any] else { return nil }
    return Dictionary(mapping.map { ("\($0.key)", $0.value) }, uniquingKeysWith: { a, _ in a })
  }

  private static func number(_ value: Any) -> Double? {
    switch value {
    case is Bool, is String: nil
    case let value as Int: Double(value)
    case let value as Double: value
    default: nil
    }
  }

  /// A number of the schema, as the JSON reader of the platform gives it.
  private static func bound(_ rule: Any) -> Double? {
    switch rule {
    case let rule as Int: Double(rule)
    case let rule as Double: rule
    default: (rule as? NSNumber)?.doubleValue
    }
  }

  private static func isType(_ value: Any, _ name: String) -> Bool {
    switch name {
    case "object": return object(value) != nil
    case "array": return value is [Any]
    case "boolean": return value is Bool
    case "string": return value is String
    case "integer": return value is Int && !(value is Bool)
    case "number": return number(value) != nil
    default: return false
    }
  }

  private static func isEqual(_ value: Any, _ rule: Any) -> Bool {
    if let text = rule as? String { return value as? String == text }
    return value as? Bool == rule as? Bool
  }
}
