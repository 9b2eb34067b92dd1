import Quantities

/// How scores are measured from history (病种分值测算): the formulas that a catalogue's numbers come
/// from, exact, so that a bureau's own tables can be checked.
public enum ScoreMeasurement {
  /// Whether a related procedure makes a group of its own: when it adds at least `percent` to the mean
  /// cost (DIP 3.0 draft, table 3-3: 10 %). Tested by cross products.
  public static func isSeparateGroup(
    baseMean: Money, withRelated: Money, percent: Decimal
  ) throws(Problem) -> Bool {
    guard baseMean > .zero else { throw .divisionByZero("mean cost of the base group") }
    return try increase(baseMean: baseMean, withRelated: withRelated) >= percent.ratio
  }

  /// Increase of the mean in per cent.
  public static func increase(
    baseMean: Money, withRelated: Money
  ) throws(Problem) -> Ratio {
    try (withRelated.ratio - baseMean.ratio) / baseMean.ratio * Ratio(100)
  }

  /// What a year's mean is weighted by; the draft's 1:2:7 can be read both ways (p. 58).
  public enum Weighting: String, Sendable, CaseIterable {
    case meanOfMeans = "mean_of_means"
    case caseWeighted = "case_weighted"
  }

  /// One year of a group's history.
  public struct YearMean: Sendable, Hashable {
    public var mean: Money
    public var cases: Int64
    public var weight: Int64

    public init(mean: Money, cases: Int64, weight: Int64) {
      self.mean = mean
      self.cases = cases
      self.weight = weight
    }
  }

  /// Mean cost over years, in yuan.
  public static func mean(
    of years: [YearMean], _ weighting: Weighting
  ) throws(Problem) -> Ratio {
    var total = Ratio.zero
    var weights = Ratio.zero
    for year in years {
      let weight =
        try weighting == .meanOfMeans
        ? Ratio(year.weight) : Ratio(year.weight) * Ratio(year.cases)
      total = try total + year.mean.ratio * weight
      weights = try weights + weight
    }
    return try total / weights
  }

  /// Score of a group: its mean ÷ the region's mean, times a thousand or not (RW).
  public static func score(
    mean: Ratio, regionMean: Ratio, base: Decimal
  ) throws(Problem) -> Ratio {
    try mean / regionMean * base.ratio
  }

  /// Case mix index: Σ score·n ÷ Σ n (glossary 19 of the DIP 3.0 draft).
  public static func caseMixIndex(
    _ groups: [(score: Decimal, cases: Int64)]
  ) throws(Problem) -> Ratio {
    var total = Ratio.zero
    var cases = Ratio.zero
    for group in groups {
      total = try total + group.score.ratio * Ratio(group.cases)
      cases = try cases + Ratio(group.cases)
    }
    return try total / cases
  }
}
