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
          guard columns.cell[0] != ScoringColumns.outOfScope else { continue }
          let result = try scored(columns, tables)
          let exact = try tables.exactScore(
            institution: Int(columns.institution[0]), cell: Int(columns.cell[0]),
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
      let pass = try ScoringPass(
        tables: tables, cases: ClusteredCases(columns, for: tables), block: block)
      #expect(
        try pass.run(threads: 2).sums == byTheRule(columns, tables),
        "seed \(seed)\n\(settlement.yaml)")
    }
  }

  /// Sums by account, one case after the other by the rule itself.
  private func byTheRule(_ columns: ScoringColumns, _ tables: ScoringTables) throws -> [AccountSums]
  {
    let perInstitution = tables.accountsPerInstitution
    var sums = [AccountSums](
      repeating: AccountSums(), count: tables.institutions.count * perInstitution)
    for index in 0..<columns.count {
      let account =
        Int(columns.institution[index]) * perInstitution
        + (perInstitution == 1 ? 0 : Int(columns.pool[index]))
      guard columns.cell[index] != ScoringColumns.outOfScope else {
        sums[account].outOfScope += 1
        continue
      }
      let score = try tables.exactScore(
        institution: Int(columns.institution[index]), cell: Int(columns.cell[index]),
        pool: Int(columns.pool[index]), cost: columns.totalCost[index])
      try sums[account].count(
        score.position, cost: columns.totalCost[index], booked: columns.bookedFund[index],
        patient: columns.patientShare[index],
        review: score.band < 0 ? .none : tables.policy.deviation.bands[score.band].review)
      if case .decimals(let scale, let mode) = tables.policy.rounding[.caseScore] {
        sums[account].score += try mode.scaledQuotient(
          score.numerator, score.denominator, scale: scale)
      }
    }
    return sums
  }

  private func scored(_ columns: ScoringColumns, _ tables: ScoringTables) throws -> ScoredAccounts {
    try ScoringPass(tables: tables, cases: ClusteredCases(columns, for: tables)).run(threads: 1)
  }

  /// Sums that leave 64 bits are an error and never a wrong number.
  @Test func sumsBeyondTheBoundAreRefused() throws {
    var text = PolicyText(deviation: "{preset: dip10}")
    text.more = ["rounding: {case_score: {scale: 4, mode: half_up}}"]
    var cases = SmallSettlement()
    cases.groups = [try .simple("A", score: "0.01", mean: "90000")]
    let huge = Money(fen: Int64.max / 2).description
    for _ in 0..<2 { try cases.add("H99010000001", group: "A", cost: huge, booked: "900") }
    let tables = try ScoringTables(
      policy: text.policy(), groups: cases.groups, institutions: cases.institutions)
    #expect(try scored(cases.columns, tables).sums[0].cost == Int64.max - 1)
    try cases.add("H99010000001", group: "A", cost: huge, booked: "900")
    #expect(throws: Problem.self) { try scored(cases.columns, tables) }
  }

  /// Clustering moves cases and changes none.
  @Test func clusteringKeepsEveryCase() throws {
    var settlement = try RandomSettlement(seed: 17, caseCount: 500)
    for index in stride(from: 3, to: 500, by: 50) {
      settlement.cases[index].cost = Money(fen: 1 << 32 + Int64(index))
    }
    let columns = try settlement.columns()
    let tables = try settlement.tables()
    let clustered = try ClusteredCases(columns, for: tables)
    let expected = (0..<columns.count).filter { columns.cell[$0] != ScoringColumns.outOfScope }.map
    {
      [
        Int64(columns.institution[$0]), Int64(columns.pool[$0]), Int64(columns.cell[$0]),
        columns.totalCost[$0], columns.bookedFund[$0], columns.patientShare[$0],
      ]
    }
    var found = clustered.wide.map {
      [Int64($0.institution), Int64($0.pool), Int64($0.cell), $0.cost, $0.booked, $0.patient]
    }
    #expect(!found.isEmpty)
    var next = 0
    for run in clustered.runs {
      #expect(run.range.lowerBound == next)
      for index in run.range {
        #expect(tables.part(ofCell: clustered.cells[index]) == run.part)
        #expect(index == next || clustered.cells[index - 1] <= clustered.cells[index])
        found.append([
          Int64(run.institution), Int64(run.pool), Int64(clustered.cells[index]),
          Int64(clustered.costs[index]), Int64(clustered.booked[index]),
          Int64(clustered.patient[index]),
        ])
      }
      next = run.range.upperBound
    }
    #expect(next == clustered.count)
    #expect(
      found.sorted { $0.lexicographicallyPrecedes($1) }
        == expected.sorted { $0.lexicographicallyPrecedes($1) })
    #expect(
      clustered.outOfScope.reduce(0) { $0 + Int($1.cases) } == columns.count - expected.count)
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
    let result = try scored(cases.columns, tables)
    // 1000 × (9 000 000 000 − 1) points of four decimals.
    #expect(result.sums[0].score == 1000 * 8_999_999_999 * 10_000)
  }
}
