import Quantities

/// The score of a case without a group (未入组病例). Deviation bands never apply to it.
public enum UngroupedRule: Sendable, Hashable {
  case zero
  /// The score of a named group, with the coefficient of the institution.
  case fixedGroup(code: String)
  /// `base × cost ÷ meanCost × factor`: `base` is the score of a case of mean cost (基准分值).
  case costFactor(base: Decimal, factor: Decimal, meanCost: Money)
  /// `meanScore × coefficient`.
  case meanScoreCoefficient(coefficient: Decimal, meanScore: Decimal)
}
