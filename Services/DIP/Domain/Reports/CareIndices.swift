import Quantities

/// Indices of care per institution, group and region (运行指标): case mix, consumption of cost and time
/// against the region's means of the same groups, spread, deaths and shares of special cases.
///
/// | index | definition |
/// |---|---|
/// | CMI 病例组合指数 | mean 病种分值 of the grouped cases ÷ that of the region |
/// | 费用消耗指数 | Σ over groups (own mean cost ÷ region's mean cost × own cases) ÷ own cases |
/// | 时间消耗指数 | the same with the length of stay |
/// | 变异系数 CV | standard deviation ÷ mean of the cost within a group; for several groups the mean of theirs, each with the weight of its cases |
///
/// All of them look at grouped cases in scope. Sums are exact; only the last step rounds, to four
/// decimals.
public struct CareIndices: Sendable {
  /// Indices of some cases: an institution, a level, a pool, or the region.
  struct Line: Sendable {
    /// Grouped cases by group.
    var groups: [Int: CareSums] = [:]
    var ungrouped = CareSums()

    /// Sums over all groups.
    func total() throws(Problem) -> CareSums {
      var total = CareSums()
      for group in groups.keys.sorted() { try total.add(groups[group] ?? CareSums()) }
      return total
    }
  }

  static let decimals = 4

  let tables: ScoringTables
  let catalogue: Catalogue
  let institutions: [Line]
  let pools: [Line]
  let region: Line

  /// - Throws: `QUANTITY_OVERFLOW`, and the problems of scoring a case.
  public init(_ cases: SettledCases) throws(Problem) {
    tables = cases.tables
    catalogue = cases.catalogue
    var institutions = Array(repeating: Line(), count: cases.tables.institutions.count)
    var pools = Array(repeating: Line(), count: cases.tables.policy.pools.types.count)
    for index in 0..<cases.count {
      let settled = cases.standing(index)
      guard settled.isScored, let institution = settled.institution, let pool = settled.pool else {
        continue
      }
      var sums = CareSums()
      try sums.add(cases.lists, index)
      if let group = settled.group {
        switch try cases.exactScore(settled)?.position {
        case .low: sums.low = 1
        case .high: sums.high = 1
        default: break
        }
        try institutions[institution].groups[group, default: CareSums()].add(sums)
        try pools[pool].groups[group, default: CareSums()].add(sums)
      } else {
        try institutions[institution].ungrouped.add(sums)
        try pools[pool].ungrouped.add(sums)
      }
    }
    self.institutions = institutions
    self.pools = pools
    region = try Self.merged(institutions)
  }

  static func merged(_ lines: [Line]) throws(Problem) -> Line {
    var merged = Line()
    for line in lines {
      for (group, sums) in line.groups {
        try merged.groups[group, default: CareSums()].add(sums)
      }
      try merged.ungrouped.add(line.ungrouped)
    }
    return merged
  }

  /// Institutions of a level together.
  func level(_ level: Int) throws(Problem) -> Line {
    try Self.merged(
      institutions.indices.filter { tables.institutions[$0].level == level }
        .map { institutions[$0] })
  }

  /// Σ 病种分值 of the grouped cases, and their number.
  private func scores(_ line: Line) throws(Problem) -> (sum: Ratio, cases: Int) {
    var sum = Ratio.zero
    var cases = 0
    for (group, sums) in line.groups {
      sum = try sum + tables.groups[group].score.ratio * Ratio(Int64(sums.cases))
      cases += sums.cases
    }
    return (sum, cases)
  }

  /// Nil when nothing is grouped or the region's scores are zero.
  func caseMixIndex(_ line: Line) throws(Problem) -> Decimal? {
    let (own, cases) = try scores(line)
    let (whole, all) = try scores(region)
    guard cases > 0, whole > .zero else { return nil }
    let mean = try own / Ratio(Int64(cases))
    return try (mean / (whole / Ratio(Int64(all)))).rounded(scale: Self.decimals, .halfUp)
  }

  /// Consumption of what `amount` says against the region's; nil without grouped cases.
  func consumptionIndex(
    _ line: Line, _ amount: (CareSums) -> Int128
  ) throws(Problem) -> Decimal? {
    var sum = FractionSum()
    var cases = 0
    // In the order of groups: the sum does not depend on it, its intermediate terms would.
    for group in line.groups.keys.sorted() {
      guard let own = line.groups[group], let whole = region.groups[group],
        amount(whole) > 0
      else { continue }
      try sum.add(
        try checkedProduct(amount(own), Int128(whole.cases)), over: amount(whole))
      cases += own.cases
    }
    return cases == 0 ? nil : try sum.divided(by: cases, decimals: Self.decimals)
  }

  func costIndex(_ line: Line) throws(Problem) -> Decimal? {
    try consumptionIndex(line) { $0.cost }
  }

  func timeIndex(_ line: Line) throws(Problem) -> Decimal? {
    try consumptionIndex(line) { $0.stay }
  }

  /// The mean of the groups' CV with the weight of their cases; nil when no group has two cases.
  func variation(_ line: Line) throws(Problem) -> Decimal? {
    var sum: Int128 = 0
    var cases = 0
    for sums in line.groups.values {
      guard let scaled = try Self.scaledVariation(sums) else { continue }
      sum = try checkedSum(sum, checkedProduct(scaled, Int128(sums.cases)))
      cases += sums.cases
    }
    guard cases > 0 else { return nil }
    let unit = try checkedProduct(
      Int128(cases), PowersOfTen.int128(VariationCoefficient.scale))
    return try Decimal(
      coefficient: RoundingMode.halfUp.scaledQuotient(sum, unit, scale: Self.decimals),
      scale: Self.decimals)
  }

  static func variation(_ sums: CareSums) throws(Problem) -> Decimal? {
    guard let scaled = try scaledVariation(sums) else { return nil }
    return try Decimal(
      coefficient: RoundingMode.halfUp.scaledQuotient(
        scaled, PowersOfTen.int128(VariationCoefficient.scale), scale: decimals),
      scale: decimals)
  }

  private static func scaledVariation(_ sums: CareSums) throws(Problem) -> Int128? {
    try VariationCoefficient.scaled(
      count: sums.cases, sum: sums.cost, squares: sums.costSquares)
  }
}
