extension Ratio {
  /// The number rounded to `scale` decimals.
  public func rounded(scale: Int, _ mode: RoundingMode) throws(Problem) -> Decimal {
    try Decimal(coefficient: scaled(scale, mode), scale: scale)
  }

  /// The number by a rounding rule; `exact` returns it unchanged.
  public func rounded(by rounding: Rounding) throws(Problem) -> Ratio {
    switch rounding {
    case .exact: return self
    case .decimals(let scale, let mode): return try rounded(scale: scale, mode).ratio
    }
  }

  /// An amount in yuan rounded to the fen.
  public func money(_ mode: RoundingMode) throws(Problem) -> Money {
    try Money(exactly: scaled(2, mode))
  }

  /// `self × 10^scale` rounded to an integer; a result that does not fit throws.
  public func scaled(_ scale: Int, _ mode: RoundingMode) throws(Problem) -> Int128 {
    try mode.scaledQuotient(numerator, denominator, scale: scale)
  }
}

extension RoundingMode {
  /// `numerator ÷ denominator × 10^scale` rounded to an integer, for terms that need not be reduced.
  /// The product is taken in 256 bits, so only a result that does not fit is an overflow.
  public func scaledQuotient(
    _ numerator: Int128, _ denominator: Int128, scale: Int
  ) throws(Problem) -> Int128 {
    precondition(denominator > 0, "a rounding divisor is positive")
    guard scale >= 0, scale <= Decimal.maximumScale else {
      throw .overflow("rounding to \(scale) decimals")
    }
    let divisor = denominator.magnitude
    let product = numerator.magnitude.multipliedFullWidth(
      by: PowersOfTen.int128(scale).magnitude)
    guard product.high < divisor else {
      throw .overflow("\(numerator)/\(denominator) at \(scale) decimals")
    }
    let (floor, remainder) = divisor.dividingFullWidth((product.high, product.low))
    let isCarried = increments(floor, remainder: remainder, divisor: divisor)
    let (quotient, overflow) = floor.addingReportingOverflow(isCarried ? 1 : 0)
    guard !overflow, quotient <= UInt128(Int128.max) else {
      throw .overflow("\(numerator)/\(denominator) at \(scale) decimals")
    }
    return numerator < 0 ? -Int128(quotient) : Int128(quotient)
  }
}
