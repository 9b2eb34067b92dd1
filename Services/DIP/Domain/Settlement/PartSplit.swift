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
    var shares = Array(repeating: Money.zero, count: count)
    guard let weights = weights.first(where: { $0.contains { $0 > .zero } }) else {
      shares[0] = total
      return shares
    }
    let sum = weights.reduce(.zero, +)
    let magnitude = BigRatio(fen: total.fen < 0 ? Money(fen: try negated(total)) : total)
    guard let unit = magnitude.divided(by: sum)?.reduced else { return shares }
    let exact = weights.map { $0 * unit }
    var floors = exact.map(\.floor)
    let left = magnitude.floor - floors.reduce(0, +)
    guard let narrow = left.int128, let count = Int(exactly: narrow) else {
      throw .overflow("what the floors of a split leave")
    }
    let fractions = zip(exact, floors).map { $0 - BigRatio($1, 1) }
    let order = fractions.indices.sorted { a, b in
      fractions[a] == fractions[b] ? a < b : fractions[a] > fractions[b]
    }
    for index in order.prefix(count) { floors[index] += 1 }
    for index in shares.indices {
      let share = try BigRatio(floors[index], 1).fen(.down)
      shares[index] = total.fen < 0 ? Money(fen: -share.fen) : share
    }
    return shares
  }

  private static func negated(_ amount: Money) throws(Problem) -> Int64 {
    try (Money.zero - amount).fen
  }
}
