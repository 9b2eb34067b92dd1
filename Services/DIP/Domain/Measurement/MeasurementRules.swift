import Quantities

/// A policy's rules of measuring, ready to apply to sums.
struct MeasurementRules: Sendable {
  let policy: MeasurementPolicy
  let rounding: RoundingTable
  let pools: [String]

  init(_ policy: Policy) {
    self.policy = policy.measurement
    rounding = policy.rounding
    pools = policy.pools.types
  }

  /// Cells of a year: levels × pools.
  var cellCount: Int { ScoringInstitution.levels * pools.count }

  /// Mean of a year as the policy rounds it.
  func yearlyMean(_ sums: CostSums) -> BigRatio? {
    sums.mean?.rounded(by: rounding[.yearlyMean])
  }

  /// Mean over years, oldest first, with the policy's weights.
  func mean(_ years: [CostSums]) -> BigRatio? {
    ScoreMeasurement.mean(
      of: zip(years, policy.yearWeights).map { sums, weight in
        ScoreMeasurement.YearMean(
          mean: yearlyMean(sums) ?? .zero, cases: sums.cases, weight: Int64(weight))
      }, policy.weighting)
  }

  /// A number as a step of the policy rounds it. A catalogue holds decimals: where the policy leaves
  /// the step exact, four decimals, half up.
  func decimal(_ value: BigRatio, _ step: RoundingTable.Step) throws(Problem) -> Decimal {
    let (scale, mode): (Int, RoundingMode) =
      if case .decimals(let scale, let mode) = rounding[step] { (scale, mode) } else {
        (4, .halfUp)
      }
    guard let digits = value.scaled(scale, mode).int128 else {
      throw .overflow("\(step.rawValue) at \(scale) decimals")
    }
    return try Decimal(coefficient: digits, scale: scale)
  }

  /// The cells of a level and a pool; nil is all.
  func cells(level: Int?, pool: String?) -> [Int] {
    let levels = level.map { $0...$0 } ?? 0...ScoringInstitution.levels - 1
    let numbers = pools.indices.filter { pool == nil || pools[$0] == pool }
    return levels.flatMap { level in numbers.map { level * pools.count + $0 } }
  }
}

extension [CostSums] {
  /// The sums of some cells together.
  func sum(_ cells: [Int]) -> CostSums { cells.reduce(into: CostSums()) { $0 += self[$1] } }
}
