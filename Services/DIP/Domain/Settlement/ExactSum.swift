import Quantities

/// A sum of exact amounts, kept by denominator so that adding never multiplies denominators.
struct ExactSum: Sendable {
  private var numerators: [WideInteger: WideInteger] = [:]

  mutating func add(_ amount: BigRatio) {
    numerators[amount.denominator, default: 0] += amount.numerator
  }

  /// Adds an amount so many times.
  mutating func add(_ amount: BigRatio, times count: WideInteger) {
    numerators[amount.denominator, default: 0] += amount.numerator * count
  }

  mutating func add(_ other: ExactSum) {
    for (denominator, numerator) in other.numerators {
      numerators[denominator, default: 0] += numerator
    }
  }

  /// The sum over the least common multiple of the denominators.
  var value: BigRatio {
    let denominator = numerators.keys.reduce(WideInteger(1 as Int64)) {
      $0.leastCommonMultiple(with: $1)
    }
    var total: WideInteger = 0
    for (known, numerator) in numerators { total += numerator * (denominator / known) }
    return BigRatio(total, denominator)
  }
}
