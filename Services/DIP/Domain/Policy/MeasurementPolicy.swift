import Quantities

/// How scores are measured from history (病种分值测算, design section 10).
public struct MeasurementPolicy: Sendable, Hashable {
  public enum Method: String, Sendable, Hashable, CaseIterable {
    /// mean cost of the group ÷ mean cost of all cases × base (均值法).
    case average
    /// mean cost of the group ÷ mean cost of the benchmark group × base (基准病种法).
    case benchmark
    /// mean cost of the group ÷ a fixed amount, else the mean cost of all cases (标准定额法，RW).
    case quota
  }

  /// Which groups become core groups (核心病种).
  public enum CoreThreshold: Sendable, Hashable {
    /// Those with at least so many cases a year (mean over the years).
    case cases(Int)
    /// The largest ones until they hold this share of all cases, 0…1.
    case coverage(Decimal)
  }

  /// What is cut off before a mean is taken (裁剪).
  public enum Trimming: Sendable, Hashable {
    case none
    /// Cases below the lower and above the upper percentile, 0…100.
    case percentile(lower: Decimal, upper: Decimal)
    /// Cases further from the mean than so many standard deviations.
    case sigma(Decimal)
  }

  /// When an auxiliary type of a group is worth a coefficient of its own.
  public struct AuxiliaryTrigger: Sendable, Hashable {
    /// Cases of the type in the group, at least.
    public var cases: Int
    /// The coefficient of variation falls by at least so many per cent when the type is split off.
    public var cvFallPercent: Decimal
    /// Cases of the group, at least.
    public var groupCases: Int
    /// What counts in place of the first two for types by ICU days (监护病房住院天数).
    public var intensiveCare: Limits?

    public struct Limits: Sendable, Hashable {
      public var cases: Int
      public var cvFallPercent: Decimal

      public init(cases: Int, cvFallPercent: Decimal) {
        self.cases = cases
        self.cvFallPercent = cvFallPercent
      }
    }

    public init(
      cases: Int = 15, cvFallPercent: Decimal = Decimal(integer: 20), groupCases: Int = 1,
      intensiveCare: Limits? = nil
    ) {
      self.cases = cases
      self.cvFallPercent = cvFallPercent
      self.groupCases = groupCases
      self.intensiveCare = intensiveCare
    }

    /// What counts for a type.
    public func limits(of test: AuxiliaryType.Test) -> Limits {
      if case .icu = test, let intensiveCare { return intensiveCare }
      return Limits(cases: cases, cvFallPercent: cvFallPercent)
    }
  }

  public var method: Method
  /// Score of a case of mean cost (基准分值); of no effect with `quota`.
  public var base: Decimal
  /// Code of the benchmark group; needed by `benchmark`.
  public var benchmarkGroup: String?
  /// What one point stands for with `quota` (标准定额 M); nil is the mean cost of all cases.
  public var quota: Money?
  /// Weight of each year of history, the oldest first.
  public var yearWeights: [Int]
  public var weighting: ScoreMeasurement.Weighting
  public var trimming: Trimming
  public var coreThreshold: CoreThreshold
  /// A related procedure makes a group of its own when it adds at least so many per cent.
  public var relatedSplitPercent: Decimal
  /// Groups whose coefficient of variation is above the mean of all by so many standard deviations
  /// are reported as uneven; nil reports none.
  public var cvSigma: Decimal?
  /// Cases that an institution level needs in a group for a level coefficient.
  public var minimumLevelCases: Int
  public var auxiliaryTrigger: AuxiliaryTrigger
  /// Whether new scores are rescaled so that the total of the last year's cases stays the same
  /// (总分值不变).
  public var keepsTotalScore: Bool

  public init(
    method: Method = .average, base: Decimal = Decimal(integer: 1000),
    benchmarkGroup: String? = nil, quota: Money? = nil, yearWeights: [Int] = [1, 2, 7],
    weighting: ScoreMeasurement.Weighting = .meanOfMeans, trimming: Trimming = .none,
    coreThreshold: CoreThreshold = .cases(15),
    relatedSplitPercent: Decimal = Decimal(integer: 10), cvSigma: Decimal? = nil,
    minimumLevelCases: Int = 15, auxiliaryTrigger: AuxiliaryTrigger = AuxiliaryTrigger(),
    keepsTotalScore: Bool = true
  ) {
    self.method = method
    self.base = base
    self.benchmarkGroup = benchmarkGroup
    self.quota = quota
    self.yearWeights = yearWeights
    self.weighting = weighting
    self.trimming = trimming
    self.coreThreshold = coreThreshold
    self.relatedSplitPercent = relatedSplitPercent
    self.cvSigma = cvSigma
    self.minimumLevelCases = minimumLevelCases
    self.auxiliaryTrigger = auxiliaryTrigger
    self.keepsTotalScore = keepsTotalScore
  }
}
