import Quantities
import Tabular

/// Sums become scores, coefficients and reference means.
struct CatalogueScoring {
  private(set) var groups: [MeasuredGroup] = []
  private(set) var levels: [MeasuredLevel] = []
  private(set) var auxiliary: [MeasuredAuxiliary] = []
  private(set) var totals: MeasuredTotals
  /// Weighted mean of all measured cases that stay, in yuan, and its years.
  let regionMean: BigRatio
  let regionYears: [MeasuredGroup.Year]
  /// What a group's mean is divided by.
  let divisor: BigRatio
  /// Cases and coefficients of the groups by level.
  let scale: NeutralScale

  init(
    _ formation: CatalogueFormation, _ sums: [GroupSums], _ rules: MeasurementRules,
    coefficients: CoefficientPolicy, auxiliary: AuxiliaryPolicy, threads: Int
  ) throws(Problem) {
    let catalogue = formation.grouping.catalogue
    let region = Self.region(sums, years: formation.grouping.years.count)
    guard let regionMean = rules.mean(region.map(\.kept)), regionMean.numerator > 0 else {
      throw CatalogueFormation.nothingMeasured
    }
    self.regionMean = regionMean
    regionYears = region.map { sums in
      MeasuredGroup.Year(
        cases: sums.all.cases, trimmed: sums.all.cases - sums.kept.cases,
        mean: rules.yearlyMean(sums.kept))
    }
    let means = sums.map { rules.mean($0.years.map(\.kept)) }
    let divisor = try Self.divisor(rules.policy, regionMean, catalogue, means)
    self.divisor = divisor
    levels = try LevelMeasurement.measure(
      sums, years: region.count, regionMean: regionMean, rules, coefficients)
    let base = rules.policy.method == .quota ? Decimal.one : rules.policy.base
    let measured = Workers.map(catalogue.groups.count, block: 64, threads: threads) { index in
      means[index].flatMap { mean in
        ScoreMeasurement.score(mean: mean, regionMean: divisor, base: base)
      }
    }
    let scale = NeutralScale(
      catalogue.groups, sums, levels.map(\.coefficient), rules,
      primaryCare: coefficients.primaryCare)
    self.scale = scale
    totals = Self.totals(scale, measured, old: Self.oldTotal(formation), rules.policy)
    let factor = totals.neutralFactor
    let exact = Workers.map(measured.count, block: 64, threads: threads) { index in
      measured[index].map { $0 * factor }
    }
    try score(formation, sums, means, exact, rules)
    for (index, group) in catalogue.groups.enumerated() where group.kind != .composite {
      self.auxiliary += try AuxiliaryMeasurement.measure(
        sums[index], code: group.code, types: auxiliary.types, rules)
    }
    let rounded = scale.totals(groups.map { BigRatio($0.score) })
    totals.new = rounded.plain
    totals.newWithCoefficients = rounded.withCoefficients
    if let sigma = rules.policy.cvSigma { UnevenGroups.mark(&groups, sigma) }
  }

  /// All measured cases of each year, and those that stay.
  private static func region(
    _ sums: [GroupSums], years: Int
  ) -> [(all: CostSums, kept: CostSums)] {
    (0..<years).map { year in
      sums.reduce(into: (all: CostSums(), kept: CostSums())) {
        $0.all += $1.years[year].all
        $0.kept += $1.years[year].kept
      }
    }
  }

