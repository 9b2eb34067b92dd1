import Quantities

/// Splits an amount of an account over its parts so that the parts add up to it (按部分拆分).
enum PartSplit {
  /// Shares of `total` in proportion to the weights, whole fen: floors of the magnitude, and one fen
  /// each to the largest fractions, equal ones in order of the parts. A negative total is split by its
  /// magnitude.
  ///
  /// - Parameter weights: none negative. Without one above zero the first part takes all.
  static func split(_ total: Money, by weights: [BigRatio]) throws(Problem) -> [Money] {
    guard !weights.isEmpty else { return [] }
    guard weights.contains(where: { $0 > .zero }) else {
      return [total] + Array(repeating: .zero, count: weights.count - 1)
    }
    let magnitude = total.fen.magnitude
    var shares = narrowShares(magnitude, weights)
    if shares == nil { shares = try wideShares(Int128(magnitude), weights) }
    return (shares ?? []).map { Money(fen: total.fen < 0 ? 0 - $0 : $0) }
  }

  /// The shares in 64 bits, which scores of ordinary size need; nil when a number does not fit.
  private static func narrowShares(_ total: UInt64, _ weights: [BigRatio]) -> [Int64]? {
    var numerators: [UInt64] = []
    numerators.reserveCapacity(weights.count)
    var sum: UInt64 = 0
    for weight in weights {
      // Of one denominator, which cancels.
      guard weight.denominator == weights[0].denominator, let wide = weight.numerator.int128,
        let numerator = UInt64(exactly: wide)
      else { return nil }
      let (next, overflow) = sum.addingReportingOverflow(numerator)
      guard !overflow else { return nil }
      sum = next
      numerators.append(numerator)
    }
    var floors: [Int64] = []
    floors.reserveCapacity(weights.count)
    var rests: [UInt64?] = []
    rests.reserveCapacity(weights.count)
    for numerator in numerators {
      // No weight is above the sum, so the quotient is at most the total.
      let product = total.multipliedFullWidth(by: numerator)
      guard product.high < sum else { return nil }
      let share = sum.dividingFullWidth(product)
      floors.append(Int64(share.quotient))
      rests.append(share.remainder)
    }
    return distributed(Int128(total), floors: floors, fractions: &rests)
  }

  private static func wideShares(
    _ total: Int128, _ weights: [BigRatio]
  ) throws(Problem) -> [Int64] {
    let sum = weights.reduce(.zero, +)
    guard let unit = BigRatio(WideInteger(total), 1).divided(by: sum)?.reduced else {
      throw .overflow("the weights of a split")
    }
    let exact = weights.map { $0 * unit }
    let floors = exact.map(\.floor)
    var rests: [BigRatio?] = zip(exact, floors).map { $0 - BigRatio($1, 1) }
    return distributed(
      total,
      floors: try floors.map { floor throws(Problem) in
        try BigRatio(floor, 1).fen(.down).fen
      }, fractions: &rests)
  }

  /// One fen each to the largest fractions until the total is reached; those served become nil.
  private static func distributed<Fraction: Comparable>(
    _ total: Int128, floors: [Int64], fractions: inout [Fraction?]
  ) -> [Int64] {
    var shares = floors
    var left = floors.reduce(total) { $0 - Int128($1) }
    while left > 0 {
      var best: (place: Int, fraction: Fraction)?
      for place in shares.indices {
        guard let fraction = fractions[place] else { continue }
        if best.map({ fraction > $0.fraction }) ?? true { best = (place, fraction) }
      }
      guard let best else { break }
      fractions[best.place] = nil
      shares[best.place] += 1
      left -= 1
    }
    return shares
  }
}
