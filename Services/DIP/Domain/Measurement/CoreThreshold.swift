import Quantities

/// How many cases of the whole history a core group needs (核心病种临界值).
struct CoreThreshold: Sendable {
  let cases: Int64

  /// - Parameters:
  ///   - candidates: cases of each core group and of each combination that could become one.
  ///   - total: all measured cases.
  init(
    _ rule: MeasurementPolicy.CoreThreshold, years: Int, candidates: [Int64], total: Int64
  ) {
    switch rule {
    case .cases(let perYear): cases = max(1, Int64(perYear) * Int64(years))
    case .coverage(let share):
      // The smallest of the largest groups that together hold the share; groups of equal size are
      // in or out together. One case when all of them hold less.
      let wanted = BigRatio(share) * BigRatio(WideInteger(total), 1)
      var held: Int64 = 0
      var smallest: Int64 = 1
      for count in candidates.sorted(by: >) where count > 0 {
        if BigRatio(WideInteger(held), 1) >= wanted { break }
        held += count
        smallest = count
      }
      cases = BigRatio(WideInteger(held), 1) >= wanted ? smallest : 1
    }
  }

  init(cases: Int64) { self.cases = cases }
}
