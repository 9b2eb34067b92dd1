import Quantities

/// Scores measured from history (病种分值测算): a new version of a catalogue and the report of where
/// every number comes from. Pure, and the same for any number of threads and any order of lists.
///
/// Groups are formed with the base catalogue's scores where a policy's tie list looks at scores.
public struct CatalogueMeasurement: Sendable {
  /// Everything that decides about the result.
  public struct Inputs: Sendable {
    public var history: ScoreHistory
    public var base: Catalogue
    /// The files that the base catalogue was read from, with its manifest.
    public var files: [CatalogueFile]
    public var policy: Policy
    /// Version of the new catalogue; empty makes one of the policy's year and the inputs' digest.
    public var version: String
    /// Whether statements say that the scores are made up (测算自合成清单).
    public var isFictional: Bool

    public init(
      history: ScoreHistory, base: Catalogue, files: [CatalogueFile], policy: Policy,
      version: String = "", isFictional: Bool = false
    ) {
      self.history = history
      self.base = base
      self.files = files
      self.policy = policy
      self.version = version
      self.isFictional = isFictional
    }
  }

  /// Version of the rules of this folder: part of the digest of the inputs, so that other rules give
  /// another digest.
  public static let engineVersion = "1"

  public let catalogue: Catalogue
  /// The catalogue's files, in the order of their names.
  public let files: [CatalogueFile]
  public let report: MeasurementReport

  /// Measures.
  ///
  /// - Parameter stage: hears `grouping`, `summing` and `scoring` as they begin.
  /// - Throws: `DIP_MEASUREMENT_YEARS`, `DIP_MEASUREMENT_EMPTY`, `DIP_MEASUREMENT_BENCHMARK`,
  ///   `DIP_MEASUREMENT_COST`, `DIP_INSTITUTION_UNKNOWN`.
  public init(
    _ inputs: Inputs, threads: Int, stage: (String) -> Void = { _ in }
  ) throws(Problem) {
    precondition(threads >= 1, "somebody has to do the work")
    try Self.check(inputs)
    stage("grouping")
    let formation = try CatalogueFormation(
      inputs.history, base: inputs.base, files: inputs.files, policy: inputs.policy,
      threads: threads)
    stage("summing")
    let rules = MeasurementRules(inputs.policy)
    let sums = try Self.sums(formation, inputs.policy, rules, threads: threads)
    stage("scoring")
    let scoring = try CatalogueScoring(
      formation, sums, rules, coefficients: inputs.policy.coefficients,
      auxiliary: inputs.policy.auxiliary, threads: threads)
    let yearStart = try YearStartValue.measure(
      formation, scoring.groups, scoring.scale, inputs.policy)
    let digest = Self.digest(inputs)
    var draft = formation.draft
    draft.scores = scoring.scoresTable
    draft.auxiliary = scoring.auxiliaryTable(inputs.policy.auxiliary)
    let version =
      inputs.version.isEmpty
      ? "\(inputs.policy.year).\(digest.description.prefix(8))" : inputs.version
    draft.entries = [
      ("version", version), ("fictional_scores", inputs.isFictional ? "true" : "false"),
      ("measured_from", digest.description),
    ]
    files = try draft.written()
    catalogue = try draft.catalogue()
    report = MeasurementReport(
      inputs, formation, scoring, yearStart: yearStart, catalogue: catalogue, inputsDigest: digest)
  }

  private static func check(_ inputs: Inputs) throws(Problem) {
    let years = inputs.history.years.map(\.year)
    let wanted = inputs.policy.measurement.yearWeights.count
    guard years.count == wanted, years == years.sorted(), Set(years).count == years.count else {
      throw Problem(
        .invalidInput, "DIP_MEASUREMENT_YEARS",
        zh: "政策有 \(wanted) 个年度权重，历史数据为 \(years.map(\.description).joined(separator: "、"))",
        en:
          "the policy has \(wanted) year weights, the history is \(years.map(\.description).joined(separator: ", "))",
        remedyZh: "请按年份先后给出同样多的年度", remedyEn: "give as many years, the oldest first")
    }
  }

  private static func sums(
    _ formation: CatalogueFormation, _ policy: Policy, _ rules: MeasurementRules, threads: Int
  ) throws(Problem) -> [GroupSums] {
    let grouping = formation.grouping
    let types = try AuxiliaryTypes.ofLastYear(grouping, policy, threads: threads)
    let last = grouping.years.count - 1
    let sample = try HistorySample(
      grouping.years.indices.map { year in
        HistorySample.YearInput(
          lists: grouping.years[year].lists, cells: grouping.cells[year],
          groups: grouping.results[year], types: year == last ? types : [])
      }, groupCount: grouping.catalogue.groups.count)
    return GroupSums.measure(
      sample, cells: rules.cellCount, types: policy.auxiliary.types.count,
      rules.policy.trimming, threads: threads)
  }

  private static func digest(_ inputs: Inputs) -> SHA256Digest {
    digest(
      inputs.history, of: inputs.base.hash, inputs.policy.hash,
      more: inputs.isFictional ? "fictional" : "")
  }

  /// SHA-256 over everything that decides.
  ///
  /// - Parameter more: what else does.
  static func digest(
    _ history: ScoreHistory, of catalogue: SHA256Digest, _ policy: SHA256Digest, more: String
  ) -> SHA256Digest {
    var hasher = SHA256Hasher()
    var lines = [
      engineVersion, history.region.description, catalogue.description, policy.description, more,
    ]
    for year in history.years {
      lines.append("\(year.year) \(year.listDigest)")
      lines += year.institutions.map { "\($0.scoring.code) \($0.scoring.level) \($0.area)" }
        .sorted()
    }
    for line in lines {
      hasher.update(line)
      hasher.update("\n")
    }
    return hasher.finish()
  }
}
