import Quantities
import Testing

@testable import DIPDomain

@Suite("Exact means and spreads of reports")
struct FractionSumTests {
  @Test("The mean of fractions is the one that adding them as they are gives", arguments: 1...20)
  func mean(_ seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    var sum = FractionSum()
    var exact = BigRatio.zero
    let count = Int(random.integer(in: 1...60))
    for _ in 0..<count {
      let top = Int128(random.integer(in: 0...1_000_000_000))
      let bottom = Int128(random.integer(in: 1...1_000_000))
      try sum.add(top, over: bottom)
      exact = exact + BigRatio(WideInteger(top), WideInteger(bottom))
    }
    let mean = BigRatio(exact.numerator, exact.denominator * WideInteger(Int128(count)))
    let decimals = Int(random.integer(in: 0...6))
    let rounded = try sum.divided(by: count, decimals: decimals)
    #expect(
      try rounded.scaled(to: decimals) == mean.scaled(decimals, .halfUp).int128, "seed \(seed)")
  }

  @Test("A mean that lies exactly between two decimals is rounded up, not down by its floor")
  func tie() throws {
    var sum = FractionSum()
    // 1/3 + 1/6 = 1/2: both floors are below, their sum is exactly the tie.
    try sum.add(1, over: 3)
    try sum.add(1, over: 6)
    #expect(try sum.divided(by: 1, decimals: 0) == Decimal(integer: 1))
  }

  @Test("The variation of known amounts", arguments: [([2, 4, 4, 4, 5, 5, 7, 9], "0.4")])
  func variation(_ amounts: [Int], _ cv: String) throws {
    // Mean 5, variance 4 (a textbook example): 2 ÷ 5.
    let scaled = try VariationCoefficient.scaled(
      count: amounts.count, sum: Int128(amounts.reduce(0, +)),
      squares: Int128(amounts.reduce(0) { $0 + $1 * $1 }))
    let expected = try Decimal(parsing: cv).scaled(to: VariationCoefficient.scale)
    #expect(scaled == expected)
    #expect(try VariationCoefficient.scaled(count: 1, sum: 3, squares: 9) == nil)
  }

  @Test("Integer square roots are the largest that fit")
  func roots() {
    var random = SeededRandom(seed: 7)
    for _ in 0..<2_000 {
      let shift = Int(random.integer(in: 0...63))
      let number =
        Int128(random.integer(in: 0...Int64.max)) << Int128(shift) & (Int128.max >> 4)
      let root = VariationCoefficient.squareRoot(number)
      #expect(root * root <= number)
      #expect((root + 1) * (root + 1) > number)
    }
  }
}
