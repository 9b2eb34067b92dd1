import Quantities

/// What one head earns before weighting (人头基数).
public struct CapitationBase: Sendable, Hashable {
  public enum Period: String, Sendable, Hashable, CaseIterable {
    case month, year

    /// Months for which the amounts stand.
    var months: Int { self == .month ? 1 : 12 }
  }

  public let period: Period
  public let standard: Money
  /// Own standards of groups, such as those of chronic diseases; the highest one applies.
  public let groups: [PopulationGroup: Money]

  public init(period: Period, standard: Money, groups: [PopulationGroup: Money]) {
    self.period = period
    self.standard = standard
    self.groups = groups
  }

  /// The base of somebody in these groups, and the group that gave it; nil for the standard.
  public func amount(for held: [PopulationGroup]) -> (money: Money, group: PopulationGroup?) {
    let own = held.compactMap { group in groups[group].map { (money: $0, group: group) } }
    // The larger amount; between equal ones the group named first.
    guard let best = own.min(by: { ($1.money, $0.group) < ($0.money, $1.group) }) else {
      return (standard, nil)
    }
    return (best.money, best.group)
  }
}
