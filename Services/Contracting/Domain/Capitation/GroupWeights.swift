import Quantities

/// Weights of population groups (人群权重); a group that is not listed weighs 1.
public struct GroupWeights: Sendable, Hashable {
  /// What several groups of one resident make together.
  public enum Combination: String, Sendable, Hashable, CaseIterable {
    /// The highest weight alone.
    case highest
    /// 1 + Σ (weight − 1).
    case sumOfExcess = "sum_of_excess"
  }

  public let combination: Combination
  public let weights: [PopulationGroup: Decimal]

  public init(combination: Combination, weights: [PopulationGroup: Decimal]) {
    self.combination = combination
    self.weights = weights
  }

  /// The weight of somebody in these groups and the groups that made it, in units of
  /// 10^-`CapitationPolicy.weightDecimals`.
  func units(for held: [PopulationGroup]) throws(Problem) -> (units: Int128, by: [PopulationGroup])
  {
    var listed: [(group: PopulationGroup, units: Int128)] = []
    for group in held {
      guard let weight = weights[group] else { continue }
      listed.append((group, try weight.scaled(to: CapitationPolicy.weightDecimals)))
    }
    guard !listed.isEmpty else { return (CapitationPolicy.weightUnit, []) }
    switch combination {
    case .highest:
      var best = listed[0]
      for candidate in listed.dropFirst() where candidate.units > best.units { best = candidate }
      return (best.units, [best.group])
    case .sumOfExcess:
      let excess = listed.reduce(Int128(0)) { $0 + $1.units - CapitationPolicy.weightUnit }
      return (max(0, CapitationPolicy.weightUnit + excess), listed.map(\.group))
    }
  }
}
