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

    public var label: Bilingual {
      switch self {
      case .yearlyMean: Bilingual(zh: "年度均值", en: "yearly mean")
      case .measuredScore: Bilingual(zh: "测算分值", en: "measured score")
      case .institutionCoefficient: Bilingual(zh: "机构系数", en: "institution coefficient")
      case .auxiliaryCoefficient: Bilingual(zh: "辅助分型系数", en: "auxiliary coefficient")
      case .deviationK: Bilingual(zh: "偏差校正系数", en: "deviation factor k")
      case .caseScore: Bilingual(zh: "病例分值", en: "case score")
      case .pointValue: Bilingual(zh: "点值", en: "point value")
      case .payRatio: Bilingual(zh: "支付比例", en: "pay ratio")
      case .caseStandard: Bilingual(zh: "病例支付标准", en: "standard of a case")
      case .caseFund: Bilingual(zh: "病例基金支付", en: "fund of a case")
      case .institutionDue: Bilingual(zh: "机构应付", en: "institution's due")
      case .bandResult: Bilingual(zh: "结余超支结果", en: "result of bands")
      }
    }
  }

  private var rules: [Step: Rounding]

  public init(_ rules: [Step: Rounding] = [:]) { self.rules = rules }

  public subscript(step: Step) -> Rounding { rules[step] ?? .exact }
}
