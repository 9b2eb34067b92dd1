import Quantities

/// Weight by the number of chronic diseases (慢病权重).
public struct ChronicWeights: Sendable, Hashable {
  /// Groups that count as a chronic disease.
  public let groups: [PopulationGroup]
  /// Weight with 0, 1, 2 … diseases; the last also stands for more.
  public let byCount: [Decimal]

  /// `byCount` must not be empty.
  public init(groups: [PopulationGroup], byCount: [Decimal]) throws(Problem) {
    guard !byCount.isEmpty else { throw .overflow("chronic weights without any weight") }
    self.groups = groups
    self.byCount = byCount
  }

  func count(in held: [PopulationGroup]) -> Int { held.count(where: groups.contains) }

  func weight(count: Int) -> Decimal { byCount[min(count, byCount.count - 1)] }
}
