import Quantities

/// Splits an amount of an account over its parts so that the parts add up to it (按部分拆分).
enum PartSplit {
  /// Shares of `total` in proportion to the weights, whole fen: floors of the magnitude, and one fen
  /// each to the largest fractions, equal ones in order of the parts. A negative total is split by its
  /// magnitude.
  ///
  /// - Parameter weights: alternatives by falling rank, none negative; the first with a weight above
  ///   zero decides. Without any the first part takes all.
  static func split(_ total: Money, by weights: [[BigRatio]]) throws(Problem) -> [Money] {
    guard let count = weights.first?.count, count > 0 else { return [] }
    guard let weights = weights.first(where: { $0.contains { $0 > .zero } }) else {
      return [total] + Array(repeating: .zero, count: count - 1)
    }
    let magnitude = Int128(total.fen.magnitude)
    var shares = narrowShares(magnitude, weights)
    if shares == nil { shares = try wideShares(magnitude, weights) }
    return (shares ?? []).map { Money(fen: total.fen < 0 ? 0 - $0 : $0) }
  }

  /// The shares in 128 bits; nil when a number does not fit.
  private static func narrowShares(_ total: Int128, _ weights: [BigRatio]) -> [Int64]? {
    var sum: Int128 = 0
    var numerators: [Int128] = []
    for weight in weights {
      // Of one denominator, which cancels.
      guard weight.denominator == weights[0].denominator, let numerator = weight.numerator.int128
      else { return nil }
      let (product, o1) = numerator.multipliedReportingOverflow(by: total)
      let (next, o2) = sum.addingReportingOverflow(numerator)
      guard !o1, !o2 else { return nil }
      numerators.append(product)
      sum = next
    }
    let parts = numerators.map { $0.quotientAndRemainder(dividingBy: sum) }
    return distributed(
      total, floors: parts.map { Int64($0.quotient) }, fractions: parts.map(\.remainder))
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
    return distributed(
      total,
      floors: try floors.map { floor throws(Problem) in
        try BigRatio(floor, 1).fen(.down).fen
      }, fractions: zip(exact, floors).map { $0 - BigRatio($1, 1) })
  }

  /// One fen each to the largest fractions until the total is reached.
  private static func distributed<Fraction: Comparable>(
    _ total: Int128, floors: [Int64], fractions: [Fraction]
  ) -> [Int64] {
    var shares = floors
    var left = floors.reduce(total) { $0 - Int128($1) }
    var isOpen = Array(repeating: true, count: shares.count)
    while left > 0 {
      var best: Int?
      for index in shares.indices where isOpen[index] {
        if best.map({ fractions[index] > fractions[$0] }) ?? true { best = index }
      }
      guard let best else { break }
      isOpen[best] = false
      shares[best] += 1
      left -= 1
    }
    return shares
  }
}
