import Quantities

/// Where every number of a measured catalogue comes from (测算报告).
public struct MeasurementReport: Sendable {
  public var region: AreaCode
  public var years: [Year]
  public var weights: [Int]
  public var policyName: String
  public var policyHash: SHA256Digest
  public var method: MeasurementPolicy
  public var roundings: [RoundingTable.Step: Rounding]
  /// Name, version and hash of the base and of what was made of it.
  public var base: Edition
  public var result: Edition
  public var inputsDigest: SHA256Digest
  public var engineVersion: String
  /// Where the lists of each year went.
  public var counts: [HistoryCounts]
  /// Cases of the history that a core group needs.
  public var threshold: Int64
  public var regionYears: [MeasuredGroup.Year]
  /// Weighted mean of the region, and what the means of groups are divided by; in yuan.
  public var regionMean: BigRatio
  public var divisor: BigRatio
  /// In the order of the new catalogue.
  public var groups: [MeasuredGroup]
  public var dropped: [DroppedGroup]
  public var added: [ProposedGroup]
  public var levels: [MeasuredLevel]
  public var auxiliary: [MeasuredAuxiliary]
  public var totals: MeasuredTotals
  /// The year-start point value that the new scores lead to; nil when its rule does not fit the history.
  public var yearStart: YearStartMeasurement?

  public struct Edition: Sendable, Hashable {
    public var name: String
    public var version: String
    public var hash: SHA256Digest

    init(_ catalogue: Catalogue) {
      name = catalogue.name
      version = catalogue.version
      hash = catalogue.hash
    }
  }

  init(
    _ inputs: CatalogueMeasurement.Inputs, _ formation: CatalogueFormation,
    _ scoring: CatalogueScoring, yearStart: YearStartMeasurement?, catalogue: Catalogue,
    inputsDigest: SHA256Digest
  ) {
    region = inputs.history.region
    years = inputs.history.years.map(\.year)
    weights = inputs.policy.measurement.yearWeights
    policyName = inputs.policy.name
    policyHash = inputs.policy.hash
    method = inputs.policy.measurement
    roundings = [:]
    for step in [
      RoundingTable.Step.yearlyMean, .measuredScore, .institutionCoefficient, .auxiliaryCoefficient,
    ] {
      roundings[step] = inputs.policy.rounding[step]
    }
    base = Edition(inputs.base)
    result = Edition(catalogue)
    self.inputsDigest = inputsDigest
    engineVersion = CatalogueMeasurement.engineVersion
    counts = formation.grouping.counts
    threshold = formation.threshold.cases
    regionYears = scoring.regionYears
    regionMean = scoring.regionMean
    divisor = scoring.divisor
    groups = scoring.groups
    dropped = formation.dropped
    added = formation.draft.added
    levels = scoring.levels
    auxiliary = scoring.auxiliary
    totals = scoring.totals
    self.yearStart = yearStart
  }
}
