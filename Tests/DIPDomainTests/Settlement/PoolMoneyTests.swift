import Quantities
import Testing

@testable import DIPDomain

/// Money that does not come from ordinary scores alone: items, other point values, deposits, surplus.
@Suite struct PoolMoneyTests {
  private let first = "H99010000001"
  private let second = "H99010000002"

  /// 100 and 300 points, each case 500 of 1000 yuan booked.
  private func cases() throws -> SmallSettlement {
    var cases = SmallSettlement()
    cases.groups = [try .simple("A", score: "100"), try .simple("B", score: "300")]
    try cases.add(first, group: "A", cost: "1000", booked: "500", patient: "500")
    try cases.add(second, group: "B", cost: "1000", booked: "500", patient: "500")
    return cases
  }

  private func parts(_ line: AccountSettlement) -> [String: String] {
    Dictionary(uniqueKeysWithValues: line.parts.map { ($0.part.code, $0.due.description) })
  }

  /// 4000 yuan less 1000.01 by item leave 2999.99 for 400 points; the reviewed score of 100 makes it
  /// 500: 599.998, 1799.994 and 599.998. The item's booked amount is in no pay ratio.
  @Test func specialCases() throws {
    var small = try cases()
    small.columns.supplements.byItem = [
      .init(
        institution: 0, pool: 0, fund: try Money(parsing: "1000.01"),
        totalCost: try Money(parsing: "90000"), bookedFund: try Money(parsing: "1000.01"),
        patientShare: .zero)
    ]
    small.columns.supplements.adjusted = [
      .init(
        institution: 1, pool: 0, score: Decimal(integer: 100), totalCost: Money(fen: 100_000),
        bookedFund: Money(fen: 50_000), patientShare: Money(fen: 50_000))
    ]
    let result = try small.settle(
      PolicyText(residual: "largest_remainder", more: ["special_case: {per_mille: 5}"]).policy(),
      pool: "4000")
    #expect(result.pools[0].itemFund.description == "1000.01")
    #expect(result.pools[0].payRatio == "0.5")
    #expect(result.pools[0].paid.description == "4000.00")
    #expect(result.accounts.map(\.due.description) == ["1600.01", "2399.99"])
    #expect(result.accounts.map(\.itemCases) == [1, 0])
    #expect(parts(result.accounts[0]) == ["core": "600.00", "special": "1000.01"])
    #expect(parts(result.accounts[1]) == ["core": "1799.99", "special": "600.00"])
    #expect(result.accounts[1].parts.map(\.cases) == [1, 1])
  }

