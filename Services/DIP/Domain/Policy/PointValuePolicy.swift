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

/// Elastic point value (弹性点值; 3.0 draft, pp. 54–55, form 1: base volume fixed, increment floating).
///
/// Scores up to an institution's base volume (基准服务点数: last year's reasonable volume) are paid at the
/// year-start point value; scores above it at the increment's: (pool's cost volume − base total) ÷
/// increment scores, at most `cap` times the year-start value. Where no volume is stated for an
/// institution, its base volume is the share `base` of its scores of the year.
public struct ElasticRule: Sendable, Hashable {
  /// Share of the base total (基准总额), 0…1; the draft advises 8:2 or 7:3.
  public var base: Decimal
  /// Share of the increment total (增量总额); both shares make 1.
  public var increment: Decimal
  /// Upper limit of the increment's point value, as a multiple of the year-start value; nil is none.
  public var cap: Decimal?

  public init(base: Decimal, increment: Decimal, cap: Decimal? = nil) {
    self.base = base
    self.increment = increment
    self.cap = cap
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
