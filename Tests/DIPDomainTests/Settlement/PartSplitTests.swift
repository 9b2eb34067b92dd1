import Quantities
import Testing

@testable import DIPDomain

@Suite struct PartSplitTests {
  private func ratio(_ top: Int64, _ bottom: Int64 = 1) -> BigRatio {
    BigRatio(WideInteger(top), WideInteger(bottom))
  }

  /// 1.00 yuan in thirds: the first part takes the fen that is left; equal fractions go in order.
  @Test func thirds() throws {
    let shares = try PartSplit.split(
      Money(fen: 100), by: [ratio(1), ratio(1), ratio(1)])
    #expect(shares.map(\.fen) == [34, 33, 33])
    let negative = try PartSplit.split(
      Money(fen: -100), by: [ratio(1), ratio(1), ratio(1)])
    #expect(negative.map(\.fen) == [-34, -33, -33])
  }

  /// Without any weight above zero the first part takes all.
  @Test func withoutWeights() throws {
    #expect(try PartSplit.split(Money(fen: 9), by: [ratio(0), ratio(2)]).map(\.fen) == [0, 9])
    #expect(try PartSplit.split(Money(fen: 9), by: [.zero, .zero]).map(\.fen) == [9, 0])
    #expect(try PartSplit.split(Money(fen: 9), by: []).isEmpty)
  }

  /// Shares add up, none is off by a fen or more, and a larger weight never gets less.
  @Test(arguments: 1...50 as ClosedRange<UInt64>)
  func conserves(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let weights = (0..<8).map { _ in
      ratio(random.integer(in: 0...1_000_000), random.integer(in: 1...999))
    }
    let total = random.integer(in: -1_000_000_000...1_000_000_000)
    let shares = try PartSplit.split(Money(fen: total), by: weights)
    #expect(shares.reduce(0) { $0 + $1.fen } == total, "seed \(seed)")
    let sum = weights.reduce(.zero, +)
    for (share, weight) in zip(shares, weights) where sum > .zero {
      let difference = ratio(share.fen) * sum - ratio(total) * weight
      #expect(difference < sum && sum * ratio(-1) < difference, "seed \(seed)")
    }
    for (a, first) in zip(shares, weights) {
      for (b, second) in zip(shares, weights) where first > second {
        #expect(total >= 0 ? a >= b : a <= b, "seed \(seed)")
      }
    }
  }
}
