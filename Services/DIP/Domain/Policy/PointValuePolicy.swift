import Quantities

/// Which point value (点值) the year is cleared with.
public enum PointValueMethod: String, Sendable, Hashable, CaseIterable {
  /// (pool ÷ pay ratio) ÷ total score (清算点值).
  case settlement
  /// The one set at the start of the year (年初预设点值, 固定点值).
  case yearStart = "year_start"
  /// base : increment (弹性点值), as `ElasticRule` says.
  case elastic
}

/// Elastic point value (弹性点值): the year-start point value × `base` + the settlement one ×
/// `increment`; 8:2 or 7:3.
public struct ElasticRule: Sendable, Hashable {
  /// Share of the year-start point value, 0…1.
  public var base: Decimal
  /// Share of the settlement point value; both shares make 1.
  public var increment: Decimal

  public init(base: Decimal, increment: Decimal) {
    self.base = base
    self.increment = increment
  }
}

/// How the year-start point value is measured from history (年初点值测算): weighted cost ÷ weighted score
/// of the years.
public struct YearStartRule: Sendable, Hashable {
  /// Weight of each year of history, the oldest first (1:2:7).
  public var yearWeights: [Int]
  public var weighting: ScoreMeasurement.Weighting
  public var trimming: MeasurementPolicy.Trimming

  public init(
    yearWeights: [Int] = [1, 2, 7], weighting: ScoreMeasurement.Weighting = .caseWeighted,
    trimming: MeasurementPolicy.Trimming = .none
  ) {
    self.yearWeights = yearWeights
    self.weighting = weighting
    self.trimming = trimming
  }
}
