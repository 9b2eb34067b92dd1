import Quantities

/// Two areas of one level that border on each other (相邻区划) over some days. Neither comes first: the
/// smaller code is written first.
public struct AreaAdjacency: RegistryFact {
  public struct Key: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let first: AreaCode
    public let second: AreaCode

    /// Throws `REGISTRY_ADJACENCY_INVALID` for one area, or areas of two levels.
    public init(_ a: AreaCode, _ b: AreaCode) throws(Problem) {
      guard a != b, a.level == b.level else {
        throw Problem(
          .invalidInput, "REGISTRY_ADJACENCY_INVALID",
          zh: "\(a) 与 \(b) 不是同一层级的两个区划", en: "\(a) and \(b) are not two areas of one level",
          remedyZh: "相邻关系只登记同级的两个不同区划",
          remedyEn: "only two different areas of one level border on each other")
      }
      first = min(a, b)
      second = max(a, b)
    }

    /// The other one of the two.
    public func neighbour(of code: AreaCode) -> AreaCode { code == first ? second : first }

    public static func < (a: Key, b: Key) -> Bool { (a.first, a.second) < (b.first, b.second) }

    public var description: String { "\(first)-\(second)" }
  }

  public let key: Key

  public init(_ key: Key) { self.key = key }
}
