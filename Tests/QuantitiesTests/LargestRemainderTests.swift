import Quantities
import Testing

@Suite struct LargestRemainderTests {
  /// 100 over 1:1:1 leaves one unit; equal fractions go by list order.
  @Test func equalFractionsGoByOrder() throws {
    #expect(try LargestRemainder.distribute(100, weights: [1, 1, 1]) == [34, 33, 33])
    #expect(try LargestRemainder.distribute(5, weights: [0, 3, 7]) == [0, 2, 3])
    #expect(try LargestRemainder.distribute(0, weights: [2, 3]) == [0, 0])
  }

  /// Parts add up, stay within one unit of their exact share, and follow the weights.
  @Test func partsAddUp() throws {
    var random = SeededRandom(seed: 41)
    for _ in 0..<500 {
      let weights = (0..<Int(random.integer(in: 1...30))).map { _ in
        Int128(random.integer(in: 0...Int64.max))
      }
      guard weights.contains(where: { $0 > 0 }) else { continue }
      let total = random.integer(in: 0...Int64.max / 2)
      let parts = try LargestRemainder.distribute(total, weights: weights)
      #expect(parts.reduce(0, +) == total)
      let sum = weights.reduce(0, +)
      for (part, weight) in zip(parts, weights) {
        let share = try Ratio(weight, sum) * Ratio(total)
        #expect(Int128(part) == share.floor || Int128(part) == share.floor + 1)
        if weight == 0 { #expect(part == 0) }
      }
    }
  }

  @Test func roundsExactShares() throws {
    let shares = try [Ratio(10, 3), Ratio(10, 3), Ratio(10, 3)]
    #expect(try LargestRemainder.round(shares, to: 10) == [4, 3, 3])
    #expect(throws: Problem.self) { try LargestRemainder.round(shares, to: 14) }
    #expect(throws: Problem.self) { try LargestRemainder.round(shares, to: 8) }
  }

  @Test func refusesWeightsThatCannotDivide() {
    #expect(throws: Problem.self) { try LargestRemainder.distribute(5, weights: [0, 0]) }
    #expect(throws: Problem.self) { try LargestRemainder.distribute(5, weights: [2, -1]) }
    #expect(throws: Problem.self) { try LargestRemainder.distribute(-5, weights: [1]) }
    #expect(throws: Problem.self) {
      try LargestRemainder.distribute(5, weights: [Int128.max, Int128.max])
    }
  }
}
