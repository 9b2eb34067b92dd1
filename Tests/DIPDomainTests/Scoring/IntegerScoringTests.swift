import Quantities
import Testing

@testable import DIPDomain

@Suite struct IntegerScoringTests {
  /// The integer form gives the rule's score for every single case, whatever the policy.
  @Test(arguments: 1100...1159 as ClosedRange<UInt64>)
  func agreesWithTheRule(seed: UInt64) throws {
    let scoring = try RandomScoring(seed: seed, caseCount: 200)
    let tables = try scoring.tables()
    guard case .decimals(let scale, let mode) = tables.policy.rounding[.caseScore] else {
      #expect(tables.integer == nil)
      return
    }
    guard let integer = tables.integer else {
      // Only coefficients of very many decimals leave 128 bits at the highest cost.
      #expect(tables.coefficientScale > 8, "seed \(seed)\n\(scoring.settlement.yaml)")
      return
    }
    let columns = try scoring.columns(tables)
    for index in 0..<columns.count where columns.cell[index] >= 0 {
      let (institution, pool) = (Int(columns.institution[index]), Int(columns.pool[index]))
      let cell = Int(columns.cell[index])
      for cost in [columns.totalCost[index], 0, ClusteredCases.highestAmount] {
        let exact = try tables.exactScore(
          institution: institution, cell: cell, pool: pool, cost: cost)
        let expected = try mode.scaledQuotient(exact.numerator, exact.denominator, scale: scale)
        let found = try #require(
          integer.score(
            tables, institution: institution, pool: pool, cell: cell, cost: UInt32(cost)))
        #expect(Int128(found.digits) == expected, "seed \(seed), case \(index), cost \(cost)")
        #expect(found.band == exact.band)
        #expect(found.isWithoutReference == exact.isWithoutReference)
      }
    }
  }

  /// Numbers that would leave 128 bits are left to the rule.
  @Test func hugeTablesAreLeftToTheRule() throws {
    var text = PolicyText(
      coefficients: "{level: {\"3\": 1.000000000000000001, \"2\": 1, \"1\": 1, \"0\": 1}}",
      deviation: "{preset: dip30}",
      pointValue: "{method: settlement, year_start: 8.123456789012345678}")
    text.more = ["rounding: {case_score: {scale: 4, mode: half_up}}"]
    let tables = try ScoringTables(
      policy: text.policy(), groups: [.simple("A", score: "99999999.123456789")],
      institutions: [ScoringInstitution(code: "H99010000001", name: "", level: 3)])
    #expect(tables.integer == nil)
  }

  /// What single cases are paid in integers adds up to what the rule pays them.
  @Test func paymentsAgreeWithTheRule() throws {
    var random = SeededRandom(seed: 77)
    for round in 0..<400 {
      let (policy, rate, isDecimal) = try Self.payment(&random)
      let subtracts = policy.payment.payable == .scoreRateMinusPatient
      let isFundExact = policy.rounding[.caseFund] == .exact
      let isTaken =
        policy.rounding[.caseStandard] == .exact
        ? subtracts && isFundExact : isDecimal && (subtracts || isFundExact)
      guard let form = IntegerPayment(policy, rate) else {
        #expect(!isTaken, "round \(round)")
        continue
      }
      let tables = try ScoringTables(
        policy: policy, groups: [],
        institutions: [ScoringInstitution(code: "H99010000001", name: "", level: 3)])
      var sums = IntegerPayment.Sums()
      var expected = BigRatio.zero
      for _ in 0..<50 {
        let score = Int128(random.integer(in: 0...20_000_000))
        // A share near the standard is what decides between something and nothing.
        let near = (BigRatio(WideInteger(score), 100) * rate.pointValue).floor.int128 ?? 0
        let patient =
          random.integer(in: 0...2) == 0
          ? Int64(near) + random.integer(in: 0...2) : random.integer(in: 0...3_000_000)
        form.add(score, patient: UInt32(patient), to: &sums)
        expected =
          expected
          + tables.payment(
            score: try Ratio(score, 10_000), cost: .zero, booked: .zero,
            patient: Money(fen: patient), rate: rate
          ).fund
      }
      #expect(form.fen(sums) == expected, "round \(round)")
    }
  }

  private static func payment(
    _ random: inout SeededRandom
  ) throws -> (Policy, PaymentRate, isDecimal: Bool) {
    func flip() -> Bool { random.integer(in: 0...1) == 0 }
    let modes = RoundingMode.allCases
    var steps = ["case_score: {scale: 4, mode: half_up}"]
    for step in ["case_standard", "case_fund"] where flip() {
      let mode = modes[Int(random.integer(in: 0...Int64(modes.count - 1)))]
      steps.append("\(step): {scale: \(random.integer(in: 0...4)), mode: \(mode.rawValue)}")
    }
    let text = PolicyText(
      payable: flip() ? "score_rate" : "score_rate_minus_patient",
      more: ["rounding: {\(steps.joined(separator: ", "))}"])
    let isDecimal = flip()
    let value =
      isDecimal
      ? BigRatio(try Decimal(coefficient: Int128(random.integer(in: 1...200_000)), scale: 4))
      : BigRatio(
        WideInteger(random.integer(in: 1...Int64.max)) * 1_000_000_007,
        WideInteger(random.integer(in: 1...Int64.max)) * 99_999_999_999)
    return (
      try text.policy(),
      PaymentRate(pointValue: value, payRatio: BigRatio(try Decimal(parsing: "0.7123"))), isDecimal
    )
  }
}
