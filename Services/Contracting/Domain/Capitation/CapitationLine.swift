import Quantities

/// One line of a run: a stay and what it earns.
public struct CapitationLine: Sendable, Hashable {
  public let stay: AttributedStay
  public let exclusion: CapitationExclusion?
  public let amount: Money

  public init(stay: AttributedStay, exclusion: CapitationExclusion?, amount: Money) {
    self.stay = stay
    self.exclusion = exclusion
    self.amount = amount
  }
}
