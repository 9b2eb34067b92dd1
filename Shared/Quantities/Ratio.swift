/// An exact rational number (精确比值) of 128-bit terms, always in lowest terms with a positive
/// denominator.
///
/// An operation whose reduced result does not fit throws `QUANTITY_OVERFLOW`; comparison uses the
/// full 256-bit cross products and never fails.
public struct Ratio: Sendable, Hashable {
  public let numerator: Int128
  public let denominator: Int128

  public static let zero = Ratio(0)
  public static let one = Ratio(1)

  public init(_ integer: Int64) {
    numerator = Int128(integer)
    denominator = 1
  }

  public init(integer: Int128) {
    numerator = integer
    denominator = 1
  }

  init(hundredths: Int64) {
    self.init(reducing: Int128(hundredths), over: 100)
  }

  /// `numerator ÷ denominator`, reduced; a zero denominator throws.
  public init(_ numerator: Int128, _ denominator: Int128) throws(Problem) {
    guard denominator != 0 else { throw .divisionByZero("\(numerator) ÷ 0") }
    // The magnitude of Int128.min has no positive twin, so it cannot be negated or reduced.
    guard numerator != Int128.min, denominator != Int128.min else {
      throw .overflow("\(numerator) ÷ \(denominator)")
    }
    if denominator < 0 {
      self.init(reducing: -numerator, over: -denominator)
    } else {
      self.init(reducing: numerator, over: denominator)
    }
  }

  /// Reduces terms already known to be valid: a positive denominator.
  init(reducing numerator: Int128, over denominator: Int128) {
    let divisor = Self.greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
    self.numerator = divisor > 1 ? numerator / Int128(divisor) : numerator
    self.denominator = divisor > 1 ? denominator / Int128(divisor) : denominator
  }

  /// Zero only for two zeros.
  public static func greatestCommonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
    var (x, y) = (a, b)
    while y != 0 {
      // Most terms shrink into 64 bits quickly, where division is an order faster.
      if x <= UInt128(UInt64.max), y <= UInt128(UInt64.max) {
        var (p, q) = (UInt64(x), UInt64(y))
        while q != 0 { (p, q) = (q, p % q) }
        return UInt128(p)
      }
      (x, y) = (y, x % y)
    }
    return x
  }

  public static func + (a: Ratio, b: Ratio) throws(Problem) -> Ratio {
    if a.denominator == b.denominator {
      let (sum, overflow) = a.numerator.addingReportingOverflow(b.numerator)
      guard !overflow else { throw .overflow("\(a) + \(b)") }
      return try Ratio(sum, a.denominator)
    }
    let common = Int128(greatestCommonDivisor(a.denominator.magnitude, b.denominator.magnitude))
    let (left, o1) = a.numerator.multipliedReportingOverflow(by: b.denominator / common)
    let (right, o2) = b.numerator.multipliedReportingOverflow(by: a.denominator / common)
    let (sum, o3) = left.addingReportingOverflow(right)
    let (bottom, o4) = (a.denominator / common).multipliedReportingOverflow(by: b.denominator)
    guard !o1, !o2, !o3, !o4 else { throw .overflow("\(a) + \(b)") }
    return try Ratio(sum, bottom)
  }

  public static func - (a: Ratio, b: Ratio) throws(Problem) -> Ratio { try a + b.negated }

  public static func * (a: Ratio, b: Ratio) throws(Problem) -> Ratio {
    let g1 = Int128(greatestCommonDivisor(a.numerator.magnitude, b.denominator.magnitude))
    let g2 = Int128(greatestCommonDivisor(b.numerator.magnitude, a.denominator.magnitude))
    let (top, o1) = (a.numerator / max(g1, 1))
      .multipliedReportingOverflow(by: b.numerator / max(g2, 1))
    let (bottom, o2) = (a.denominator / max(g2, 1))
      .multipliedReportingOverflow(by: b.denominator / max(g1, 1))
    guard !o1, !o2 else { throw .overflow("\(a) × \(b)") }
    return try Ratio(top, bottom)
  }

  public static func / (a: Ratio, b: Ratio) throws(Problem) -> Ratio {
    guard b.numerator != 0 else { throw .divisionByZero("\(a) ÷ 0") }
    return try a * Ratio(b.denominator, b.numerator)
  }

  /// The opposite number; total, because `Int128.min` is never a stored numerator.
  public var negated: Ratio { Ratio(reducing: -numerator, over: denominator) }

  public var isInteger: Bool { denominator == 1 }

  /// The largest integer not above the number.
  public var floor: Int128 {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

extension Ratio: Comparable {
  public static func < (a: Ratio, b: Ratio) -> Bool {
    let left = a.numerator.multipliedFullWidth(by: b.denominator)
    let right = b.numerator.multipliedFullWidth(by: a.denominator)
    return (left.high, left.low) < (right.high, right.low)
  }
}

extension Ratio: CustomStringConvertible {
  /// `3/4`, or `3` for an integer.
  public var description: String {
    denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)"
  }
}
