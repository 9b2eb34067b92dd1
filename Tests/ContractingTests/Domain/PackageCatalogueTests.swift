import ContractingDomain
import Quantities
import Testing

struct PackageCatalogueTests {
  @Test func theSampleCatalogueReadsAndAddsUp() throws {
    let packages = try PackageCatalogue.packages(
      document: Repository.text("Deploy/contracting/packages.yaml"))
    #expect(packages.map(\.code) == ["BASIC", "CHRONIC", "ELDER", "CHILD"])
    #expect(packages.map(\.isAssumed) == [true, true, true, true])
    for fee in packages.flatMap(\.fees) {
      let shares = [fee.fund, fee.publicHealth, fee.personalAccount, fee.ownPayment]
      #expect(shares.reduce(0) { $0 + $1.fen } == fee.price.fen)
    }
  }

  private static let valid = """
    packages:
      - code: A
        name: 包
        kind: basic
        tier: basic
        period_months: 12
        valid_from: 2025-01-01
        fees:
          - { group: general, price: "70", fund: "40", public_health: "30", personal_account: "0", own_payment: "0" }
        items: []
        source: test

    """

  @Test(arguments: [
    ("fund: \"40\"", "fund: \"41\"", "PACKAGE_FEE_SUM", "9"),
    ("fund: \"40\"", "fund: \"-40\"", "PACKAGE_FEE_NEGATIVE", "9"),
    ("kind: basic", "kind: free", "DOCUMENT_VALUE_INVALID", "4"),
    ("tier: basic", "teir: basic", "DOCUMENT_KEY_MISSING", "2"),
    ("items: []", "items: []\n    extra: 1", "DOCUMENT_KEY_UNKNOWN", "11"),
    ("period_months: 12", "period_months: 0", "DOCUMENT_VALUE_INVALID", "6"),
    ("price: \"70\"", "price: \"70.001\"", "MONEY_INVALID", "9"),
    ("group: general", "group: everybody", "DOCUMENT_VALUE_INVALID", "9"),
  ])
  func aWrongDocumentIsRefusedWithItsLine(
    old: String, new: String, expected: String, line: String
  ) throws {
    _ = try PackageCatalogue.packages(document: Self.valid)
    let document = Self.valid.split(separator: old, omittingEmptySubsequences: false)
      .joined(separator: new)
    do {
      _ = try PackageCatalogue.packages(document: document)
      Issue.record("\(new) was accepted")
    } catch {
      #expect(error.code == expected)
      #expect(error.details.first { $0.key == "line" }?.value == line)
      #expect(!error.remedy.zh.isEmpty)
    }
  }

  @Test func theFeeIsTheOneBestForTheResident() throws {
    func fee(_ group: PopulationGroup, own: Int64) throws -> PackageFee {
      try PackageFee(
        group: group, price: Money(fen: 100 + own), fund: Money(fen: 100), publicHealth: .zero,
        personalAccount: .zero, ownPayment: Money(fen: own))
    }
    var package = try Sample.package()
    package.fees = [
      try fee(.general, own: 1), try fee(.elderly, own: 20), try fee(.hypertension, own: 10),
    ]
    #expect(try package.fee(for: [.elderly, .hypertension], asked: nil).group == .hypertension)
    #expect(try package.fee(for: [.elderly], asked: nil).group == .elderly)
    #expect(try package.fee(for: [.diabetes], asked: nil).group == .general)
    #expect(try package.fee(for: [.elderly], asked: .general).group == .general)
    #expect(code { _ = try package.fee(for: [], asked: .elderly) } == "PACKAGE_FEE_MISSING")
    package.groups = [.elderly]
    #expect(code { _ = try package.fee(for: [.diabetes], asked: nil) } == "PACKAGE_GROUP_MISMATCH")
  }
}
