import Quantities

/// A deviation band in integers: thresholds as fractions, `k = (a·r + b + c·coefficient) ÷ 10^scale`.
struct IntegerBand: Sendable {
  /// Upper end `upperNumerator ÷ upperDenominator`; nil for the last band.
  var upper: (numerator: Int64, denominator: Int64, inclusive: Bool)?
  var scale: Int
  var a: Int64
  var b: Int64
  var c: Int64
  var appliesInstitution: Bool
  var appliesAuxiliary: Bool

  /// Whether `k` is 1 at every cost.
  var isPlain: Bool { a == 0 && c == 0 && scale == 0 && b == 1 && appliesInstitution }

  static func compile(_ bands: [DeviationBand]) throws(Problem) -> [IntegerBand] {
    var result: [IntegerBand] = []
    for band in bands {
      let scale = max(band.a.scale, band.b.scale, band.c.scale)
      var made = IntegerBand(
        upper: nil, scale: scale, a: try narrow(band.a, scale), b: try narrow(band.b, scale),
        c: try narrow(band.c, scale), appliesInstitution: band.appliesInstitution,
        appliesAuxiliary: band.appliesAuxiliary)
      if let upper = band.interval.upper {
        made.upper = (
          try narrow(upper, upper.scale), try narrow(.one, upper.scale),
          band.interval.upperInclusive
        )
      }
      result.append(made)
    }
    return result
  }

  private static func narrow(_ value: Decimal, _ scale: Int) throws(Problem) -> Int64 {
    guard let number = Int64(exactly: try value.scaled(to: scale)) else {
      throw .overflow("\(value) at \(scale) decimals")
    }
    return number
  }

  /// Whether `cost ÷ reference` lies below the upper end. Bands are asked in order, so the lower end
  /// is known to hold. Cross products, so that no rounded quotient decides.
  func holds(cost: Int128, reference: Int128) throws(Problem) -> Bool {
    guard let upper else { return true }
    let left = try checkedProduct(cost, Int128(upper.denominator))
    let right = try checkedProduct(reference, Int128(upper.numerator))
    return upper.inclusive ? left <= right : left < right
  }
}
