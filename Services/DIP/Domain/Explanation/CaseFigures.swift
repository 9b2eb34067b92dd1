import Quantities

/// What an explanation or an estimate needs of one case: places in the tables, and amounts.
public struct CaseFigures: Sendable, Hashable {
  /// Index into the tables' institutions.
  public var institution: Int
  /// Index into the tables' groups; nil when the case is in no group.
  public var group: Int?
  /// Bit i is set when the case meets auxiliary type i of the policy (辅助分型).
  public var auxiliaryTypes: UInt32
  /// Index into the policy's `pools.types`.
  public var pool: Int
  public var totalCost: Money
  public var bookedFund: Money
  public var patientShare: Money
  /// What a review made of the case (特例单议); nil for ordinary ones.
  public var special: SpecialOutcome.Decision?
  /// Score on top of the case's own for new technologies (新技术加成).
  public var addOn: Decimal?

  public init(
    institution: Int, group: Int?, auxiliaryTypes: UInt32 = 0, pool: Int, totalCost: Money,
    bookedFund: Money, patientShare: Money, special: SpecialOutcome.Decision? = nil,
    addOn: Decimal? = nil
  ) {
    self.institution = institution
    self.group = group
    self.auxiliaryTypes = auxiliaryTypes
    self.pool = pool
    self.totalCost = totalCost
    self.bookedFund = bookedFund
    self.patientShare = patientShare
    self.special = special
    self.addOn = addOn
  }
}
