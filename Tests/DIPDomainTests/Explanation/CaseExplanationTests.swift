import DIPDomain
import Quantities
import Testing

@Suite struct CaseExplanationTests {
  private func tables() throws -> ScoringTables {
    var text = PolicyText(
      coefficients:
        "{level: {\"3\": 1.05, \"2\": 1, \"1\": 1, \"0\": 1}, tcm: {institution: 1.02, group: 1.03}}"
    )
    text.more = [
      "rounding: {case_score: {scale: 4, mode: half_up}, institution_coefficient: {scale: 3, mode: half_up}}"
    ]
    var group = try ScoringGroup.simple("G1", score: "800", mean: "10000")
    group.isTCM = true
    return try ScoringTables(
      policy: text.policy(), groups: [group],
      institutions: [
        ScoringInstitution(code: "H99010000001", name: "A", level: 3, isTCM: true)
      ])
  }

  /// 1.05 × 1.02 × 1.03 = 1.10313 → 1.103; r = 2.5, k = 1.5; 800 × 1.103 × 1.5 = 1323.6;
  /// × 10 × 0.7 = 9265.20.
  @Test func namesEveryFactorExactAndRounded() throws {
    let explanation = try tables().explain(
      CaseFigures(
        institution: 0, group: 0, pool: 0, totalCost: Money(parsing: "25000"),
        bookedFund: Money(parsing: "17500"), patientShare: Money(parsing: "7500")),
      rate: PaymentRate(pointValue: BigRatio(Decimal(integer: 10)), payRatio: nil))
    #expect(explanation.exact("institution_coefficient") == "1.10313")
    #expect(explanation.value("institution_coefficient") == "1.103")
    #expect(explanation.value("cost_ratio") == "2.5")
    #expect(explanation.value("reference") == "10000")
    #expect(explanation.value("deviation_k") == "1.5")
    #expect(explanation.caseScore == "1323.6")
    #expect(explanation.value("pay_ratio") == "0.7")
    #expect(explanation.payment?.description == "9265.20")
    #expect(explanation.costBand == .high)
    #expect(explanation.review == .specialCase)
    let rules = explanation.factors.map(\.rule)
    #expect(rules.contains("coefficients.level.3"))
    #expect(rules.contains("coefficients.tcm.group"))
    #expect(rules.contains("deviation.dip10[2] r ∈ (2, 5]: k = r − 1"))
    #expect(explanation.text.zh.contains("机构系数: 1.103 (= 1.10313)"))
    #expect(!explanation.text.en.isEmpty)
  }

  @Test func refusesACaseOutsideTheTables() throws {
    let tables = try tables()
    for figures in [
      CaseFigures(
        institution: 1, group: 0, pool: 0, totalCost: .zero, bookedFund: .zero,
        patientShare: .zero),
      CaseFigures(
        institution: 0, group: 3, pool: 0, totalCost: .zero, bookedFund: .zero,
        patientShare: .zero),
      CaseFigures(
        institution: 0, group: nil, pool: 0, totalCost: Money(fen: -1), bookedFund: .zero,
        patientShare: .zero),
    ] {
      #expect(throws: Problem.self) { try tables.explain(figures, rate: nil) }
    }
  }

  /// A case without cost has no reference to divide by and still explains.
  @Test func explainsZeroCost() throws {
    let explanation = try tables().explain(
      CaseFigures(
        institution: 0, group: 0, pool: 0, totalCost: .zero, bookedFund: .zero,
        patientShare: .zero), rate: nil)
    #expect(explanation.caseScore == "0")
    #expect(explanation.costBand == .low)
  }
}
