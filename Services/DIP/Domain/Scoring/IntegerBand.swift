import Quantities

/// A deviation band in integers: thresholds as fractions, `k = (a·r + b + c·coefficient) ÷ 10^scale`.
struct IntegerBand: Sendable {
  /// The upper end of a band, a fraction.
  struct End: Sendable {
    var numerator: Int64
    var denominator: Int64
    var inclusive: Bool

    /// The lowest cost, in whole fen, that lies beyond the end.
    func firstCostBeyond(_ reference: UInt32) -> Int64 {
      // The product of 32 bits and 63 is taken whole; a cost beyond 63 bits is beyond all costs.
      let product = Int128(reference) * Int128(numerator)
      let (whole, rest) = product.quotientAndRemainder(dividingBy: Int128(denominator))
      return Int64(clamping: inclusive || rest != 0 ? whole + 1 : whole)
    }
  }

  /// nil for the last band.
  var upper: End?
  var scale: Int
  var a: Int64
  var b: Int64
  var c: Int64
  var appliesInstitution: Bool
  var appliesAuxiliary: Bool

  static func compile(_ bands: [DeviationBand]) throws(Problem) -> [IntegerBand] {
    var result: [IntegerBand] = []
    for band in bands {
      let scale = max(band.a.scale, band.b.scale, band.c.scale)
      var made = IntegerBand(
        upper: nil, scale: scale, a: try narrow(band.a, scale), b: try narrow(band.b, scale),
        c: try narrow(band.c, scale), appliesInstitution: band.appliesInstitution,
        appliesAuxiliary: band.appliesAuxiliary)
      if let upper = band.interval.upper {
        made.upper = End(
          numerator: try narrow(upper, upper.scale), denominator: try narrow(.one, upper.scale),
          inclusive: band.interval.upperInclusive)
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
