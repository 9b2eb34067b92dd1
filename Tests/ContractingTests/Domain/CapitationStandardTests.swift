import ContractingDomain
import Quantities
import Testing

/// The results that 倪剑潇等 print for four chronic diseases in Beijing: ChinaXiv-202207.00054V1,
/// 中国全科医学. Bottom-up (C) from three years' mean cost and own payment of a head, top-down (H)
/// from a fund of 90 % of the total cost with 8 % growth and seven visits a head; the standard adds
/// 79 yuan of public-health money, 70 yuan of contract fee and the disease's periodic tests.
struct CapitationStandardTests {
  struct Disease: Sendable {
    let name: String
    let cost: [String]
    let own: [String]
    /// Printed bottom-up amount, and ours where the print is a fen off.
    let printedC: String
    var exactC: String?
    let totalCost: String
    let visits: Int64
    let printedFund: String
    let printedH: String
    let tests: String
    let standardH: String
    let standardC: String
  }

  static let diseases = [
    Disease(
      name: "hypertension", cost: ["2804.11", "3476.56", "3481.15"],
      own: ["568.55", "725.74", "790.01"], printedC: "2559.18",
      // (9761.82 − 2084.30) ÷ 3 = 2559.1733…; the paper's .18 comes from a mean own payment that was
      // cut to 694.76 instead of rounded to 694.77.
      exactC: "2559.17",
      totalCost: "8849444.15", visits: 25426, printedFund: "8601659.71", printedH: "2368.11",
      tests: "2176", standardH: "4693.11", standardC: "4884.18"),
    Disease(
      name: "diabetes", cost: ["3301.75", "4213.21", "4509.17"],
      own: ["600.15", "816.15", "924.94"], printedC: "3227.63",
      totalCost: "9618573.61", visits: 16934, printedFund: "9349253.55", printedH: "3864.70",
      tests: "2584", standardH: "6597.70", standardC: "5960.63"),
    Disease(
      name: "coronary heart disease", cost: ["953.73", "1533.69", "1772.97"],
      own: ["166.47", "298.13", "375.99"], printedC: "1139.93",
      totalCost: "587316.93", visits: 1310, printedFund: "570872.06", printedH: "3050.46",
      tests: "2445", standardH: "5644.46", standardC: "3733.93"),
    Disease(
      name: "stroke", cost: ["1077.98", "1342.18", "1773.11"],
      own: ["185.64", "248.33", "316.33"], printedC: "1147.66",
      totalCost: "471317.42", visits: 867, printedFund: "458120.53", printedH: "3698.78",
      tests: "2590", standardH: "6437.78", standardC: "3886.66"),
  ]

  private func money(_ text: String) throws -> Money { try Money(parsing: text) }

  private func extras(_ disease: Disease) throws -> [Money] {
    [try money("79"), try money("70"), try money(disease.tests)]
  }

  @Test(arguments: diseases) func fromCost(disease: Disease) throws {
    let years = try zip(disease.cost, disease.own).map {
      CapitationStandard.YearCost(cost: try money($0), ownPayment: try money($1))
    }
    let standard = try CapitationStandard(years: years)
    let medical = try standard.medical.money(.halfUp)
    #expect(medical == (try money(disease.exactC ?? disease.printedC)))
    let total = try standard.total(adding: extras(disease))
    let deviation = try money(disease.printedC) - medical
    #expect(try total + deviation == money(disease.standardC))
  }

  @Test(arguments: diseases) func fromTheFund(disease: Disease) throws {
    let standard = try CapitationStandard(
      totalCost: money(disease.totalCost), fundRatio: Decimal(parsing: "0.90"),
      growth: Decimal(parsing: "0.08"), visits: disease.visits,
      visitsPerHead: Decimal(integer: 7))
    #expect(try standard.fund?.money(.halfUp) == money(disease.printedFund))
    #expect(try standard.medical.money(.halfUp) == money(disease.printedH))
    #expect(try standard.total(adding: extras(disease)) == money(disease.standardH))
  }

  @Test func nothingCannotBeDerivedFromNothing() throws {
    #expect(code { _ = try CapitationStandard(years: []) } == "CAPITATION_YEARS_MISSING")
    #expect(
      code {
        _ = try CapitationStandard(
          totalCost: Money(fen: 1), fundRatio: .one, growth: .zero, visits: 0, visitsPerHead: .one)
      } == "QUANTITY_DIVISION_BY_ZERO")
  }
}
