import Quantities
import Yams

/// The canonical form of a document: keys sorted, layout and comments gone, every text with its
/// length, so that no two different documents have the same form.
enum CanonicalForm {
  /// Nodes after expanding aliases; a bound against documents that grow when expanded.
  private static let maximumNodes = 20_000

  /// Sections and lists within one another; the deepest key of a policy stands at eight.
  private static let maximumDepth = 64

  static func digest(of root: Node, _ findings: PolicyFindings) -> SHA256Digest? {
    var hasher = SHA256Hasher()
    var nodes = 0
    guard add(root, &hasher, &nodes, 0) else {
      findings.report(
        at: root.mark, "", "DIP_POLICY_TOO_LARGE",
        zh: "文件展开后超过 \(maximumNodes) 个节点或 \(maximumDepth) 层",
        en:
          "the document has more than \(maximumNodes) nodes or \(maximumDepth) levels when expanded",
        remedyZh: "请拆分或删去别名", remedyEn: "split it or remove aliases")
      return nil
    }
    return hasher.finish()
  }

  private static func add(
    _ node: Node, _ hasher: inout SHA256Hasher, _ nodes: inout Int, _ depth: Int
  ) -> Bool {
    nodes += 1
    guard nodes <= maximumNodes, depth <= maximumDepth else { return false }
    switch node {
    case .scalar(let scalar):
      hasher.update("s\(scalar.string.utf8.count):\(scalar.string)")
    case .sequence(let sequence):
      hasher.update("l\(sequence.count):")
      for element in sequence {
        guard add(element, &hasher, &nodes, depth + 1) else { return false }
      }
    case .mapping(let mapping):
      let pairs = mapping.map { (key: $0.key.scalar?.string ?? "", node: $0.value) }
      hasher.update("m\(pairs.count):")
      for pair in pairs.sorted(by: { $0.key < $1.key }) {
        hasher.update("k\(pair.key.utf8.count):\(pair.key)")
        guard add(pair.node, &hasher, &nodes, depth + 1) else { return false }
      }
    case .alias:
      // Composing resolves aliases; one that is left over refers to nothing.
      return false
    }
    return true
  }
}
