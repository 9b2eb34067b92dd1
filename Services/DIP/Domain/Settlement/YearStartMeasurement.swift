import Quantities

/// The year-start point value measured from history (年初点值测算), with all that it was made of.
///
/// DIP 3.0 draft, p. 68: weighted cost ÷ weighted score of usually three years, weights 1:2:7; costs
/// outside the percentiles of their year (2.5 and 97.5) may be cut off first. A year is cut by its own
/// costs, so that a rise of prices does not decide who leaves.
public struct YearStartMeasurement: Sendable, Hashable {
  /// The scored cases of one year, columnwise.
  public struct History: Sendable {
    public var year: Year
    /// Total cost of each case, fen.
    public var costs: [Int64]
    /// Score of each case × 10^scoreScale.
    public var scores: [Int64]
    public var scoreScale: Int

    public init(year: Year, costs: [Int64], scores: [Int64], scoreScale: Int) {
      self.year = year
      self.costs = costs
      self.scores = scores
      self.scoreScale = scoreScale
    }
  }

  /// What a year contributed.
  public struct YearTrace: Sendable, Hashable {
    public var year: Year
    public var weight: Int
    public var cases: Int
    /// Cases that trimming left.
    public var kept: Int
    /// Costs that stayed, both ends included; nil where nothing was cut off.
    public var bounds: ClosedRange<Int64>?
    public var cost: Money
    public var score: Decimal

    /// cost ÷ score in yuan, eight decimals half up; nil without a score.
    public var pointValue: String? {
      (BigRatio(fen: cost) * BigRatio(1, 100)).divided(by: BigRatio(score))?
        .formatted(decimals: 8)
    }
  }

  /// In order of years.
  public let years: [YearTrace]
  /// Yuan, in the weighting of the rule.
  public let weightedCost: BigRatio
  public let weightedScore: BigRatio
  /// weightedCost ÷ weightedScore, yuan.
  public let exact: BigRatio
  /// As `rounding.point_value` leaves it.
  public let pointValue: BigRatio

  /// Measures.
  ///
  /// `case_weighted` (default) is what the draft's formula says: Σ weight × total cost ÷ Σ weight ×
  /// total score. `mean_of_means` weights the years' means instead, so that a year with many cases
  /// does not weigh more.
  ///
  /// - Parameters:
  ///   - history: a year for each weight of the rule, in any order.
  ///   - rounding: `rounding.point_value` of the policy.
  /// - Throws: `DIP_POINT_VALUE_HISTORY`, `QUANTITY_OVERFLOW`.
  public init(
    _ history: [History], rule: YearStartRule, rounding: Rounding
  ) throws(Problem) {
    let history = history.sorted { $0.year < $1.year }
    guard history.count == rule.yearWeights.count,
      zip(history, history.dropFirst()).allSatisfy({ $0.year < $1.year })
    else {
      throw Self.refused(
        "需要 \(rule.yearWeights.count) 个不同年度的数据，实有 \(history.count) 个",
        "\(rule.yearWeights.count) different years are needed, \(history.count) are there")
    }
    var years: [YearTrace] = []
    var (cost, score) = (BigRatio.zero, BigRatio.zero)
    for (part, weight) in zip(history, rule.yearWeights) {
      let year = try Self.trace(part, weight, rule.trimming)
      guard year.kept > 0 else {
        throw Self.refused("\(part.year) 年没有病例", "the year \(part.year) has no cases")
      }
      let factor =
        switch rule.weighting {
        case .caseWeighted: BigRatio(WideInteger(Int64(weight)), 1)
        case .meanOfMeans: BigRatio(WideInteger(Int64(weight)), WideInteger(Int64(year.kept)))
        }
      cost = cost + BigRatio(WideInteger(year.cost.fen), 100) * factor
      score = score + BigRatio(year.score) * factor
      years.append(year)
    }
    guard let exact = cost.divided(by: score)?.reduced else {
      throw Self.refused("历史病例总分值为零", "the cases of history have no score")
    }
    self.years = years
    weightedCost = cost.reduced
    weightedScore = score.reduced
    self.exact = exact
    pointValue = exact.rounded(by: rounding)
  }

  private static func trace(
    _ history: History, _ weight: Int, _ trimming: MeasurementPolicy.Trimming
  ) throws(Problem) -> YearTrace {
    precondition(history.costs.count == history.scores.count, "a cost and a score for each case")
    var sorted = history.costs
    let bounds = trimming.bounds(of: &sorted)
    var (kept, cost, score) = (0, Int128(0), Int128(0))
    for (caseCost, caseScore) in zip(history.costs, history.scores)
    where bounds?.contains(caseCost) ?? true {
      kept += 1
      cost += Int128(caseCost)
      score += Int128(caseScore)
    }
    return YearTrace(
      year: history.year, weight: weight, cases: history.costs.count, kept: kept, bounds: bounds,
      cost: try Money(exactly: cost),
      score: try Decimal(coefficient: score, scale: history.scoreScale))
  }

  private static func refused(_ zh: String, _ en: String) -> Problem {
    Problem(
      .failedPrecondition, "DIP_POINT_VALUE_HISTORY", zh: "无法测算年初点值：\(zh)",
      en: "the year-start point value cannot be measured: \(en)",
      remedyZh: "请按 point_value.year_weights 提供各年度病例",
      remedyEn: "give the cases of each year that point_value.year_weights weights")
  }
}
