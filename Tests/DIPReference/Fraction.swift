import BigInt
import DIPDomain
import Quantities

/// A rational number of any size: the plainest arithmetic there is.
///
/// Products stay as they come and only sums of different denominators are reduced: a hundred thousand
/// products with a point value of a thousand digits would spend their time in common divisors.
public struct Fraction: Comparable, Sendable {
  public let numerator: BInt
  /// Above zero.
  public let denominator: BInt

  public typealias BInt = BigInt

  public static let zero = Fraction(0)
  public static let one = Fraction(1)

  public init(_ numerator: BInt, _ denominator: BInt = 1) {
    precondition(denominator != 0, "division by zero")
    self.numerator = denominator < 0 ? -numerator : numerator
    self.denominator = denominator < 0 ? -denominator : denominator
  }

  /// The same number in lowest terms.
  public var reduced: Fraction {
    let divisor = numerator.greatestCommonDivisor(with: denominator)
    return divisor <= 1 ? self : Fraction(numerator / divisor, denominator / divisor)
  }

  public init(_ integer: Int) { self.init(BInt(integer)) }

  public init(_ ratio: Ratio) { self.init(BInt(ratio.numerator), BInt(ratio.denominator)) }

  public init(_ decimal: Decimal) {
    self.init(BInt(decimal.coefficient), BInt(10).power(decimal.scale))
  }

  /// Whether a text that the product prints is this number: `12.5`, `25/2`, or `≈12.345…` for the
  /// number rounded half up as it stands there.
  public func isPrinted(_ text: String) -> Bool {
    guard text.hasPrefix("≈") else { return Fraction(text: text) == self }
    let digits = text.dropFirst()
    let places = digits.split(separator: ".").count == 2 ? 18 : 0
    return Fraction(text: String(digits)) == rounded(.decimals(places, .halfUp))
  }

  /// Reads `12.5` and `25/2`; nil for anything else.
  public init?(text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let ends = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, ends.count <= 2, let digits = BInt(ends.joined(), radix: 10) else {
      return nil
    }
    var denominator = BInt(10).power(ends.count == 2 ? ends[1].count : 0)
    if parts.count == 2 {
      guard let stated = BInt(String(parts[1]), radix: 10), stated != 0 else { return nil }
      denominator *= stated
    }
    self.init(digits, denominator)
  }

  /// Fen.
  public init(_ money: Money) { self.init(BInt(money.fen)) }

  public static func + (a: Fraction, b: Fraction) -> Fraction {
    if a.denominator == b.denominator {
      return Fraction(a.numerator + b.numerator, a.denominator)
    }
    if a.denominator == 1 {
      return Fraction(a.numerator * b.denominator + b.numerator, b.denominator)
    }
    if b.denominator == 1 { return b + a }
    return Fraction(
      a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator
    ).reduced
  }

  /// Σ; fractions of one denominator are added first, which keeps the terms short.
  public static func sum(_ values: some Sequence<Fraction>) -> Fraction {
    var numerators: [BInt: BInt] = [:]
    for value in values { numerators[value.denominator, default: 0] += value.numerator }
    var parts = numerators.map { Fraction($1, $0).reduced }
    while parts.count > 1 {
      parts = stride(from: 0, to: parts.count, by: 2).map {
        $0 + 1 < parts.count ? parts[$0] + parts[$0 + 1] : parts[$0]
      }
    }
    return parts.first ?? .zero
  }

  public static func - (a: Fraction, b: Fraction) -> Fraction {
    a + Fraction(-b.numerator, b.denominator)
  }

  public static func * (a: Fraction, b: Fraction) -> Fraction {
    Fraction(a.numerator * b.numerator, a.denominator * b.denominator)
  }

  public static func / (a: Fraction, b: Fraction) -> Fraction {
    Fraction(a.numerator * b.denominator, a.denominator * b.numerator)
  }

  public static func == (a: Fraction, b: Fraction) -> Bool {
    a.numerator * b.denominator == b.numerator * a.denominator
  }

  public static func < (a: Fraction, b: Fraction) -> Bool {
    a.numerator * b.denominator < b.numerator * a.denominator
  }

  /// The largest whole number not above.
  public var floor: BInt {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// Rounded to decimals, ties by the mode, as a person does it on paper: away from zero or towards.
  public func rounded(_ rounding: Rounding) -> Fraction {
    guard case .decimals(let scale, let mode) = rounding else { return self }
    let unit = BInt(10).power(scale)
    let size = numerator.magnitude * unit.magnitude
    let (quotient, rest) = size.quotientAndRemainder(dividingBy: denominator.magnitude)
    var whole = BInt(quotient)
    let twice = rest * 2
    switch mode {
    case .down: break
    case .up: if rest > 0 { whole += 1 }
    case .halfUp: if twice >= denominator.magnitude { whole += 1 }
    case .halfEven:
      if twice > denominator.magnitude || (twice == denominator.magnitude && whole % 2 != 0) {
        whole += 1
      }
    }
    return Fraction(numerator < 0 ? -whole : whole, unit)
  }
}
