/// Distribution of an amount so that the parts add up exactly (最大余数法): every part is its floor,
/// and what is left goes one unit each to the largest fractions, equal fractions in list order.
///
/// List order is part of the rule: pass the parts sorted by their code.
public enum LargestRemainder {
  /// `total` in proportion to `weights` (not negative, not all zero).
  public static func distribute(
    _ total: Int64, weights: [Int128]
  ) throws(Problem) -> [Int64] {
    guard total >= 0 else { throw .overflow("distribution of a negative total \(total)") }
    var sum: Int128 = 0
    for weight in weights {
      guard weight >= 0 else { throw .overflow("negative weight \(weight)") }
      let (next, overflow) = sum.addingReportingOverflow(weight)
      guard !overflow else { throw .overflow("sum of weights") }
      sum = next
    }
    guard sum > 0 else { throw .divisionByZero("distribution by weights that are all zero") }
    var parts: [Int64] = []
    var fractions: [UInt128] = []
    parts.reserveCapacity(weights.count)
    fractions.reserveCapacity(weights.count)
    for weight in weights {
      // weight ≤ sum, so the quotient is at most the total and always fits.
      let product = weight.magnitude.multipliedFullWidth(by: UInt128(total))
      let (quotient, remainder) = sum.magnitude.dividingFullWidth((product.high, product.low))
      parts.append(Int64(quotient))
      fractions.append(remainder)
    }
    let left = parts.reduce(total) { $0 - $1 }
    let order = fractions.indices.sorted {
      fractions[$0] != fractions[$1] ? fractions[$0] > fractions[$1] : $0 < $1
    }
    for index in order.prefix(Int(left)) { parts[index] += 1 }
    return parts
  }

  /// Exact `shares` turned into integers that add up to `total`.
  ///
  /// The shares must really add up to about the total: what the floors leave has to be between zero
  /// and one unit for each share, else the call throws.
  public static func round(_ shares: [Ratio], to total: Int64) throws(Problem) -> [Int64] {
    var parts: [Int64] = []
    var fractions: [Ratio] = []
    var left = Int128(total)
    for share in shares {
      let floor = share.floor
      guard let part = Int64(exactly: floor) else { throw .overflow("share \(share)") }
      parts.append(part)
      fractions.append(try share - Ratio(integer: floor))
      left -= floor
    }
    guard left >= 0, left <= Int128(shares.count) else {
      throw .overflow("shares that add up to another total than \(total)")
    }
    let order = fractions.indices.sorted {
      fractions[$0] != fractions[$1] ? fractions[$0] > fractions[$1] : $0 < $1
    }
    for index in order.prefix(Int(left)) { parts[index] += 1 }
    return parts
  }
}
