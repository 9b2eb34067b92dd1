/// How a step of a calculation is rounded (取整规则): to a number of decimals, or not at all.
///
/// No text that fixes a rounding rule for DIP is public, so every step of a policy names its own.
public enum Rounding: Sendable, Hashable {
  case exact
  /// To `scale` decimals (0…18) by a mode.
  case decimals(Int, RoundingMode)

  /// The largest number of decimals a rounding step may keep.
  public static let maximumScale = 18
}

/// What happens to the part that is cut off.
public enum RoundingMode: String, Sendable, Hashable, CaseIterable, Codable {
  /// Half away from zero (四舍五入).
  case halfUp = "half_up"
  /// Half to the even neighbour (银行家舍入).
  case halfEven = "half_even"
  /// Toward zero (舍去).
  case down
  /// Away from zero (进一).
  case up

  /// Whether a magnitude `quotient + remainder ÷ divisor` moves to the next integer.
  @inlinable
  public func increments(_ quotient: UInt128, remainder: UInt128, divisor: UInt128) -> Bool {
    if remainder == 0 { return false }
    switch self {
    case .down: return false
    case .up: return true
    case .halfUp: return remainder >= divisor - remainder
    case .halfEven:
      let other = divisor - remainder
      return remainder > other || (remainder == other && quotient & 1 == 1)
    }
  }

  /// `numerator ÷ denominator` rounded to an integer; the denominator must be positive.
  @inlinable
  public func divide(_ numerator: Int128, by denominator: Int128) -> Int128 {
    precondition(denominator > 0, "a rounding divisor is positive")
    let divisor = denominator.magnitude
    let (quotient, remainder) = numerator.magnitude.quotientAndRemainder(dividingBy: divisor)
    let carried = increments(quotient, remainder: remainder, divisor: divisor)
    let magnitude = quotient + (carried ? 1 : 0)
    // |numerator| ≥ the result, so the only value without a positive twin is Int128.min itself.
    return numerator < 0 ? Int128(truncatingIfNeeded: 0 &- magnitude) : Int128(magnitude)
  }
}
