import Quantities
import Yams

/// A policy document that was read: the policy, what is remarkable, and the text's own structure.
public struct PolicyDocument {
  public let policy: Policy
  /// What is remarkable without being wrong, in the order of the document.
  public let remarks: [PolicyIssue]
  let root: Node

  /// - Throws: `PolicyRefusal` with every error.
  public init(yaml text: String) throws(PolicyRefusal) {
    let findings = PolicyFindings()
    let composed = Self.compose(text, findings)
    let canonical = composed.flatMap { CanonicalForm.digest(of: $0, findings) }
    guard let composed, let canonical else { throw PolicyRefusal(issues: findings.issues) }
    PolicyKey.root.check(composed, "", findings)
    let section = PolicySection(composed, path: "", mark: composed.mark, findings: findings)
    let policy = Policy(
      section, choices: PolicyChoice.all(in: composed), hash: canonical)
    let issues = findings.issues.enumerated().sorted {
      ($0.element.line, $0.element.column, $0.offset)
        < ($1.element.line, $1.element.column, $1.offset)
    }.map(\.element)
    guard let policy, !issues.contains(where: \.isError) else {
      throw PolicyRefusal(issues: issues)
    }
    self.policy = policy
    remarks = issues
    root = composed
  }

  private static func compose(_ text: String, _ findings: PolicyFindings) -> Node? {
    func refuse(_ mark: Mark?, _ zh: String, _ en: String) {
      findings.report(
        at: mark, "", "DIP_POLICY_NOT_YAML", zh: zh, en: en,
        remedyZh: "请修正 YAML 语法", remedyEn: "correct the YAML syntax")
    }
    guard text.utf8.count <= Policy.maximumBytes else {
      refuse(
        nil, "文件超过 \(Policy.maximumBytes) 字节",
        "the document is larger than \(Policy.maximumBytes) bytes")
      return nil
    }
    guard aliases(in: text) <= maximumAliases else {
      findings.report(
        at: nil, "", "DIP_POLICY_TOO_LARGE", zh: "文件中的别名超过 \(maximumAliases) 个",
        en: "the document has more than \(maximumAliases) aliases",
        remedyZh: "请删去别名", remedyEn: "remove aliases")
      return nil
    }
    do {
      if let node = try Yams.compose(yaml: text) { return node }
      refuse(nil, "文件为空", "the document is empty")
    } catch let error as YamlError {
      switch error {
      case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
        .composer(_, let problem, let mark, _):
        refuse(mark, "YAML 语法错误：\(problem)", "YAML syntax: \(problem)")
      case .duplicatedKeysInMapping(let duplicates, let context):
        let keys = duplicates.sorted().joined(separator: ", ")
        refuse(context.mark, "键重复：\(keys)", "duplicate keys: \(keys)")
      default:
        refuse(nil, "不是可读的 YAML", "not readable YAML: \(error)")
      }
    } catch {
      refuse(nil, "不是可读的 YAML", "not readable YAML: \(error)")
    }
    return nil
  }

  /// An alias may stand for a text that holds aliases itself, and the reader expands them while it
  /// reads: so few cannot make a document grow beyond some ten thousand nodes.
  private static let maximumAliases = 24

  /// Places that may be an alias: `*` and a name at the start of a value.
  private static func aliases(in text: String) -> Int {
    var count = 0
    var before: UInt8 = 0x0A
    var isStar = false
    for byte in text.utf8 {
      if isStar, byte > 0x20 { count += 1 }
      isStar = byte == UInt8(ascii: "*") && " \t\r\n[{,:-?".utf8.contains(before)
      before = byte
    }
    return count
  }
}