  @Test func itemsBeyondThePool() throws {
    var small = try cases()
    small.columns.supplements.byItem = [
      .init(
        institution: 0, pool: 0, fund: Money(fen: 100_001), totalCost: Money(fen: 100_001),
        bookedFund: .zero, patientShare: .zero)
    ]
    let problem = #expect(throws: Problem.self) {
      try small.settle(PolicyText().policy(), pool: "1000")
    }
    #expect(problem?.code == "DIP_SPECIAL_CASES_EXCEED_POOL")
  }

  /// Settlement value 2000 ÷ 0.5 ÷ 400 = 10; at 8 set for the year: 400 and 1200.
  @Test(arguments: [
    ("{method: settlement, year_start: 8}", "10", ["500.00", "1500.00"], "0.00"),
    ("{method: year_start, year_start: 8}", "8", ["400.00", "1200.00"], "400.00"),
  ])
  func pointValues(rule: String, value: String, dues: [String], left: String) throws {
    for residual in ["report", "regulation_fund"] {
      let result = try cases().settle(
        PolicyText(pointValue: rule, residual: residual).policy(), pool: "2000")
      let pool = result.pools[0]
      #expect(pool.pointValue == value)
      #expect(pool.settlementValue == (rule.contains("method: settlement") ? nil : "10"))
      #expect(result.accounts.map(\.due.description) == dues)
      #expect((residual == "report" ? pool.residual : pool.regulation).description == left)
    }
  }

  /// 4000 yuan of cost volume, 8 a point set for the year, scores of 100 and 300.
  /// Stated volumes 100 and 200: 2400 are the base's, 1600 ÷ 100 = 16 a point beyond: costs of 800 and
  /// 1600 + 1600, half of it from the fund. At most one and a half of 8: 12 beyond, 1600 + 1200.
  /// Without volumes 8:2: 320 points at 8, (4000 − 2560) ÷ 80 = 18 beyond, which spends the pool; capped
  /// at 12, everybody has (0.8 × 8 + 0.2 × 12) = 8.8. A volume above the scores leaves nothing beyond.
  @Test(arguments: [
    (["100", "200"], "", "16", ["400.00", "1600.00"], "10"),
    (["100", "200"], ", cap: 1.5", "12", ["400.00", "1400.00"], "9"),
    ([], "", "18", ["500.00", "1500.00"], "10"),
    ([], ", cap: 1.5", "12", ["440.00", "1320.00"], "8.8"),
    (["500", "900.5"], "", "0", ["400.00", "1200.00"], "8"),
  ])
  func elasticValues(
    volumes: [String], cap: String, increment: String, dues: [String], mean: String
  ) throws {
    let rule =
      "{method: elastic, year_start: 8, elastic: {base: 0.8, increment: 0.2\(cap)}}"
    let result = try cases().settle(
      PolicyText(pointValue: rule).policy(), pool: "2000",
      funds: zip([first, second], volumes).map { code, volume in
        .init(code: code, insurance: "310", baseVolume: try Decimal(parsing: volume))
      })
    #expect(result.pools[0].incrementValue == increment)
    #expect(result.pools[0].pointValue == mean)
    #expect(result.pools[0].settlementValue == "10")
    #expect(result.accounts.map(\.due.description) == dues)
    #expect(result.accounts[1].rate?.payRatio?.description == "0.5")
  }

  /// 4000 yuan of cost volume, 8 a point set for the year; a severe group of 100 points and a composite
  /// one of 50. The first has 100 + 2 × 50 points, the second 4 × 50.
  /// Severe groups fixed: 800 the base's, 3200 ÷ 300 = 32/3 beyond: costs of 800 + 3200/3 and 6400/3,
  /// half of it from the fund. At most one and a quarter of 8: 800 + 1000 and 2000.
  /// Rigid cost of 0.4 and 0.2: 40 + 60 points fixed, 32/3 for the other 300 again: 60 × 8 + 140 × 32/3 and
  /// 40 × 8 + 160 × 32/3.
  @Test(arguments: [
    ("severe: {groups: [S]}", "32/3", "10", ["933.33", "1066.67"], ["400.00", "533.33"]),
    ("severe: {score_from: 100}", "32/3", "10", ["933.33", "1066.67"], ["400.00", "533.33"]),
    (
      "severe: {groups: [S]}, cap: 1.25", "10", "9.5", ["900.00", "1000.00"], ["400.00", "500.00"]
    ),
    (
      "rigid: {share: 0.2, groups: {SA: 0.4}}", "32/3", "10", ["986.67", "1013.33"],
      ["480.00", "506.67"]
    ),
  ])
  func elasticValuesByGroup(
    form: String, floating: String, mean: String, dues: [String], parts expected: [String]
  ) throws {
    let small = try severeAndLight()
    let text = PolicyText(
      pointValue: "{method: elastic, year_start: 8, elastic: {\(form)}}")
    let result = try small.settle(text.policy(), pool: "2000", threads: 2)
    #expect(
      result.pools[0].incrementValue.flatMap(BigRatio.init(stored:)) == BigRatio(stored: floating))
    #expect(result.pools[0].pointValue == mean)
    #expect(result.accounts.map(\.due.description) == dues)
    #expect(result.accounts[0].parts.map(\.due.description) == expected)
  }

  /// The same values where single cases decide: standards of 800 and 50 × 32/3 = 533.33, two of them and
  /// four of them, half of it; less a patient's share of 300 each: 500 + 2 × 233.33 and 4 × 233.33.
  @Test(arguments: [
    ("score_rate", ["933.33", "1066.66"]), ("score_rate_minus_patient", ["966.66", "933.32"]),
  ])
  func elasticValuesByGroupCaseByCase(payable: String, dues: [String]) throws {
    let small = try severeAndLight(patient: "300")
    var text = PolicyText(
      pointValue: "{method: elastic, year_start: 8, elastic: {severe: {groups: [S]}}}",
      payable: payable)
    for score in ["", ", case_score: {scale: 2, mode: half_up}"] {
      text.more = ["rounding: {case_standard: {scale: 2, mode: half_up}\(score)}"]
      let result = try small.settle(text.policy(), pool: "2000", threads: 2)
      #expect(result.accounts.map(\.due.description) == dues)
    }
  }

  private func severeAndLight(patient: String = "0") throws -> SmallSettlement {
    var small = SmallSettlement()
    small.groups = [try .simple("SA", score: "100"), try .simple("L", score: "50")]
    small.groups[1].isComposite = true
    try small.add(first, group: "SA", cost: "1000", booked: "500", patient: patient)
    for _ in 0..<2 {
      try small.add(first, group: "L", cost: "500", booked: "250", patient: patient)
    }
    for _ in 0..<4 {
      try small.add(second, group: "L", cost: "500", booked: "250", patient: patient)
    }
    return small
  }

  /// Advances of 300 hold a deposit of 15, which comes back: 500 − 300 + 15.
  @Test func depositsComeBack() throws {
    let result = try cases().settle(
      PolicyText().policy(), pool: "2000",
      funds: [
        .init(
          code: first, insurance: "310", prepaid: try Money(parsing: "300"),
          deposit: try Money(parsing: "15"))
      ])
    #expect(result.accounts[0].deposit.description == "15.00")
    #expect(result.accounts[0].balance.description == "215.00")
  }

  /// A deduction of an institution without cases is stated with its core cases.
  @Test func aDeductionWithoutCases() throws {
    var small = try cases()
    small.institutions.append(ScoringInstitution(code: "H99010000003", name: "C", level: 1))
    let result = try small.settle(
      PolicyText().policy(), pool: "2000",
      funds: [.init(code: "H99010000003", insurance: "310", auditDeduction: Money(fen: 700))])
    #expect(parts(result.accounts[2]) == ["core": "-7.00"])
    #expect(result.pools[0].residual.description == "7.00")
  }

  /// Deviations judged at the settlement value: 100 and 100 points, costs 3000 and 400, pay ratio a
  /// half, 1700 yuan in the pool: 3400 to spend, the low case takes 400, the other 3000 ÷ 100 = 30 a
  /// point. The fund pays half of each.
  @Test func theSettlementValueAsReference() throws {
    var small = SmallSettlement()
    small.groups = [try .simple("A", score: "100")]
    try small.add(first, group: "A", cost: "3000", booked: "1500")
    try small.add(second, group: "A", cost: "400", booked: "200")
    var text = PolicyText(
      deviation: "{preset: dip30, point_value: settlement}",
      more: ["rounding: {point_value: {scale: 4, mode: half_up}}"])
    let result = try small.settle(text.policy(), pool: "1700")
    #expect(result.pools[0].referenceValue?.description == "30")
    #expect(result.pools[0].pointValue == "30")
    #expect(result.accounts.map(\.due.description) == ["1500.00", "200.00"])
    #expect(result.accounts.map(\.lowCases) == [0, 1])
    #expect(result.pools[0].residual == .zero)
    text.more = []
    let problem = #expect(throws: Problem.self) {
      try small.settle(text.policy(), pool: "1700")
    }
    #expect(problem?.code == "DIP_REFERENCE_UNROUNDED")
    let short = #expect(throws: Problem.self) {
      try small.settle(
        PolicyText(
          deviation: "{preset: dip30, point_value: settlement}",
          pointValue: "{method: settlement, year_start: 100}",
          more: ["rounding: {point_value: {scale: 4, mode: half_up}}"]
        ).policy(), pool: "1")
    }
    #expect(short?.code == "DIP_REFERENCE_UNSOLVABLE")
  }

  /// At the solved value a low case is paid its own cost to the fen, and the pool is spent but for
  /// what the four decimals of the value leave.
  @Test(arguments: 1...25 as ClosedRange<UInt64>)
  func lowCasesAreAlwaysPaidTheirOwnCost(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var small = SmallSettlement()
    small.groups = try (0..<4).map {
      try .simple("G\($0)", score: "\(random.integer(in: 200...2000))")
    }
    for _ in 0..<60 {
      let cost = random.integer(in: 100_000...3_000_000)
      try small.add(
        "H9901000000\(random.integer(in: 1...5))", group: "G\(random.integer(in: 0...3))",
        cost: Money(fen: cost).description, booked: Money(fen: cost / 2).description)
    }
    let policy = try PolicyText(
      deviation: "{preset: dip30, point_value: settlement}",
      more: ["rounding: {point_value: {scale: 4, mode: half_up}}"]
    ).policy()
    // Beyond what was booked the value would rise until every case is a low one.
    let pool = small.columns.bookedFund.reduce(0, +) * random.integer(in: 60...95) / 100
    let result = try small.settle(policy, pool: Money(fen: pool).description, threads: 2)
    let value = try #require(result.pools[0].referenceValue)
    let score = try #require(BigRatio(stored: result.pools[0].totalScore))
    // Half a unit of the last decimal on every point, at the pay ratio of about a half.
    let limit = score * BigRatio(try Decimal(parsing: "0.0025")) + BigRatio(5, 1)
    let residual = BigRatio(fen: result.pools[0].residual)
    #expect(residual < limit && residual * BigRatio(-1, 1) < limit, "seed \(seed)")
    let tables = try ScoringTables(
      policy: policy, groups: small.groups, institutions: small.institutions
    ).judged(at: value)
    for index in 0..<small.columns.count {
      let cost = Money(fen: small.columns.totalCost[index])
      let payment = try tables.payment(
        institution: Int(small.columns.institution[index]), cell: Int(small.columns.cell[index]),
        pool: 0, cost: cost, booked: Money(fen: small.columns.bookedFund[index]),
        patient: .zero, rate: PaymentRate(pointValue: BigRatio(value), payRatio: nil))
      let band = try tables.exactScore(
        institution: Int(small.columns.institution[index]), cell: Int(small.columns.cell[index]),
        pool: 0, cost: cost.fen
      ).position
      if band == .low { #expect(payment.exactStandard == BigRatio(fen: cost), "seed \(seed)") }
    }
  }
}
