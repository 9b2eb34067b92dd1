import DIPDomain
import Quantities
import Store

/// The advance of a month as it is stored (月预结算单). Never changed: money was paid on it.
public struct StoredMonth: Sendable, Hashable {
  /// The inputs, as those of a settlement run; the period is the month.
  public var inputs: StoredRun.Inputs
  public var resultsDigest: String
  public var cases: Int
  public var scoredCases: Int
  /// Cases elsewhere, or outside the consortium of the insured on the day of discharge.
  public var elsewhereCases: Int
  public var advance: Money
  public var deposit: Money
  public var warnings: [Bilingual]
  public var createdAt: Timestamp
  /// In order of institution code and pool; empty in lists.
  public var lines: [MonthlyAdvance]

  public init(
    inputs: StoredRun.Inputs, resultsDigest: String, cases: Int, scoredCases: Int,
    elsewhereCases: Int, advance: Money, deposit: Money, warnings: [Bilingual],
    createdAt: Timestamp, lines: [MonthlyAdvance]
  ) {
    self.inputs = inputs
    self.resultsDigest = resultsDigest
    self.cases = cases
    self.scoredCases = scoredCases
    self.elsewhereCases = elsewhereCases
    self.advance = advance
    self.deposit = deposit
    self.warnings = warnings
    self.createdAt = createdAt
    self.lines = lines
  }

  public var statementID: String { inputs.runID }
}

/// A month whose advances a run took.
public struct MonthReference: Sendable, Hashable {
  /// "2025-03".
  public var month: String
  public var statementID: String

  public init(month: String, statementID: String) {
    self.month = month
    self.statementID = statementID
  }
}
