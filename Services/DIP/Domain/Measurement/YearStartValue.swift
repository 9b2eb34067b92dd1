import Quantities

/// The year-start point value that measured scores lead to (年初点值; DIP 3.0 draft, p. 68): the history's
/// cost ÷ its score in the new catalogue, with the policy's `point_value.measured` rule.
enum YearStartValue {
  /// Nil when the rule weights another number of years, or a year has no grouped case.
  ///
  /// A case counts with the score of its group × the coefficient of its level, or the group's own one
  /// for primary care; ungrouped cases, which the policy scores apart, take no part.
  static func measure(
    _ formation: CatalogueFormation, _ groups: [MeasuredGroup], _ scale: NeutralScale,
    _ policy: Policy
  ) throws(Problem) -> YearStartMeasurement? {
    let rule = policy.payment.measured ?? YearStartRule()
    let grouping = formation.grouping
    guard rule.yearWeights.count == grouping.years.count,
      grouping.counts.allSatisfy({ $0.grouped > 0 })
    else { return nil }
    let (scores, decimals) = try Self.scores(groups, scale)
    var history = grouping.years.map {
      YearStartMeasurement.History(
        year: $0.year, costs: [], scores: [], scoreScale: decimals)
    }
    let pools = UInt8(policy.pools.types.count)
    grouping.visit { year, list, result in
      guard result.isGrouped else { return }
      let level = Int(grouping.cells[year].ofList[list] / pools)
      history[year].costs.append(grouping.cost(year, list))
      history[year].scores.append(
        scores[Int(result.group) * ScoringInstitution.levels + level])
    }
    return try YearStartMeasurement(
      history, rule: rule, rounding: policy.rounding[.pointValue])
  }

  /// Score × coefficient of each group at each level, as integers of one scale.
  private static func scores(
    _ groups: [MeasuredGroup], _ scale: NeutralScale
  ) throws(Problem) -> (scores: [Int64], decimals: Int) {
    var products: [Decimal] = []
    for (group, coefficients) in zip(groups, scale.groups.map(\.coefficients)) {
      for coefficient in coefficients {
        products.append(
          try Decimal(
            coefficient: checkedProduct(group.score.coefficient, coefficient.coefficient),
            scale: group.score.scale + coefficient.scale))
      }
    }
    let decimals = products.map(\.scale).max() ?? 0
    var scores: [Int64] = []
    for product in products {
      guard let score = Int64(exactly: try product.scaled(to: decimals)) else {
        throw .overflow("\(product) at \(decimals) decimals")
      }
      scores.append(score)
    }
    return (scores, decimals)
  }
}
