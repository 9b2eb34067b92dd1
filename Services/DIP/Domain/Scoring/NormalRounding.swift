import Quantities

/// Rounds score × coefficient of a normal case to the scale of case scores, without dividing.
///
/// For a divisor d with 2^(l−1) < d ≤ 2^l, `magic = ⌊2^(63+l) ÷ d⌋ + 1` gives
/// `⌊x ÷ d⌋ = x·magic >> (63+l)` for every 0 ≤ x < 2^63, because the excess `magic·d − 2^(63+l)` is at
/// most d ≤ 2^l and x times it stays below 2^(63+l) (Granlund and Montgomery, 1994).
struct NormalRounding: Sendable {
  let isHalfEven: Bool
  /// What a product is multiplied by before it is rounded.
  let multiplier: Int64
  fileprivate let divisor: Int64
  fileprivate let addend: Int64
  private let magic: UInt64
  private let shift: UInt64

  /// nil when the largest product would leave 63 bits.
  init?(
    from scale: Int, to target: Int, _ mode: RoundingMode, highestScore: Int64,
    highestCoefficient: Int64
  ) {
    guard let scaling = DecimalScaling(from: scale, to: target) else { return nil }
    if scaling.divisor > 1 {
      multiplier = scaling.multiplier
      divisor = scaling.divisor
      isHalfEven = mode == .halfEven
      switch mode {
      case .down: addend = 0
      case .up: addend = divisor - 1
      case .halfUp, .halfEven: addend = divisor / 2
      }
    } else {
      // Nothing to round: twice the product ÷ 2, so that the loop needs no branch.
      let (twice, overflow) = scaling.multiplier.multipliedReportingOverflow(by: 2)
      guard !overflow else { return nil }
      multiplier = twice
      divisor = 2
      isHalfEven = false
      addend = 0
    }
    let (product, o1) = highestScore.multipliedReportingOverflow(by: highestCoefficient)
    let (scaled, o2) = product.multipliedReportingOverflow(by: multiplier)
    let (_, o3) = scaled.addingReportingOverflow(addend)
    guard !o1, !o2, !o3 else { return nil }
    (magic, shift) = Self.magic(of: divisor)
  }

  /// For a divisor of at least 2: ⌊x ÷ divisor⌋ = x·magic >> (64 + shift) for every x of 63 bits.
  static func magic(of divisor: Int64) -> (magic: UInt64, shift: UInt64) {
    let bits = UInt64(64 - (UInt64(divisor) - 1).leadingZeroBitCount)
    return (UInt64((UInt128(1) << UInt128(63 + bits)) / UInt128(divisor)) + 1, bits - 1)
  }

  /// The rounded case score of `score × coefficient × multiplier` within the bounds given at the start.
  ///
  /// - Parameter isHalfEven: the property of that name, or a constant that equals it.
  @inline(__always)
  func callAsFunction(_ product: Int64, isHalfEven: Bool) -> Int64 {
    let value = product &+ addend
    let quotient = Int64(
      truncatingIfNeeded: UInt64(truncatingIfNeeded: value).multipliedFullWidth(by: magic).high
        &>> shift)
    guard isHalfEven else { return quotient }
    return quotient &- (quotient & (quotient &* divisor == value ? 1 : 0))
  }
}

/// The same rounding by one multiplication and a shift of 32 bits, for scores and factors of ordinary
/// size.
///
/// For `m = ⌈f·2^32 ÷ d⌉` and `c = ⌈a·2^32 ÷ d⌉`, `s·m + c` exceeds `(s·f + a)·2^32 ÷ d` by less than
/// s + 1. The fraction of `(s·f + a) ÷ d` is at most 1 − 1 ÷ d, so the excess never reaches the next
/// integer when (s + 1)·d ≤ 2^32.
struct ShortRounding {
  let factors: [Int64]
  let addend: Int64

  /// nil when scores, factors or the rounding do not allow it.
  init?(_ normal: NormalRounding, factors: [Int64], highestScore: Int64) {
    let unit = Int128(1) << 32
    let divisor = Int128(normal.divisor)
    guard !normal.isHalfEven, (Int128(highestScore) + 1) * divisor <= unit else { return nil }
    let above = Self.ceiling(Int128(normal.addend) * unit, divisor)
    let short = factors.map { Self.ceiling(Int128($0) * unit, divisor) }
    guard let most = short.max(), let narrow = Int64(exactly: above), most <= Int128(Int64.max),
      Int128(highestScore) * most + above <= Int128(Int64.max)
    else { return nil }
    addend = narrow
    self.factors = short.map { Int64($0) }
  }

  private static func ceiling(_ numerator: Int128, _ divisor: Int128) -> Int128 {
    (numerator + divisor - 1) / divisor
  }
}
