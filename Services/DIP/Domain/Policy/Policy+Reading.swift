import Quantities
import Yams

extension Policy {
  /// The largest document that is read, in bytes; real policies have a few thousand.
  public static let maximumBytes = 262_144

  /// Reads a document strictly: unknown and missing keys, wrong values, gaps and overlaps are errors
  /// with line and column, all reported at once.
  ///
  /// - Returns: the policy, and what is remarkable in it without being wrong.
  /// - Throws: `PolicyRefusal` with every error.
  public static func read(
    yaml text: String
  ) throws(PolicyRefusal) -> (policy: Policy, remarks: [PolicyIssue]) {
    let findings = PolicyFindings()
    let root = document(text, findings)
    let canonical = root.flatMap { CanonicalForm.digest(of: $0, findings) }
    guard let root, let canonical else { throw PolicyRefusal(issues: findings.issues) }
    let section = PolicySection(root, path: "", mark: root.mark, findings: findings)
    let policy = Policy(section, hash: canonical)
    section.finish()
    let issues = findings.issues.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    guard let policy, !issues.contains(where: \.isError) else {
      throw PolicyRefusal(issues: issues)
    }
    return (policy, issues)
  }

  private init?(_ root: PolicySection, hash: SHA256Digest) {
    let name = root.text("name")
    let region = root.text("region").flatMap { try? AreaCode(parsing: $0) }
    if region == nil, root.has("region") {
      root.findings.invalid(
        root.mark(of: "region"), "region", zh: "应为行政区划代码", en: "expected an area code")
    }
    let year = try? Year(root.integer("year", in: 2000...2999))
    let payment = PaymentPolicy(root)
    let pools = PoolPolicy(root)
    let catalogue = CatalogueReference(root)
    let grouping = GroupingPolicy(root)
    let ungrouped = UngroupedRule(root)
    let coefficients = CoefficientPolicy(root)
    let deviation = DeviationPolicy(root, yearStartPointValue: payment.yearStartPointValue)
    let specialCase = SpecialCaseRule(root)
    let consortium = ConsortiumPolicy(root, pools: pools)
    let rounding = RoundingTable(root)
    guard let name, let region, let year else { return nil }
    self.init(
      name: name, region: region, year: year, pools: pools, catalogue: catalogue,
      grouping: grouping, ungrouped: ungrouped, coefficients: coefficients, deviation: deviation,
      payment: payment, specialCase: specialCase, consortium: consortium, rounding: rounding,
      assumed: root.findings.assumed, hash: hash)
  }

  private static func document(_ text: String, _ findings: PolicyFindings) -> Node? {
    func refuse(_ mark: Mark?, _ zh: String, _ en: String) {
      findings.report(
        at: mark, "", "DIP_POLICY_NOT_YAML", zh: zh, en: en,
        remedyZh: "请修正 YAML 语法", remedyEn: "correct the YAML syntax")
    }
    guard text.utf8.count <= maximumBytes else {
      refuse(nil, "文件超过 \(maximumBytes) 字节", "the document is larger than \(maximumBytes) bytes")
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
}

/// The canonical form of a document: keys sorted, layout and comments gone, every text with its
/// length, so that no two different documents have the same form.
enum CanonicalForm {
  /// Nodes after expanding aliases; a bound against documents that grow when expanded.
  private static let maximumNodes = 20_000

  static func digest(of root: Node, _ findings: PolicyFindings) -> SHA256Digest? {
    var hasher = SHA256Hasher()
    var nodes = 0
    guard add(root, &hasher, &nodes) else {
      findings.report(
        at: root.mark, "", "DIP_POLICY_TOO_LARGE", zh: "文件展开后超过 \(maximumNodes) 个节点",
        en: "the document has more than \(maximumNodes) nodes when expanded",
        remedyZh: "请拆分或删去别名", remedyEn: "split it or remove aliases")
      return nil
    }
    return hasher.finish()
  }

  private static func add(_ node: Node, _ hasher: inout SHA256Hasher, _ nodes: inout Int) -> Bool {
    nodes += 1
    guard nodes <= maximumNodes else { return false }
    switch node {
    case .scalar(let scalar):
      hasher.update("s\(scalar.string.utf8.count):\(scalar.string)")
    case .sequence(let sequence):
      hasher.update("l\(sequence.count):")
      for element in sequence {
        guard add(element, &hasher, &nodes) else { return false }
      }
    case .mapping(let mapping):
      let pairs = mapping.map { (key: $0.key.scalar?.string ?? "", node: $0.value) }
      hasher.update("m\(pairs.count):")
      for pair in pairs.sorted(by: { $0.key < $1.key }) {
        hasher.update("k\(pair.key.utf8.count):\(pair.key)")
        guard add(pair.node, &hasher, &nodes) else { return false }
      }
    case .alias:
      // Composing resolves aliases; one that is left over refers to nothing.
      return false
    }
    return true
  }
}
