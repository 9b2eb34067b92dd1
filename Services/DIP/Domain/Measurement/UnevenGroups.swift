import Quantities

/// Groups whose costs vary more than those of the others (变异系数偏大的病种).
enum UnevenGroups {
  /// Marks groups whose coefficient of variation, in millionths, is above the mean of all groups'
  /// by more than so many standard deviations: compared by squares, exactly.
  static func mark(_ groups: inout [MeasuredGroup], _ sigma: Decimal) {
    var sums = CostSums()
    for group in groups {
      if let variation = group.variation { sums.add(variation) }
    }
    let factor = BigRatio(sigma)
    let limit = factor * factor * BigRatio(sums.spread, 1)
    for index in groups.indices {
      guard let variation = groups[index].variation else { continue }
      let distance = WideInteger(sums.cases * variation) - WideInteger(sums.total)
      groups[index].isUneven =
        !distance.isNegative && BigRatio(distance * distance, 1) > limit
    }
  }
}
