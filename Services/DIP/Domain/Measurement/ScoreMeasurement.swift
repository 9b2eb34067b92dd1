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
    return isSeparateGroup(
      baseMean: BigRatio(baseMean.ratio), withRelated: BigRatio(withRelated.ratio),
      percent: percent)
  }

  /// The same for exact means; the base's is above zero.
  static func isSeparateGroup(
    baseMean: BigRatio, withRelated: BigRatio, percent: Decimal
  ) -> Bool {
    let hundred = BigRatio(100, 1)
    return withRelated * hundred >= baseMean * (hundred + BigRatio(percent))
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
  public struct YearMean: Sendable {
    /// Yuan.
    public var mean: BigRatio
    public var cases: Int64
    public var weight: Int64

    public init(mean: BigRatio, cases: Int64, weight: Int64) {
      self.mean = mean
      self.cases = cases
      self.weight = weight
    }

    public init(mean: Money, cases: Int64, weight: Int64) {
      self.init(mean: BigRatio(mean.ratio), cases: cases, weight: weight)
    }
  }

  /// Mean cost over years, in yuan: Σ weight × mean ÷ Σ weight, or with weight × cases in place of
  /// the weight. Years without cases take no part, and the others' weights keep their proportion; nil
  /// when no year has any.
  public static func mean(of years: [YearMean], _ weighting: Weighting) -> BigRatio? {
    var total = BigRatio.zero
    var weights = BigRatio.zero
    for year in years where year.cases > 0 {
      let weight = BigRatio(
        WideInteger(weighting == .meanOfMeans ? year.weight : year.weight * year.cases), 1)
      total = total + year.mean * weight
      weights = weights + weight
    }
    return total.divided(by: weights)?.reduced
  }

  /// Score of a group: its mean ÷ the region's mean, times a thousand or not (RW); nil when the
  /// region's mean is zero.
  public static func score(mean: BigRatio, regionMean: BigRatio, base: Decimal) -> BigRatio? {
    mean.divided(by: regionMean).map { ($0 * BigRatio(base)).reduced }
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
