import Quantities
import Yams

/// Collects what a reader finds wrong, so that one pass reports everything.
final class PolicyFindings {
  var issues: [PolicyIssue] = []
  /// Key paths under `assumed: true`.
  var assumed: [String] = []

  func report(
    error: Bool = true, at mark: Mark?, _ path: String, _ code: String, zh: String, en: String,
    remedyZh: String, remedyEn: String
  ) {
    issues.append(
      PolicyIssue(
        isError: error, line: mark?.line ?? 1, column: mark?.column ?? 1, path: path, code: code,
        message: Bilingual(zh: zh, en: en), remedy: Bilingual(zh: remedyZh, en: remedyEn)))
  }

  func invalid(_ mark: Mark?, _ path: String, zh: String, en: String) {
    report(
      at: mark, path, "DIP_POLICY_INVALID_VALUE", zh: "\(path)：\(zh)", en: "\(path): \(en)",
      remedyZh: "请改为允许的值", remedyEn: "write an allowed value")
  }
}

/// One mapping of the document under strict reading: every key is taken once, what is left over is an
/// error, and a value that cannot be read is reported and replaced by a harmless one, so that
/// reading goes on; a document with an error is refused whole.
final class PolicySection {
  let findings: PolicyFindings
  let path: String
  let mark: Mark?
  private let pairs: [(key: String, mark: Mark?, node: Node)]
  private var taken: Set<String> = []

  /// Reads `assumed: true` at once: it marks everything in the mapping.
  init(_ node: Node?, path: String, mark: Mark?, findings: PolicyFindings) {
    self.findings = findings
    self.path = path
    self.mark = node?.mark ?? mark
    var pairs: [(String, Mark?, Node)] = []
    if let node {
      if let mapping = node.mapping {
        for (key, value) in mapping {
          if let name = key.scalar?.string {
            pairs.append((name, key.mark, value))
          } else {
            findings.invalid(key.mark, path, zh: "键应为文字", en: "a key is a text")
          }
        }
      } else {
        findings.invalid(node.mark, path, zh: "应为映射（键: 值）", en: "expected a mapping (key: value)")
      }
    }
    self.pairs = pairs
    if let text = scalar("assumed", required: false) {
      if text.string == "true" {
        findings.assumed.append(path.isEmpty ? "*" : path)
      } else {
        findings.invalid(text.mark, join("assumed"), zh: "只能为 true", en: "can only be true")
      }
    }
  }

  /// The keys that are present, in order, without `assumed`.
  var keys: [String] { pairs.map(\.key).filter { $0 != "assumed" } }

  func has(_ key: String) -> Bool { pairs.contains { $0.key == key } }

  func mark(of key: String) -> Mark? {
    pairs.first { $0.key == key }.map { $0.node.mark ?? $0.mark } ?? mark
  }

  func join(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// Takes the value of a key; its absence is an error when it is required.
  func node(_ key: String, required: Bool = true) -> Node? {
    taken.insert(key)
    if let pair = pairs.first(where: { $0.key == key }) { return pair.node }
    if required {
      findings.report(
        at: mark, join(key), "DIP_POLICY_MISSING_KEY", zh: "缺少 \(join(key))",
        en: "\(join(key)) is missing",
        remedyZh: "请写明该键，政策没有隐含的默认值", remedyEn: "state the key: a policy has no hidden default")
    }
    return nil
  }

  func scalar(_ key: String, required: Bool = true) -> Node.Scalar? {
    guard let node = node(key, required: required) else { return nil }
    if let scalar = node.scalar { return scalar }
    findings.invalid(node.mark, join(key), zh: "应为单个值", en: "expected a single value")
    return nil
  }

  func section(_ key: String, required: Bool = true) -> PolicySection? {
    guard let node = node(key, required: required) else { return nil }
    return PolicySection(node, path: join(key), mark: node.mark, findings: findings)
  }

  /// The elements of a list, each a mapping.
  func sections(_ key: String, required: Bool = true) -> [PolicySection] {
    guard let node = node(key, required: required) else { return [] }
    guard let sequence = node.sequence else {
      findings.invalid(node.mark, join(key), zh: "应为列表", en: "expected a list")
      return []
    }
    return sequence.enumerated().map { index, element in
      PolicySection(element, path: "\(join(key))[\(index)]", mark: element.mark, findings: findings)
    }
  }

  /// Reports every key that nobody took. Called when all keys of the section were read.
  func finish() {
    for pair in pairs where !taken.contains(pair.key) {
      let path = join(pair.key)
      if UnsupportedKeys.contains(path) {
        findings.report(
          at: pair.mark, path, "DIP_POLICY_UNSUPPORTED", zh: "本版本不支持 \(path)",
          en: "\(path) is not supported by this version",
          remedyZh: "请删除该键；它在此版本不会生效", remedyEn: "remove the key: it would have no effect here")
      } else {
        findings.report(
          at: pair.mark, path, "DIP_POLICY_UNKNOWN_KEY", zh: "未知的键 \(path)",
          en: "unknown key \(path)",
          remedyZh: "请核对拼写；允许的键：\(taken.subtracting(["assumed"]).sorted().joined(separator: "、"))",
          remedyEn:
            "check the spelling; known here: \(taken.subtracting(["assumed"]).sorted().joined(separator: ", "))"
        )
      }
    }
  }
}

/// Keys of the whole DIP specification that this version does not act on. A key that is accepted and
/// has no effect would deceive its writer, so they are refused by name.
enum UnsupportedKeys {
  private static let paths: Set<String> = [
    "code_version", "procedure_classes", "score", "core_threshold", "related_split_pct",
    "auxiliary", "review", "age_rule", "cv_sigma", "coefficients.specialty",
    "coefficients.disease", "point_value.trimming", "point_value.elastic", "special_case.eligible",
  ]

  static func contains(_ path: String) -> Bool {
    paths.contains(path) || path.hasSuffix(".apply_auxiliary")
  }
}
