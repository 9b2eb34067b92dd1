import Quantities

extension MeasurementPolicy.Trimming {
  /// The costs that stay (裁剪上下限), both ends included; nil cuts off nothing.
  ///
  /// Cases of equal cost stay or leave together, so that no order of lists decides. A percentile p of
  /// n cases is the cost at place ⌈p·n ÷ 100⌉ of the sorted costs, at least the first: the sources
  /// name percentiles (2.5 and 97.5) and no way to interpolate. Distances in standard deviations are
  /// compared by their squares, with the deviation of all given cases.
  func bounds(of costs: inout [Int64]) -> ClosedRange<Int64>? {
    guard !costs.isEmpty else { return nil }
    switch self {
    case .none: return nil
    case .percentile(let lower, let upper):
      costs.sort()
      let low = costs[Self.place(lower, of: costs.count) - 1]
      return low...max(low, costs[Self.place(upper, of: costs.count) - 1])
    case .sigma(let factor):
      var sums = CostSums()
      for cost in costs { sums.add(cost) }
      return Self.bounds(of: sums, factor)
    }
  }

  private static func place(_ percentile: Decimal, of count: Int) -> Int {
    let top = BigRatio(percentile) * BigRatio(WideInteger(Int64(count)), 100)
    let place = top.scaled(0, .up).int128 ?? Int128(count)
    return Int(min(max(place, 1), Int128(count)))
  }

  /// |c − mean| ≤ k·σ is |n·c − Σ| ≤ ⌊√(k²·(n·Σ² − Σ²))⌋ for whole numbers.
  private static func bounds(of sums: CostSums, _ factor: Decimal) -> ClosedRange<Int64>? {
    let ratio = factor.ratio
    let square = WideInteger(ratio.numerator) * WideInteger(ratio.numerator) * sums.spread
    let width =
      (square / (WideInteger(ratio.denominator) * WideInteger(ratio.denominator))).squareRoot
    let total = WideInteger(sums.total)
    let low = BigRatio(total - width, WideInteger(sums.cases)).scaled(0, .up)
    let high = BigRatio(total + width, WideInteger(sums.cases)).floor
    guard let low = low.int128, let high = high.int128 else { return nil }
    // A negative lower end is below every cost.
    return Int64(clamping: max(low, 0))...Int64(clamping: high)
  }
}
