import Quantities

/// Rounds score × coefficient of a normal case to the scale of case scores, without dividing.
///
/// For a divisor d with 2^(l−1) < d ≤ 2^l, `magic = ⌊2^(63+l) ÷ d⌋ + 1` gives
/// `⌊x ÷ d⌋ = x·magic >> (63+l)` for every 0 ≤ x < 2^63, because the excess `magic·d − 2^(63+l)` is at
/// most d ≤ 2^l and x times it stays below 2^(63+l) (Granlund and Montgomery, 1994).
struct NormalRounding: Sendable {
  private let multiplier: Int64
  private let divisor: Int64
  private let addend: Int64
  private let magic: UInt64
  private let shift: UInt64
  private let isHalfEven: Bool

  /// nil when the largest product would leave 63 bits.
  init?(
    from scale: Int, to target: Int, _ mode: RoundingMode, highestScore: Int64,
    highestCoefficient: Int64
  ) {
    guard let scaling = FastTables.Scaling(from: scale, to: target) else { return nil }
    multiplier = scaling.multiplier
    divisor = scaling.divisor
    switch mode {
    case .down: addend = 0
    case .up: addend = divisor - 1
    case .halfUp, .halfEven: addend = divisor / 2
    }
    isHalfEven = mode == .halfEven && divisor > 1
    let (product, o1) = highestScore.multipliedReportingOverflow(by: highestCoefficient)
    let (scaled, o2) = product.multipliedReportingOverflow(by: multiplier)
    let (_, o3) = scaled.addingReportingOverflow(addend)
    guard !o1, !o2, !o3 else { return nil }
    if divisor > 1 {
      let bits = UInt64(64 - (UInt64(divisor) - 1).leadingZeroBitCount)
      magic = UInt64((UInt128(1) << UInt128(63 + bits)) / UInt128(divisor)) + 1
      shift = bits - 1
    } else {
      magic = 0
      shift = 0
    }
  }

  /// The rounded case score of a product within the bounds given at the start.
  @inline(__always)
  func callAsFunction(_ product: Int64) -> Int64 {
    let value = product &* multiplier &+ addend
    guard divisor > 1 else { return value }
    let quotient = Int64(
      truncatingIfNeeded: UInt64(truncatingIfNeeded: value).multipliedFullWidth(by: magic).high
        >> shift)
    if isHalfEven, quotient & 1 == 1, quotient &* divisor == value { return quotient - 1 }
    return quotient
  }
}
