import Quantities
import Testing

@testable import DIPDomain

@Suite("Periods of settlement")
struct SettlementPeriodTests {
  @Test(
    "Years and months are read",
    arguments: [("2025", "2025"), ("2025-03", "2025-03"), ("202503", "2025-03")])
  func reading(_ text: String, _ period: String) throws {
    #expect(try SettlementPeriod(parsing: text).description == period)
  }

  @Test(
    "Anything else is refused as what it is: no period",
    arguments: ["20x", "2025-13", "", "25", "0000"])
  func refusal(_ text: String) {
    let problem = #expect(throws: Problem.self) { try SettlementPeriod(parsing: text) }
    #expect(problem?.code == "DIP_PERIOD_INVALID")
  }
}
