import BigInt
import Quantities

/// An exact fraction without a bound on its terms, for sums over a whole settlement (总量比值).
///
/// A case is a `Ratio`; a pool divided by the scores of a year is not, once case scores are exact.
/// Terms are not reduced: reducing huge terms costs more than carrying them.
public struct BigRatio: Sendable {
  public let numerator: BigInt
  /// Above zero.
  public let denominator: BigInt

  public static let zero = BigRatio(BigInt(0), BigInt(1))

  init(_ numerator: BigInt, _ denominator: BigInt) {
    precondition(denominator > 0, "the denominator is checked where it comes from")
    self.numerator = numerator
    self.denominator = denominator
  }

  public init(_ ratio: Ratio) {
    self.init(BigInt(ratio.numerator), BigInt(ratio.denominator))
  }

  public init(_ decimal: Decimal) { self.init(decimal.ratio) }

  /// An amount in fen.
  init(fen money: Money) { self.init(BigInt(money.fen), 1) }

  static func + (a: BigRatio, b: BigRatio) -> BigRatio {
    a.denominator == b.denominator
      ? BigRatio(a.numerator + b.numerator, a.denominator)
      : BigRatio(
        a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)
  }

  static func - (a: BigRatio, b: BigRatio) -> BigRatio {
    a + BigRatio(-b.numerator, b.denominator)
  }

  static func * (a: BigRatio, b: BigRatio) -> BigRatio {
    BigRatio(a.numerator * b.numerator, a.denominator * b.denominator)
  }

  /// The quotient; nil when the divisor is not above zero.
  func divided(by divisor: BigRatio) -> BigRatio? {
    guard divisor.numerator > 0 else { return nil }
    return BigRatio(numerator * divisor.denominator, denominator * divisor.numerator)
  }

  /// The largest integer not above the number.
  var floor: BigInt {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// `self × 10^scale` rounded to an integer.
  func scaled(_ scale: Int, _ mode: RoundingMode) -> BigInt {
    let magnitude = numerator.magnitude * BigUInt(PowersOfTen.int128(scale))
    let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: denominator.magnitude)
    let twice = remainder << 1
    let isCarried: Bool
    switch mode {
    case .down: isCarried = false
    case .up: isCarried = remainder > 0
    case .halfUp: isCarried = twice >= denominator.magnitude
    case .halfEven:
      isCarried =
        twice > denominator.magnitude
        || (twice == denominator.magnitude && quotient % 2 == 1)
    }
    let result = BigInt(quotient + (isCarried ? 1 : 0))
    return numerator < 0 ? -result : result
  }

  func rounded(by rounding: Rounding) -> BigRatio {
    switch rounding {
    case .exact: self
    case .decimals(let scale, let mode):
      BigRatio(scaled(scale, mode), BigInt(PowersOfTen.int128(scale)))
    }
  }

  /// A number of fen rounded to whole fen.
  func fen(_ mode: RoundingMode) throws(Problem) -> Money {
    guard let fen = Int64(exactly: scaled(0, mode)) else { throw .overflow("an amount in fen") }
    return Money(fen: fen)
  }

  /// Lowest terms when they fit 128 bits; nil otherwise. Numbers with huge terms are not tried.
  public var ratio: Ratio? {
    guard denominator.bitWidth <= 1024, numerator.bitWidth <= 1024 else { return nil }
    let divisor = BigInt(numerator.magnitude.greatestCommonDivisor(with: denominator.magnitude))
    guard let top = Int128(exactly: numerator / divisor),
      let bottom = Int128(exactly: denominator / divisor)
    else { return nil }
    return try? Ratio(top, bottom)
  }
}

extension BigRatio: Comparable {
  // Amounts of one pool share a denominator, so the cross products are rarely needed.
  public static func == (a: BigRatio, b: BigRatio) -> Bool {
    a.denominator == b.denominator
      ? a.numerator == b.numerator
      : a.numerator * b.denominator == b.numerator * a.denominator
  }

  public static func < (a: BigRatio, b: BigRatio) -> Bool {
    a.denominator == b.denominator
      ? a.numerator < b.numerator
      : a.numerator * b.denominator < b.numerator * a.denominator
  }
}

extension BigRatio: CustomStringConvertible {
  /// The exact decimal where it ends within 18 places, else the fraction in lowest terms, else (for
  /// terms beyond 128 bits) the number to 18 places marked with `≈`.
  public var description: String {
    if let ratio {
      if let decimal = try? ratio.rounded(scale: 18, .down), decimal.ratio == ratio {
        return decimal.description
      }
      return ratio.description
    }
    let digits = scaled(18, .halfUp)
    if let wide = Int128(exactly: digits), let decimal = try? Decimal(coefficient: wide, scale: 18)
    {
      return decimal.ratio == ratio ? decimal.description : "≈\(decimal)"
    }
    return "≈\(floor)"
  }

  /// The number rounded half up to some decimals, for tables that people read.
  public func formatted(decimals: Int) -> String {
    let digits = scaled(decimals, .halfUp)
    guard let wide = Int128(exactly: digits),
      let decimal = try? Decimal(coefficient: wide, scale: decimals)
    else { return "≈\(floor)" }
    return decimal.formatted(decimals: decimals)
  }
}
