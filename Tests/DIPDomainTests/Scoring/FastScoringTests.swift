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

  /// Under random policies, with costs up to where sums still fit and groups without a mean, the hot
  /// loop adds up what the rule adds up case by case.
  @Test(arguments: 600...639 as ClosedRange<UInt64>)
  func addsUpLikeTheRule(seed: UInt64) throws {
    var settlement = try RandomSettlement(seed: seed, caseCount: 400)
    var random = SeededRandom(seed: seed)
    for index in settlement.cases.indices where random.integer(in: 0...19) == 0 {
      settlement.cases[index].cost = Money(
        fen: random.integer(in: 0...Int64.max / 800) >> random.integer(in: 0...40))
    }
    let tables = try settlement.tables()
    let columns = try settlement.columns()
    for block in [37, 100_000] {
      let pass = try ScoringPass(tables: tables, columns: columns, block: block)
      var exact = PartialSums(accounts: tables.institutions.count * pass.accountsPerInstitution)
      for index in 0..<columns.count { try pass.addExactly(index, to: &exact) }
      #expect(try pass.run(threads: 2).sums == exact.sums, "seed \(seed)\n\(settlement.yaml)")
    }
  }

  /// An amount at which sums of the columns may leave 64 bits turns the hot loop off; the sums that
  /// do leave them are an error and never a wrong number.
  @Test func sumsBeyondTheBoundAreRefused() throws {
    var text = PolicyText(deviation: "{preset: dip10}")
    text.more = ["rounding: {case_score: {scale: 4, mode: half_up}}"]
    var cases = SmallSettlement()
    cases.groups = [try .simple("A", score: "0.01", mean: "90000")]
    let huge = Money(fen: Int64.max / 2).description
    for _ in 0..<2 { try cases.add("H99010000001", group: "A", cost: huge, booked: "900") }
    let tables = try ScoringTables(
      policy: text.policy(), groups: cases.groups, institutions: cases.institutions)
    #expect(cases.columns.sumsFit)
    let sums = try ScoringPass(tables: tables, columns: cases.columns).run(threads: 1).sums
    #expect(sums[0].cost == Int64.max - 1)
    try cases.add("H99010000001", group: "A", cost: huge, booked: "900")
    #expect(!cases.columns.sumsFit)
    #expect(throws: Problem.self) {
      try ScoringPass(tables: tables, columns: cases.columns).run(threads: 1)
    }
  }

  /// Clustering moves cases and changes none.
  @Test func clusteringKeepsEveryCase() throws {
    let settlement = try RandomSettlement(seed: 17, caseCount: 500)
    let columns = try settlement.columns()
    let clustered = columns.clustered()
    #expect(!columns.isClustered)
    #expect(clustered.isClustered)
    func rows(_ columns: ScoringColumns) -> [[Int64]] {
      (0..<columns.count).map {
        [
          Int64(columns.institution[$0]), Int64(columns.pool[$0]), Int64(columns.group[$0]),
          columns.totalCost[$0], columns.bookedFund[$0], columns.patientShare[$0],
        ]
      }
    }
    let found = rows(clustered)
    #expect(
      found.sorted { $0.lexicographicallyPrecedes($1) }
        == rows(columns).sorted { $0.lexicographicallyPrecedes($1) })
    var next = 0
    for run in clustered.runs {
      #expect(run.range.lowerBound == next)
      for index in run.range {
        #expect(found[index].prefix(2) == [Int64(run.institution), Int64(run.pool)])
      }
      next = run.range.upperBound
    }
    #expect(next == columns.count)
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
            let found = rounding(
              value * rounding.multiplier, isHalfEven: rounding.isHalfEven)
            #expect(Int128(found) == expected, "\(value) \(mode) \(target)")
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
