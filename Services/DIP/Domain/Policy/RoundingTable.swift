import Quantities

/// Rounding of every step between a case and a payment (取整表). What a document does not name is
/// exact; the payment itself always ends in whole fen.
public struct RoundingTable: Sendable, Hashable {
  public enum Step: String, Sendable, Hashable, CaseIterable {
    /// Mean cost of a group in one year of history.
    case yearlyMean = "yearly_mean"
    /// Measured score of a group.
    case measuredScore = "rw"
    case institutionCoefficient = "institution_coefficient"
    case auxiliaryCoefficient = "auxiliary_coefficient"
    case deviationK = "deviation_k"
    case caseScore = "case_score"
    case pointValue = "point_value"
    case payRatio = "pay_ratio"
    /// score × point value of one case.
    case caseStandard = "case_standard"
    /// What one case earns from the fund.
    case caseFund = "case_fund"
    /// The institution's sum after assessment and audit deductions.
    case institutionDue = "institution_due"
    /// The result of surplus and deficit bands.
    case bandResult = "band_result"
  }

  private var rules: [Step: Rounding]

  public init(_ rules: [Step: Rounding] = [:]) { self.rules = rules }

  public subscript(step: Step) -> Rounding { rules[step] ?? .exact }
}
