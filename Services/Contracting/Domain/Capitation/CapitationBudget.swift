import Quantities

/// How the month's total is fixed (总额办法), before it is shared in proportion to the entitlements.
public enum CapitationBudget: Sendable, Hashable {
  /// The sum of all entitlements: weights cost what they cost.
  case open
  /// The sum of all bases without weights: weights move money, and add none (预算中性).
  case neutral
  /// A given amount for the month.
  case fixed(Money)

  public var mode: String {
    switch self {
    case .open: "open"
    case .neutral: "neutral"
    case .fixed: "fixed"
    }
  }
}
