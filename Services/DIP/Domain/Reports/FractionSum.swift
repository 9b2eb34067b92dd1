import Quantities

/// Sums fractions of many denominators and rounds the result exactly (分数和).
///
/// Every term is held as its floor at 24 decimals, so the sum lies within as many units as there are
/// terms that do not end there. Rounding to a few decimals is decided by that interval; where it is
/// not, the terms are added as they are.
struct FractionSum: Sendable {
  private static let scale = 24

  private var floor: Int128 = 0
  private var inexact: Int128 = 0
  private var terms: [(numerator: Int128, denominator: Int128)] = []

  var isEmpty: Bool { terms.isEmpty }

  /// Adds `numerator ÷ denominator`, both not negative.
  mutating func add(_ numerator: Int128, over denominator: Int128) throws(Problem) {
    let part = try RoundingMode.down.scaledQuotient(numerator, denominator, scale: Self.scale)
    floor = try checkedSum(floor, part)
    inexact += 1
    terms.append((numerator, denominator))
  }

  /// The sum divided by a positive number, rounded half up.
  func divided(by divisor: Int, decimals: Int) throws(Problem) -> Decimal {
    let unit = try checkedProduct(Int128(divisor), PowersOfTen.int128(Self.scale))
    let low = try RoundingMode.halfUp.scaledQuotient(floor, unit, scale: decimals)
    let high = try RoundingMode.halfUp.scaledQuotient(floor + inexact, unit, scale: decimals)
    if low == high { return try Decimal(coefficient: low, scale: decimals) }
    var exact = BigRatio.zero
    for term in terms {
      exact = (exact + BigRatio(WideInteger(term.numerator), WideInteger(term.denominator))).reduced
    }
    let mean = BigRatio(exact.numerator, exact.denominator * WideInteger(Int128(divisor)))
    guard let digits = mean.scaled(decimals, .halfUp).int128 else {
      throw .overflow("a mean of fractions")
    }
    return try Decimal(coefficient: digits, scale: decimals)
  }
}

/// The spread of some amounts (变异系数): standard deviation of all of them ÷ mean.
enum VariationCoefficient {
  /// Decimals of the returned integer.
  static let scale = 12

  /// CV × 10^12, rounded down; nil for fewer than two amounts or a mean of zero.
  ///
  /// - Parameters:
  ///   - sum: of the amounts, not negative.
  ///   - squares: sum of the amounts' squares.
  static func scaled(
    count: Int, sum: Int128, squares: Int128
  ) throws(Problem) -> Int128? {
    guard count >= 2, sum > 0 else { return nil }
    let square = try checkedProduct(sum, sum)
    let variance = try checkedProduct(Int128(count), squares) - square
    return squareRoot(
      try RoundingMode.down.scaledQuotient(variance, square, scale: 2 * scale))
  }

  /// The largest integer whose square is not above the number, which is not negative.
  static func squareRoot(_ number: Int128) -> Int128 {
    guard number > 1 else { return number }
    var root: Int128 = 1 << ((128 - number.leadingZeroBitCount + 1) / 2)
    while true {
      let next = (root + number / root) / 2
      if next >= root { return root }
      root = next
    }
  }
}
