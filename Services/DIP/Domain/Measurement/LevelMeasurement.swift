import Quantities

/// Coefficients of institution levels (医疗机构级别系数; DIP 3.0 draft, p. 61): weighted mean cost of the
/// institutions of a level over the years ÷ weighted mean cost of the region over the years. Both
/// are means of the cases that stay after trimming, with the policy's year weights and weighting,
/// of all pools; groups and ungrouped cases count alike.
enum LevelMeasurement {
  static func measure(
    _ sums: [GroupSums], years: Int, regionMean: BigRatio, _ rules: MeasurementRules,
    _ coefficients: CoefficientPolicy
  ) throws(Problem) -> [MeasuredLevel] {
    var levels: [MeasuredLevel] = []
    for level in 0..<ScoringInstitution.levels {
      let cells = rules.cells(level: level, pool: nil)
      let parts = (0..<years).map { year in
        sums.reduce(into: CostSums()) { $0 += $1.years[year].cells.sum(cells) }
      }
      let cases = parts.reduce(0) { $0 + $1.cases }
      let mean = rules.mean(parts)
      let exact =
        cases >= rules.policy.minimumLevelCases
        ? mean?.divided(by: regionMean).map(\.reduced) : nil
      levels.append(
        MeasuredLevel(
          level: level, cases: cases, mean: mean, exact: exact,
          coefficient: try exact.map { ratio throws(Problem) in
            try rules.decimal(ratio, .institutionCoefficient)
          } ?? coefficients.level[level]))
    }
    return levels
  }

  /// The same within one group (draft, p. 62); nil for levels with fewer cases than the policy asks.
  static func measure(
    _ sums: GroupSums, mean: BigRatio, _ rules: MeasurementRules
  ) throws(Problem) -> [Decimal?] {
    var coefficients: [Decimal?] = []
    for level in 0..<ScoringInstitution.levels {
      let cells = rules.cells(level: level, pool: nil)
      let parts = sums.years.map { $0.cells.sum(cells) }
      guard parts.reduce(0, { $0 + $1.cases }) >= Int64(rules.policy.minimumLevelCases),
        let exact = rules.mean(parts)?.divided(by: mean)
      else {
        coefficients.append(nil)
        continue
      }
      coefficients.append(try rules.decimal(exact, .institutionCoefficient))
    }
    return coefficients
  }
}
