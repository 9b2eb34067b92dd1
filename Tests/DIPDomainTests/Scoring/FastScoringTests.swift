import Quantities
import Testing

@testable import DIPDomain

@Suite struct FastScoringTests {
  /// The hot loop and the rule itself give the same score for every single case.
  @Test(arguments: [
    "{preset: dip10, missing_reference: normal}", "{preset: jining, missing_reference: normal}",
    "{reference: mean, missing_reference: normal, bands: [{lower: 0, upper: 0.37, k: {a: 1.1, b: 0.2}},"
      + "{lower: 0.37, upper: 2, upper_inclusive: true, k: {b: 1}},"
      + "{lower: 2, lower_inclusive: false, k: {a: 0.8, b: -0.55, c: 0.25}}]}",
  ])
  func agreesWithTheRule(deviation: String) throws {
    for mode in RoundingMode.allCases {
      for scale in [0, 2, 4, 7] {
        var text = PolicyText(
          pools: "{mode: merged, types: [\"310\", \"390\"]}",
          ungrouped: "{rule: mean_score_coefficient, mean_score: 650.5, coefficient: 0.63}",
          deviation: deviation)
        text.more = ["rounding: {case_score: {scale: \(scale), mode: \(mode.rawValue)}}"]
        let settlement = try RandomSettlement(seed: UInt64(scale), caseCount: 150, text: text)
        let tables = try settlement.tables()
        #expect(tables.fast != nil)
        for index in settlement.cases.indices {
          let columns = try settlement.columns(order: [index])
          guard columns.group[0] != ScoringColumns.outOfScope else { continue }
          let result = try ScoringPass(tables: tables, columns: columns).run(threads: 1)
          let exact = try tables.exactScore(
            institution: Int(columns.institution[0]), group: Int(columns.group[0]),
            pool: Int(columns.pool[0]), cost: columns.totalCost[0])
          let expected = try mode.scaledQuotient(
            exact.numerator, exact.denominator, scale: scale)
          #expect(
            result.sums.reduce(0) { $0 + $1.score } == expected,
            "case \(index), \(mode) to \(scale), band \(exact.band), cost \(columns.totalCost[0])")
        }
      }
    }
  }

  /// ⌊x ÷ d⌋ by multiplication is right at the edges of its range.
  @Test func dividesByMultiplication() throws {
    var random = SeededRandom(seed: 81)
    for target in 0...8 {
      for mode in RoundingMode.allCases {
        let rounding = try #require(
          NormalRounding(
            from: 8, to: target, mode, highestScore: Int64(Int32.max),
            highestCoefficient: 1_000_000))
        for _ in 0..<500 {
          let product = random.integer(in: 0...Int64(Int32.max) * 1_000_000)
          for value in [product, product / 100_000_000 * 100_000_000, 50_000_000] {
            let expected = try mode.scaledQuotient(
              Int128(value), PowersOfTen.int128(8), scale: target)
            #expect(Int128(rounding(value)) == expected, "\(value) \(mode) \(target)")
          }
        }
      }
    }
    #expect(
      NormalRounding(
        from: 4, to: 18, .down, highestScore: .max, highestCoefficient: 2) == nil)
  }

  /// Costs and scores beyond the hot loop's integers are still scored, by the rule itself.
  @Test func hugeCasesTakeTheSlowWay() throws {
    var text = PolicyText(deviation: "{preset: dip10}")
    text.more = ["rounding: {case_score: {scale: 4, mode: half_up}}"]
    var cases = SmallSettlement()
    cases.groups = [try .simple("A", score: "1000.0000", mean: "10000")]
    try cases.add("H99010000001", group: "A", cost: "90000000000000", booked: "900")
    let tables = try ScoringTables(
      policy: text.policy(), groups: cases.groups, institutions: cases.institutions)
    #expect(tables.fast != nil)
    let result = try ScoringPass(tables: tables, columns: cases.columns).run(threads: 1)
    // 1000 × (9 000 000 000 − 1) points of four decimals.
    #expect(result.sums[0].score == 1000 * 8_999_999_999 * 10_000)
  }
}
