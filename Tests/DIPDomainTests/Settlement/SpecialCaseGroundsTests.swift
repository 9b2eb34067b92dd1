import DIPDomain
import Quantities
import Testing

@Suite struct SpecialCaseGroundsTests {
  private func rule() throws -> SpecialCaseRule {
    SpecialCaseRule(
      perMille: 5,
      eligible: [
        .costRatio(try Decimal(parsing: "2")), .longStay(days: 60), .newTechnology, .critical,
        .multidisciplinary,
      ])
  }

  /// The standard is 1000 yuan ÷ 3 × 3: the limit of twice is met at 2000.00 and not at 1999.99.
  @Test(arguments: [("2000.00", true), ("1999.99", false), ("2000.01", true)])
  func costAgainstTheStandard(cost: String, meets: Bool) throws {
    let figures = SpecialCaseFigures(
      cost: try Money(parsing: cost), standard: BigRatio(try Decimal(parsing: "1000")),
      stayInDays: 10)
    #expect(try rule().grounds(of: figures).isEmpty == !meets)
    #expect(try rule().isEligible(figures) == meets)
  }

  @Test func otherGrounds() throws {
    var figures = SpecialCaseFigures(cost: .zero, standard: nil, stayInDays: 60)
    #expect(try rule().grounds(of: figures) == [])
    figures.stayInDays = 61
    #expect(try rule().grounds(of: figures) == [.longStay(days: 60)])
    figures.usesNewTechnology = true
    figures.isCritical = true
    figures.isMultidisciplinary = true
    #expect(try rule().grounds(of: figures).count == 4)
  }

  /// A policy without tests accepts any application; the quota is the region's: 617 of 123 456.
  @Test func quota() throws {
    let open = SpecialCaseRule(perMille: 5)
    #expect(open.isEligible(SpecialCaseFigures(cost: .zero, standard: nil, stayInDays: 1)))
    #expect(open.remaining(discharges: 123_456, accepted: 600) == 17)
    #expect(open.remaining(discharges: 123_456, accepted: 617) == 0)
    #expect(open.remaining(discharges: 100, accepted: 3) == 0)
  }
}
