import Quantities

/// One part of what an institution's cases earn (清算组成部分): the parts of a line add up to its
/// `payable`, and with its share of a package's surplus to its `due`.
public struct StatementPart: Sendable, Hashable {
  /// As `ScorePart` names it, such as `core`.
  public var part: String
  public var cases: Int
  /// Exact decimal.
  public var score: String
  public var totalCost: Money
  public var fundPaid: Money
  public var payable: Money
  /// After assessment, deductions and bands.
  public var due: Money

  public init(
    part: String, cases: Int, score: String, totalCost: Money = .zero, fundPaid: Money = .zero,
    payable: Money, due: Money
  ) {
    self.part = part
    self.cases = cases
    self.score = score
    self.totalCost = totalCost
    self.fundPaid = fundPaid
    self.payable = payable
    self.due = due
  }
}
