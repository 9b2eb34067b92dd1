import Quantities

/// The scores of an institution's ungrouped cases (未入组病例) in integers: one for all, or in proportion
/// to the cost.
struct UngroupedScoring: Sendable {
  private enum Form: Sendable {
    /// × 10^scale of `rounding.case_score`.
    case constant(Int128)
    /// cost × factor ÷ divisor.
    case proportional(factor: Int128, divisor: Int128, mode: RoundingMode)
  }

  private let form: Form

  /// nil for exact case scores, and for numbers that leave 128 bits.
  init?(_ tables: ScoringTables, institution: Int) {
    guard case .decimals(let scale, let mode) = tables.policy.rounding[.caseScore] else {
      return nil
    }
    if case .costFactor(let base, let factor, let meanCost) = tables.policy.ungrouped {
      guard base.scale + factor.scale <= 36,
        let product = try? checkedProduct(
          checkedProduct(base.coefficient, factor.coefficient), PowersOfTen.int128(scale)),
        product < 1 << 94,
        let divisor = try? checkedProduct(
          Int128(meanCost.fen), PowersOfTen.int128(base.scale + factor.scale))
      else { return nil }
      form = .proportional(factor: product, divisor: divisor, mode: mode)
    } else {
      guard
        let score = try? tables.exactScore(
          institution: institution, cell: Int(ScoringColumns.ungrouped), pool: 0, cost: 0),
        let digits = try? mode.scaledQuotient(score.numerator, score.denominator, scale: scale)
      else { return nil }
      form = .constant(digits)
    }
  }

  /// The score of a case × 10^decimals.
  @inline(__always)
  func digits(cost: UInt32) -> Int128 {
    switch form {
    case .constant(let digits): digits
    case .proportional(let factor, let divisor, let mode):
      mode.quotient(Int128(cost) &* factor, divisor)
    }
  }
}
