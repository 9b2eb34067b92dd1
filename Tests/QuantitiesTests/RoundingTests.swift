import Quantities
import Testing

@Suite struct RoundingTests {
  /// (tenths, half_up, half_even, down, up) of the number tenths ÷ 10.
  @Test(arguments: [
    [15, 2, 2, 1, 2], [25, 3, 2, 2, 3], [-15, -2, -2, -1, -2], [-25, -3, -2, -2, -3],
    [24, 2, 2, 2, 3], [26, 3, 3, 2, 3], [-24, -2, -2, -2, -3], [20, 2, 2, 2, 2], [0, 0, 0, 0, 0],
    [5, 1, 0, 0, 1], [-5, -1, 0, 0, -1], [1, 0, 0, 0, 1],
  ])
  func roundsToIntegers(row: [Int]) throws {
    let modes: [RoundingMode] = [.halfUp, .halfEven, .down, .up]
    for (mode, expected) in zip(modes, row.dropFirst()) {
      #expect(mode.divide(Int128(row[0]), by: 10) == Int128(expected), "\(mode)")
      #expect(try Ratio(Int128(row[0]), 10).scaled(0, mode) == Int128(expected), "\(mode)")
    }
  }

  /// 8 499 999.99 ÷ 10 000 000 prints as 0.850000 and is below 0.85.
  @Test func aRoundedQuotientIsNotAThreshold() throws {
    let quotient = try Ratio(849_999_999, 1_000_000_000)
    let threshold = try Decimal(parsing: "0.85").ratio
    #expect(try quotient.rounded(scale: 6, .halfUp).formatted(decimals: 6) == "0.850000")
    #expect(quotient < threshold)
  }

  /// Every mode stays within one unit, on the side it promises, and is exact on integers.
  @Test func staysWithinOneUnit() throws {
    var random = SeededRandom(seed: 31)
    for _ in 0..<3000 {
      let value = try Ratio(
        Int128(random.integer(in: Int64.min...Int64.max)),
        Int128(random.integer(in: 1...Int64.max)))
      for mode in RoundingMode.allCases {
        let scale = Int(random.integer(in: 0...12))
        let rounded = try value.rounded(scale: scale, mode).ratio
        let unit = try Ratio(1, (0..<scale).reduce(Int128(1)) { product, _ in product * 10 })
        let gap = try rounded - value
        #expect(max(gap, gap.negated) < unit)
        switch mode {
        case .down: #expect(value < .zero ? gap >= .zero : gap <= .zero)
        case .up: #expect(value < .zero ? gap <= .zero : gap >= .zero)
        case .halfUp, .halfEven: #expect(try max(gap, gap.negated) * Ratio(2) <= unit)
        }
        #expect(try rounded.rounded(by: .decimals(scale, mode)) == rounded)
      }
    }
  }

  @Test func widensBeforeItDivides() throws {
    // numerator × 10^18 needs more than 128 bits, the result does not.
    let value = try Ratio(Int128.max, Int128.max / 7)
    #expect(try value.scaled(18, .halfUp) == 7_000_000_000_000_000_000)
    #expect(throws: Problem.self) { try Ratio(integer: Int128.max).scaled(1, .down) }
  }
}
