import BigInt
import Quantities

/// Number, sum and sum of squares of some costs: all that means and variations are made of, as
/// integers, so that any order of adding gives the same result.
struct CostSums: Sendable, Hashable {
  var cases: Int64 = 0
  /// Fen.
  var total: Int128 = 0
  /// Fen squared.
  var squares: Int128 = 0

  /// The largest cost that is measured, 10^13 fen: the squares of 10^9 such cases fit 128 bits.
  static let maximumCost: Int64 = 10_000_000_000_000

  @inline(__always)
  mutating func add(_ cost: Int64) {
    cases += 1
    total += Int128(cost)
    squares += Int128(cost) * Int128(cost)
  }

  static func + (a: CostSums, b: CostSums) -> CostSums {
    CostSums(
      cases: a.cases + b.cases, total: a.total + b.total, squares: a.squares + b.squares)
  }

  static func += (a: inout CostSums, b: CostSums) { a = a + b }

  static func - (a: CostSums, b: CostSums) -> CostSums {
    CostSums(
      cases: a.cases - b.cases, total: a.total - b.total, squares: a.squares - b.squares)
  }

  /// Mean in yuan; nil without cases.
  var mean: BigRatio? {
    cases > 0 ? BigRatio(WideInteger(total), WideInteger(cases * 100)) : nil
  }

  /// cases² × variance: Σ of squared distances from the mean, times the number of cases.
  var spread: WideInteger {
    WideInteger(Int128(cases)) * WideInteger(squares) - WideInteger(total) * WideInteger(total)
  }

  /// Σ of squared distances from the mean (离差平方和); zero without cases.
  var deviation: BigRatio { cases > 0 ? BigRatio(spread, WideInteger(cases)) : .zero }

  /// Coefficient of variation (变异系数): standard deviation of the whole group ÷ mean, in
  /// millionths, half up; nil without a mean above zero.
  var variationMillionths: Int64? {
    guard cases > 0, total > 0 else { return nil }
    // ⌊(⌊2x⌋ + 1) ÷ 2⌋ is x rounded half up, and ⌊√⌊4y⌋⌋ is ⌊2√y⌋.
    let square = BigInt(total) * BigInt(total)
    let twice = (spread.big * BigInt(4_000_000_000_000) / square).squareRoot()
    return Int64(exactly: (twice + 1) / 2)
  }
}

extension WideInteger {
  /// The largest integer whose square is not above this one; this one is not negative.
  var squareRoot: WideInteger { WideInteger(big.squareRoot()) }
}
