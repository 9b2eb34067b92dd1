import Quantities

/// Mean costs of a group by level and pool, which next year's deviation is judged by (同级别次均费用).
enum ReferenceMeans {
  /// Those of the last year, from the cases that stay, to the fen, half up. A level or a pool needs
  /// the policy's minimum of cases; the mean of all has one case already, and where the last year
  /// has none it is the weighted mean of the years before.
  static func measure(
    _ sums: GroupSums, weighted: BigRatio?, _ rules: MeasurementRules
  ) throws(Problem) -> [ScoringGroup.Reference: Money] {
    var references: [ScoringGroup.Reference: Money] = [:]
    guard let last = sums.years.last else { return references }
    for (_, reference) in ScoreColumns.references {
      let isAll = reference.level == nil && reference.insurance == nil
      let part = last.cells.sum(
        rules.cells(level: reference.level, pool: reference.insurance))
      guard part.cases >= (isAll ? 1 : Int64(rules.policy.minimumLevelCases)) else { continue }
      references[reference] = try money(part.mean)
    }
    let all = ScoringGroup.Reference(level: nil, insurance: nil)
    if references[all] == nil { references[all] = try money(weighted) }
    return references
  }

  /// Nil for less than half a fen: a reference is above zero.
  private static func money(_ mean: BigRatio?) throws(Problem) -> Money? {
    guard let mean else { return nil }
    let amount = try (mean * BigRatio(100, 1)).fen(.halfUp)
    return amount > .zero ? amount : nil
  }
}
