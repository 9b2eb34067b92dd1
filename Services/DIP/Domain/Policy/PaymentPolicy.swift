import Quantities

/// How scores become money (点值与支付).
public struct PaymentPolicy: Sendable, Hashable {
  /// Whose booked fund ÷ cost is the pay ratio (支付比例) of a case.
  public enum PayRatioScope: String, Sendable, Hashable, CaseIterable {
    case region, institution
  }

  /// What a case earns.
  public enum Payable: String, Sendable, Hashable, CaseIterable {
    /// score × point value × pay ratio.
    case scoreRate = "score_rate"
    /// max(score × point value − patient's share, 0).
    case scoreRateMinusPatient = "score_rate_minus_patient"
  }

  /// Where the difference between the pool and the payments goes (余数处理).
  public enum Residual: String, Sendable, Hashable, CaseIterable {
    /// It is stated and stays in the pool.
    case report
    /// Payments are floors, and one fen each goes to the largest fractions until nothing of what the
    /// rules distribute is lost; what the rules themselves withhold is stated.
    case largestRemainder = "largest_remainder"
    /// It moves to the regulation fund (调节金), which also covers a negative one as far as it can.
    case regulationFund = "regulation_fund"
  }

  public var payRatioScope: PayRatioScope
  public var payable: Payable
  public var residual: Residual
  /// Point value set at the start of the year (年初预设点值), yuan; needed by a `standard` reference,
  /// by monthly advances and by estimates before the first settlement.
  public var yearStartPointValue: Decimal?
  public var month: MonthlyAdvanceRule?
  public var assessment: AssessmentRule
  public var surplusBands: [SurplusBand]
  public var bandBase: SurplusBand.Base
  public var bandMode: SurplusBand.Mode
  public var pointValueMethod: PointValueMethod
  /// Needed by the method `elastic`.
  public var elastic: ElasticRule?
  /// How a year-start point value is measured from history; nil where the document does not say.
  public var measured: YearStartRule?

  public init(
    payRatioScope: PayRatioScope = .region, payable: Payable = .scoreRate,
    residual: Residual = .report, yearStartPointValue: Decimal? = nil,
    month: MonthlyAdvanceRule? = nil, assessment: AssessmentRule = AssessmentRule(),
    surplusBands: [SurplusBand] = [], bandBase: SurplusBand.Base = .due,
    bandMode: SurplusBand.Mode = .whole, pointValueMethod: PointValueMethod = .settlement,
    elastic: ElasticRule? = nil, measured: YearStartRule? = nil
  ) {
    self.payRatioScope = payRatioScope
    self.payable = payable
    self.residual = residual
    self.yearStartPointValue = yearStartPointValue
    self.month = month
    self.assessment = assessment
    self.surplusBands = surplusBands
    self.bandBase = bandBase
    self.bandMode = bandMode
    self.pointValueMethod = pointValueMethod
    self.elastic = elastic
    self.measured = measured
  }
}

/// Monthly advance (月预结算): (score × year-start point value − patient payments) × advance − audit
/// deductions, less the quality deposit.
public struct MonthlyAdvanceRule: Sendable, Hashable {
  /// What becomes of a month in which an institution owes more than it earned (负数月份).
  public enum Negative: String, Sendable, Hashable, CaseIterable {
    /// Nothing is paid, and the next month is reduced by it; what is left at the year's end is
    /// settled by the clearing.
    case carry
    /// The institution pays it back at once.
    case giveBack = "give_back"
  }

  /// Share of the month's result that is paid at once, 0…1.
  public var advance: Decimal
  /// Share withheld as quality deposit (质量保证金), 0…1; the 2025 rule asks for at most 5 %.
  public var deposit: Decimal
  public var negative: Negative

  public init(advance: Decimal, deposit: Decimal = .zero, negative: Negative = .carry) {
    self.advance = advance
    self.deposit = deposit
    self.negative = negative
  }
}

/// Assessment coefficient (考核系数) of institutions.
public struct AssessmentRule: Sendable, Hashable {
  /// For institutions without a result.
  public var standard: Decimal
  /// A result outside is refused.
  public var minimum: Decimal
  public var maximum: Decimal

  public init(
    standard: Decimal = .one, minimum: Decimal = .zero, maximum: Decimal = Decimal(integer: 2)
  ) {
    self.standard = standard
    self.minimum = minimum
    self.maximum = maximum
  }
}
