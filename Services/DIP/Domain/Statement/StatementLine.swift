import Quantities

/// One row of the institution statement (机构结算单): what an institution earned from one insurance
/// pool in a settlement, and how that becomes money due.
public struct StatementLine: Sendable, Hashable {
  /// Code of the institution (定点医药机构编码); empty on a total line.
  public var institutionCode: String
  /// Name of the institution, or the word for the total.
  public var institutionName: String
  /// 级别: 3, 2, 1, or 0 when the institution is not rated.
  public var level: Int
  /// Code of the insurance pool (险种): 310, 390, or empty when the policy merges the pools.
  public var insuranceCode: String
  /// Code of the consortium whose package pays; empty without several packages.
  public var consortium: String
  public var cases: Int
  /// Special cases paid by item, beside `cases`.
  public var itemCases: Int
  /// Cases that left the scope of DIP by policy; not in `cases`.
  public var outOfScopeCases: Int
  public var ungroupedCases: Int
  public var lowCases: Int
  public var highCases: Int
  /// Cases that may apply for 特例单议.
  public var specialCases: Int
  /// Cases that experts review.
  public var expertReviews: Int
  /// 机构系数 as exact decimal; empty on a total line.
  public var coefficient: String
  /// 总分值 as exact decimal.
  public var totalScore: String
  /// 例均分值: mean score of a case, four decimals.
  public var meanScore: String
  /// 病例组合指数 (CMI) with four decimals.
  public var caseMixIndex: String
  public var totalCost: Money
  /// 基金记账 of the lists.
  public var fundPaid: Money
  /// 个人负担 of the lists.
  public var patientPart: Money
  /// 支付比例 that was applied, exact; empty on a total line of several.
  public var payRatio: String
  /// 点值 that its scores are paid at, exact; empty when nothing was scored, and on a total line. With
  /// elastic values the institution's own mean.
  public var pointValue: String
  /// 基准服务点数: of `totalScore`, what is paid at the base value, exact; empty unless values are elastic.
  public var baseScore: String
  /// 分值应付: what the scores earn, before assessment and deductions.
  public var payable: Money
  /// 考核系数 as exact decimal; empty on a total line.
  public var assessmentCoefficient: String
  public var auditDeduction: Money
  public var prepaid: Money
  /// 质量保证金: withheld by the months, part of `prepaid`, given back by `balance`.
  public var deposit: Money
  /// 结余留用: what the lead of a package keeps of its surplus, part of `due`.
  public var surplusShare: Money
  /// 清算应付: due after assessment and deductions.
  public var due: Money
  /// 补付 (positive) or 退回 (negative): due less prepaid, and the deposit.
  public var balance: Money
  /// What `payable` consists of; only parts that have something.
  public var parts: [StatementPart]

  public init(
    institutionCode: String, institutionName: String, level: Int, insuranceCode: String,
    consortium: String = "", cases: Int = 0, itemCases: Int = 0, outOfScopeCases: Int = 0,
    ungroupedCases: Int = 0, lowCases: Int = 0,
    highCases: Int = 0, specialCases: Int = 0, expertReviews: Int = 0,
    coefficient: String = "", totalScore: String = "0", meanScore: String = "",
    caseMixIndex: String = "",
    totalCost: Money = .zero, fundPaid: Money = .zero, patientPart: Money = .zero,
    payRatio: String = "", pointValue: String = "", baseScore: String = "", payable: Money = .zero,
    assessmentCoefficient: String = "",
    auditDeduction: Money = .zero,
    prepaid: Money = .zero, deposit: Money = .zero, surplusShare: Money = .zero,
    due: Money = .zero, balance: Money = .zero,
    parts: [StatementPart] = []
  ) {
    self.institutionCode = institutionCode
    self.institutionName = institutionName
    self.level = level
    self.insuranceCode = insuranceCode
    self.consortium = consortium
    self.cases = cases
    self.itemCases = itemCases
    self.outOfScopeCases = outOfScopeCases
    self.ungroupedCases = ungroupedCases
    self.lowCases = lowCases
    self.highCases = highCases
    self.specialCases = specialCases
    self.expertReviews = expertReviews
    self.coefficient = coefficient
    self.totalScore = totalScore
    self.meanScore = meanScore
    self.caseMixIndex = caseMixIndex
    self.totalCost = totalCost
    self.fundPaid = fundPaid
    self.patientPart = patientPart
    self.payRatio = payRatio
    self.pointValue = pointValue
    self.baseScore = baseScore
    self.payable = payable
    self.assessmentCoefficient = assessmentCoefficient
    self.auditDeduction = auditDeduction
    self.prepaid = prepaid
    self.deposit = deposit
    self.surplusShare = surplusShare
    self.due = due
    self.balance = balance
    self.parts = parts
  }
}
