import Quantities

/// A group of the new catalogue with everything that its score came from (病种测算结果).
public struct MeasuredGroup: Sendable {
  /// One year of the group's history.
  public struct Year: Sendable {
    public var cases: Int64
    /// Cases that trimming cut off.
    public var trimmed: Int64
    /// Costs that stay, both ends included; nil when nothing was cut off.
    public var lowest: Money?
    public var highest: Money?
    /// Mean cost in yuan as the policy rounds it; nil without cases.
    public var mean: BigRatio?
  }

  /// Where the score comes from.
  public enum Basis: String, Sendable, Hashable {
    /// From the history.
    case measured
    /// The history has no cases: the base catalogue's score stays.
    case kept
  }

  public var code: String
  public var name: String
  public var kind: GroupKind
  public var isTCM: Bool
  public var isPrimaryCare: Bool
  /// Not in the base catalogue.
  public var isNew: Bool
  public var years: [Year]
  public var basis: Basis
  /// Weighted mean over the years, in yuan.
  public var mean: BigRatio?
  /// Before rounding; nil where the base catalogue's score stays.
  public var exactScore: BigRatio?
  public var score: Decimal
  public var oldScore: Decimal?
  /// Coefficient of variation of the newest year, in millionths.
  public var variation: Int64?
  /// Whether the variation is above the mean of all groups by the policy's `cv_sigma`.
  public var isUneven = false
  /// Mean costs for next year's deviation, by level and pool.
  public var references: [ScoringGroup.Reference: Money]
  /// Weighted mean at the level ÷ that of the group, index 0…3 (病种级别系数); nil for levels with too
  /// few cases, and for primary-care and conservative groups, which have none.
  public var levelCoefficients: [Decimal?]

  public var cases: Int64 { years.reduce(0) { $0 + $1.cases } }

  /// New score ÷ old score − 1, in per cent to two decimals; nil without an old score above zero.
  public var change: String? {
    guard let oldScore, oldScore > .zero else { return nil }
    let (new, old) = (BigRatio(score), BigRatio(oldScore))
    return ((new - old) * BigRatio(100, 1)).divided(by: old)?.formatted(decimals: 2)
  }
}

/// The coefficient of a level of institutions (医疗机构级别系数).
public struct MeasuredLevel: Sendable {
  /// 0…3
  public var level: Int
  /// Cases of the history that stay after trimming.
  public var cases: Int64
  /// Weighted mean over the years, in yuan; nil without cases.
  public var mean: BigRatio?
  /// mean ÷ the region's mean; nil with too few cases.
  public var exact: BigRatio?
  /// As the policy rounds it, or the policy's own where the history has too few cases.
  public var coefficient: Decimal
}

/// A coefficient of an auxiliary type in a group, or why there is none (辅助分型测算).
public struct MeasuredAuxiliary: Sendable {
  public var groupCode: String
  public var type: String
  /// Cases of the group and of the type in the last year, after trimming.
  public var groupCases: Int64
  public var cases: Int64
  public var mean: BigRatio
  /// Coefficient of variation of the group, and within the group once the type is split off; in
  /// millionths.
  public var variation: Int64
  public var variationWithin: Int64
  public var isTriggered: Bool
  public var exact: BigRatio
  public var coefficient: Decimal
}

/// Total scores of the last year's cases (总分值), of grouped cases only.
public struct MeasuredTotals: Sendable {
  /// Old scores in the base catalogue, without coefficients.
  public var old: BigRatio
  /// Measured scores without coefficients of institutions.
  public var measured: BigRatio
  /// The same with the measured level coefficients.
  public var withCoefficients: BigRatio
  /// What every score is multiplied by, so that the total with coefficients is the total without
  /// (总分值不变); 1 when the policy does not ask for it.
  public var neutralFactor: BigRatio
  /// New scores, rescaled and rounded, without and with coefficients.
  public var new: BigRatio
  public var newWithCoefficients: BigRatio
}