  private mutating func score(
    _ formation: CatalogueFormation, _ sums: [GroupSums], _ means: [BigRatio?],
    _ exact: [BigRatio?], _ rules: MeasurementRules
  ) throws(Problem) {
    let old = Dictionary(
      formation.base.groups.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    for (index, group) in formation.grouping.catalogue.groups.enumerated() {
      groups.append(
        try Self.group(
          group, old[group.code], sums[index], mean: means[index], exact: exact[index], rules))
    }
  }

  private static func group(
    _ group: DiseaseGroup, _ old: DiseaseGroup?, _ sums: GroupSums, mean: BigRatio?,
    exact: BigRatio?, _ rules: MeasurementRules
  ) throws(Problem) -> MeasuredGroup {
    let hasLevels = !group.isPrimaryCare && !group.isConservative
    return MeasuredGroup(
      code: group.code, name: group.name, kind: group.kind, isTCM: group.isTCM,
      isPrimaryCare: group.isPrimaryCare, isNew: old == nil,
      years: sums.years.map { year in
        MeasuredGroup.Year(
          cases: year.all.cases, trimmed: year.all.cases - year.kept.cases,
          lowest: year.bounds.map { Money(fen: $0.lowerBound) },
          highest: year.bounds.map { Money(fen: $0.upperBound) },
          mean: rules.yearlyMean(year.kept))
      },
      basis: exact == nil ? .kept : .measured, mean: mean, exactScore: exact,
      score: try exact.map { exact throws(Problem) in
        try rules.decimal(exact, .measuredScore)
      } ?? old?.score ?? .zero,
      oldScore: old?.score, variation: sums.newest?.kept.variationMillionths,
      references: mean == nil
        ? old?.referenceMeans ?? [:]
        : try ReferenceMeans.measure(sums, weighted: mean, rules),
      levelCoefficients: try hasLevels && mean.map { $0.numerator > 0 } == true
        ? LevelMeasurement.measure(sums, mean: mean ?? .zero, rules)
        : [Decimal?](repeating: nil, count: ScoringInstitution.levels))
  }

  private static func divisor(
    _ policy: MeasurementPolicy, _ regionMean: BigRatio, _ catalogue: Catalogue,
    _ means: [BigRatio?]
  ) throws(Problem) -> BigRatio {
    if policy.method == .quota, let quota = policy.quota { return BigRatio(quota.ratio) }
    guard policy.method == .benchmark else { return regionMean }
    let code = policy.benchmarkGroup ?? ""
    guard let index = catalogue.index(of: code), let mean = means[index], mean.numerator > 0
    else {
      throw Problem(
        .failedPrecondition, "DIP_MEASUREMENT_BENCHMARK",
        zh: "基准病种 \(code) 不在测算后的目录中，或没有病例",
        en: "the benchmark group \(code) is not in the measured catalogue or has no cases",
        remedyZh: "请改用病例数足够的基准病种", remedyEn: "choose a group with enough cases")
    }
    return mean
  }

  private static func totals(
    _ scale: NeutralScale, _ exact: [BigRatio?], old: BigRatio, _ policy: MeasurementPolicy
  ) -> MeasuredTotals {
    let measured = scale.totals(exact.map { $0 ?? .zero })
    let factor =
      policy.keepsTotalScore
      ? measured.plain.divided(by: measured.withCoefficients)?.reduced ?? BigRatio(1, 1)
      : BigRatio(1, 1)
    return MeasuredTotals(
      old: old, measured: measured.plain, withCoefficients: measured.withCoefficients,
      neutralFactor: factor, new: .zero, newWithCoefficients: .zero)
  }

  /// Old scores of the last year's cases in the base catalogue.
  private static func oldTotal(_ formation: CatalogueFormation) -> BigRatio {
    zip(formation.base.groups, formation.baseCases).reduce(.zero) { sum, pair in
      guard let score = pair.0.score, let cases = pair.1.last else { return sum }
      return sum + BigRatio(score) * BigRatio(WideInteger(cases), 1)
    }
  }
}

extension CatalogueScoring {
  /// The catalogue's file of scores and reference means.
  var scoresTable: TableText {
    let used = ScoreColumns.references.filter { entry in
      groups.contains { $0.references[entry.reference] != nil }
    }
    var table = TableText(names: ["code", "score"] + used.map(\.name))
    for group in groups {
      var row = [0: group.code, 1: group.score.description]
      for (offset, entry) in used.enumerated() {
        row[offset + 2] = group.references[entry.reference]?.description ?? ""
      }
      table.append(row)
    }
    return table
  }

  /// The catalogue's file of auxiliary coefficients; nil when the policy has no types to measure, so
  /// that the base's file stays.
  func auxiliaryTable(_ policy: AuxiliaryPolicy) -> TableText? {
    guard policy.types.contains(where: { $0.coefficient == nil }) else { return nil }
    var table = TableText(names: ["group_code", "type", "coefficient", "cases", "mean"])
    for entry in auxiliary where entry.isTriggered {
      table.append([
        0: entry.groupCode, 1: entry.type, 2: entry.coefficient.description,
        3: "\(entry.cases)", 4: entry.mean.formatted(decimals: 2),
      ])
    }
    return table
  }
}
