import Quantities
import Testing

@testable import DIPDomain

/// Months that carry debts, and what the year takes over from them.
@Suite struct MonthlyAdvanceTests {
  private func months(_ negative: String) throws -> [[MonthlyAdvance]] {
    let text = PolicyText(
      pointValue: "{method: settlement, year_start: 9}",
      more: ["month: {advance: 0.9, deposit: 0.05, negative: \(negative)}"])
    var lines: [[MonthlyAdvance]] = []
    // Patients' shares of 300, 1500 and 0: 600, −600 and 900 yuan earned.
    for patient in ["300", "1500", "0"] {
      var cases = SmallSettlement()
      cases.groups = [try .simple("A", score: "100", mean: "1000")]
      try cases.add("H99010000001", group: "A", cost: "1000", booked: "700", patient: patient)
      let tables = try ScoringTables(
        policy: text.policy(), groups: cases.groups, institutions: cases.institutions)
      lines.append(
        try MonthlyAdvance.settle(
          cases: ClusteredCases(cases.columns, for: tables), tables: tables,
          funds: SettlementFunds(
            pools: [.init(insurance: "310", amount: .zero)],
            institutions: [
              .init(code: "H99010000001", insurance: "310", auditDeduction: Money(fen: 1000))
            ]), before: lines.last ?? [], threads: 1))
    }
    return lines
  }

  /// 530.00; −550.00 is carried; 800.00 − 550.00 = 250.00. Deposits of 5 %: 26.50 and 12.50.
  @Test func aDebtIsCarried() throws {
    let lines = try months("carry").joined().map { $0 }
    #expect(lines.map(\.advance.description) == ["530.00", "0.00", "250.00"])
    #expect(lines.map(\.carriedIn.description) == ["0.00", "0.00", "550.00"])
    #expect(lines.map(\.carriedOut.description) == ["0.00", "550.00", "0.00"])
    #expect(lines.map(\.deposit.description) == ["26.50", "0.00", "12.50"])
    #expect(lines.map(\.payment.description) == ["503.50", "0.00", "237.50"])
  }

  @Test func aDebtIsGivenBack() throws {
    let lines = try months("give_back").joined().map { $0 }
    #expect(lines.map(\.advance.description) == ["530.00", "-550.00", "800.00"])
    #expect(lines.map(\.payment.description) == ["503.50", "-550.00", "760.00"])
    #expect(lines.map(\.carriedOut) == [.zero, .zero, .zero])
  }

  /// Both ways the year has advanced 780.00 and deducted 30.00; the deposits come back.
  @Test(arguments: [("carry", "39.00"), ("give_back", "66.50")])
  func theYearTakesOver(negative: String, deposit: String) throws {
    let rows = try MonthlyAdvance.yearFunds(of: months(negative), mergedInsurance: "310")
    #expect(rows.map(\.prepaid.description) == ["780.00"])
    #expect(rows.map(\.auditDeduction.description) == ["30.00"])
    #expect(rows.map(\.deposit.description) == [deposit])
    #expect(rows.map(\.code) == ["H99010000001"])
  }

  /// The debt of an institution without cases, and of one that the month does not know, stays.
  @Test func debtsOutliveCases() throws {
    let before = try months("carry")[1]
    let text = PolicyText(
      pointValue: "{method: settlement, year_start: 9}", more: ["month: {advance: 0.9}"])
    for known in [true, false] {
      let tables = try ScoringTables(
        policy: text.policy(), groups: [],
        institutions: known ? before.map(\.institution) : [])
      let lines = try MonthlyAdvance.settle(
        cases: ClusteredCases(ScoringColumns(), for: tables), tables: tables,
        funds: SettlementFunds(pools: [.init(insurance: "310", amount: .zero)]), before: before,
        threads: 1)
      #expect(lines.map(\.carriedOut.description) == ["550.00"])
      #expect(lines.map(\.payment) == [.zero])
    }
  }
}
