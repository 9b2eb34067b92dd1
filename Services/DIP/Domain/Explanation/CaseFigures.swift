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

  public init(
    institution: Int, group: Int?, auxiliaryTypes: UInt32 = 0, pool: Int, totalCost: Money,
    bookedFund: Money,
    patientShare: Money
  ) {
    self.institution = institution
    self.group = group
    self.auxiliaryTypes = auxiliaryTypes
    self.pool = pool
    self.totalCost = totalCost
    self.bookedFund = bookedFund
    self.patientShare = patientShare
  }
}
