import Quantities

/// An exact fraction without a bound on its terms, for sums over a whole settlement (总量比值).
///
/// A case is a `Ratio`; a pool divided by the scores of a year is not, once case scores are exact.
/// Terms are not reduced: reducing huge terms costs more than carrying them.
public struct BigRatio: Sendable {
  public let numerator: WideInteger
  /// Above zero.
  public let denominator: WideInteger

  public static let zero = BigRatio(0, 1)

  init(_ numerator: WideInteger, _ denominator: WideInteger) {
    precondition(denominator > 0, "the denominator is checked where it comes from")
    self.numerator = numerator
    self.denominator = denominator
  }

  public init(_ ratio: Ratio) {
    self.init(WideInteger(ratio.numerator), WideInteger(ratio.denominator))
  }

  public init(_ decimal: Decimal) { self.init(decimal.ratio) }

  /// An amount in fen.
  init(fen money: Money) { self.init(WideInteger(money.fen), 1) }

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

  /// The same number in lowest terms, for a factor that many numbers are multiplied by; huge terms
  /// stay as they are.
  var reduced: BigRatio {
    guard denominator.bitWidth <= 1024, numerator.bitWidth <= 1024 else { return self }
    let divisor = numerator.greatestCommonDivisor(with: denominator)
    return BigRatio(numerator / divisor, denominator / divisor)
  }

  /// The largest integer not above the number.
  var floor: WideInteger {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    return remainder.isNegative ? quotient - 1 : quotient
  }

  /// `self × 10^scale` rounded to an integer.
  func scaled(_ scale: Int, _ mode: RoundingMode) -> WideInteger {
    let magnitude = numerator.magnitude * WideInteger(PowersOfTen.int128(scale))
    let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: denominator)
    let isCarried: Bool
    switch mode {
    case .down: isCarried = false
    case .up: isCarried = remainder > 0
    case .halfUp: isCarried = remainder + remainder >= denominator
    case .halfEven:
      let twice = remainder + remainder
      isCarried =
        twice > denominator
        || (twice == denominator && quotient.quotientAndRemainder(dividingBy: 2).remainder == 1)
    }
    let result = isCarried ? quotient + 1 : quotient
    return numerator.isNegative ? -result : result
  }

  func rounded(by rounding: Rounding) -> BigRatio {
    switch rounding {
    case .exact: self
    case .decimals(let scale, let mode):
      BigRatio(scaled(scale, mode), WideInteger(PowersOfTen.int128(scale)))
    }
  }

  /// A number of fen rounded to whole fen.
  func fen(_ mode: RoundingMode) throws(Problem) -> Money {
    guard let wide = scaled(0, mode).int128, let fen = Int64(exactly: wide) else {
      throw .overflow("an amount in fen")
    }
    return Money(fen: fen)
  }

  /// Lowest terms when they fit 128 bits; nil otherwise. Numbers with huge terms are not tried.
  public var ratio: Ratio? {
    if let top = numerator.int128, let bottom = denominator.int128,
      let ratio = try? Ratio(top, bottom)
    {
      return ratio
    }
    let reduced = reduced
    guard let top = reduced.numerator.int128, let bottom = reduced.denominator.int128 else {
      return nil
    }
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
    if let shortDecimal { return shortDecimal.description }
    if let ratio { return ratio.decimal(atMost: 18)?.description ?? ratio.description }
    let digits = scaled(18, .halfUp)
    if let wide = digits.int128, let decimal = try? Decimal(coefficient: wide, scale: 18) {
      return "≈\(decimal)"
    }
    return "≈\(floor)"
  }

  /// The number without a common divisor: scores that a policy rounds are over a power of ten, and a
  /// statement prints thousands.
  private var shortDecimal: Decimal? {
    guard let top = numerator.int128, let bottom = denominator.int128,
      var digits = Int64(exactly: top), let unit = Int64(exactly: bottom),
      var scale = (0...18).first(where: { PowersOfTen.int128($0) == Int128(unit) })
    else { return nil }
    while scale > 0 {
      let (quotient, digit) = digits.quotientAndRemainder(dividingBy: 10)
      guard digit == 0 else { break }
      digits = quotient
      scale -= 1
    }
    return try? Decimal(coefficient: Int128(digits), scale: scale)
  }

  /// The number rounded half up to some decimals, for tables that people read.
  public func formatted(decimals: Int) -> String {
    guard let wide = scaled(decimals, .halfUp).int128,
      let decimal = try? Decimal(coefficient: wide, scale: decimals)
    else { return "≈\(floor)" }
    return decimal.formatted(decimals: decimals)
  }
}

extension Ratio {
  /// The number as a decimal of at most so many places; nil when it does not end there, or when it
  /// would leave 128 bits at that many places.
  fileprivate func decimal(atMost places: Int) -> Decimal? {
    let unit = PowersOfTen.int128(places)
    guard unit % denominator == 0,
      !numerator.multipliedReportingOverflow(by: unit / denominator).overflow,
      let scale = (0...places).first(where: { PowersOfTen.int128($0) % denominator == 0 })
    else { return nil }
    return try? Decimal(
      coefficient: numerator * (PowersOfTen.int128(scale) / denominator), scale: scale)
  }
}
