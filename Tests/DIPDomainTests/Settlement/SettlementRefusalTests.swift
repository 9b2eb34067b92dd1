import DIPDomain
import Quantities
import Testing

/// What a settlement refuses, and what it states in the month and for packages.
@Suite struct SettlementRefusalTests {
  private func small() throws -> SmallSettlement {
    var cases = SmallSettlement()
    cases.groups = [try .simple("A", score: "100", mean: "1000")]
    try cases.add("H99010000001", group: "A", cost: "1000", booked: "700", patient: "300")
    return cases
  }

  private func code(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return (error as? Problem)?.code
    }
  }

  private func settle(_ text: PolicyText, _ funds: SettlementFunds) throws -> SettlementResult {
    let cases = try small()
    return try Settlement.settle(
      columns: cases.columns,
      tables: ScoringTables(
        policy: text.policy(), groups: cases.groups, institutions: cases.institutions),
      funds: funds, threads: 1)
  }

  /// Money without a place is refused, never dropped.
  @Test(arguments: [
    SettlementFunds(pools: []),
    SettlementFunds(pools: [.init(insurance: "310", amount: Money(fen: -1))]),
    SettlementFunds(pools: [
      .init(insurance: "310", amount: Money(fen: 1)), .init(insurance: "390", amount: .zero),
    ]),
    SettlementFunds(pools: [
      .init(insurance: "310", amount: Money(fen: 1)), .init(insurance: "310", amount: .zero),
    ]),
    SettlementFunds(
      pools: [.init(insurance: "310", amount: Money(fen: 1))],
      institutions: [.init(code: "H99010009999", insurance: "310", prepaid: Money(fen: 5))]),
    SettlementFunds(
      pools: [.init(insurance: "310", amount: Money(fen: 1))],
      institutions: [
        .init(code: "H99010000001", insurance: "310", assessment: Decimal(integer: 3))
      ]),
  ])
  func fundsWithoutAPlace(funds: SettlementFunds) throws {
    #expect(code { _ = try settle(PolicyText(), funds) } == "DIP_FUNDS_INVALID")
  }

  @Test func figuresOfAPackageNeedAPackage() {
    let funds = SettlementFunds(
      pools: [.init(insurance: "310", amount: Money(fen: 1))],
      package: .init(insuredPersons: 5))
    #expect(code { _ = try settle(PolicyText(), funds) } == "DIP_PACKAGE_UNKNOWN")
  }

  @Test func missingMeansAreNamed() throws {
    var cases = SmallSettlement()
    cases.groups = [try .simple("A", score: "100"), try .simple("B", score: "5", mean: "9")]
    try cases.add("H99010000001", group: "A", cost: "1000", booked: "700")
    try cases.add("H99010000001", group: "B", cost: "10", booked: "7")
    let problem = #expect(throws: Problem.self) {
      try cases.settle(PolicyText(deviation: "{preset: dip10}").policy(), pool: "100")
    }
    #expect(problem?.code == "DIP_REFERENCE_MEAN_MISSING")
    #expect(problem?.details.map(\.value) == ["A"])
  }

  @Test func aPayRatioOfZeroIsRefused() throws {
    var cases = SmallSettlement()
    cases.groups = [try .simple("A", score: "100")]
    try cases.add("H99010000001", group: "A", cost: "1000", booked: "0")
    #expect(
      code { _ = try cases.settle(PolicyText().policy(), pool: "100") }
        == "DIP_PAY_RATIO_UNDEFINED")
  }

  @Test func aSettlementWithoutCasesLeavesThePool() throws {
    let result = try SmallSettlement().settle(PolicyText().policy(), pool: "100.00")
    #expect(result.pools[0].residual.description == "100.00")
    #expect(result.pools[0].pointValue == nil)
    #expect(result.accounts.isEmpty)
  }

  /// Exact scores with denominators that share nothing still settle to the fen: 97 prime means.
  @Test func exactScoresWithManyDenominators() throws {
    var cases = SmallSettlement()
    let primes = (10_000...20_000).filter { candidate in
      !(2..<150).contains { candidate.isMultiple(of: $0) }
    }.prefix(97)
    for prime in primes {
      let mean = Money(fen: Int64(prime))
      cases.groups.append(try .simple("G\(prime)", score: "100.01", mean: mean.description))
      try cases.add(
        "H9901000000\(prime % 7)", group: "G\(prime)", cost: Money(fen: 4001).description,
        booked: "20")
    }
    let result = try cases.settle(
      PolicyText(residual: "largest_remainder").policy(), pool: "123456.78")
    #expect(result.pools[0].paid.description == "123456.78")
    #expect(result.pools[0].totalScore.hasPrefix("≈"))
  }

  /// (100 × 9 − 300) × 0.9 − 10 = 530; 5 % of it is withheld.
  @Test func monthlyAdvances() throws {
    let text = PolicyText(
      pointValue: "{method: settlement, year_start: 9}",
      more: ["month: {advance: 0.9, deposit: 0.05}"])
    let cases = try small()
    let tables = try ScoringTables(
      policy: text.policy(), groups: cases.groups, institutions: cases.institutions)
    let lines = try MonthlyAdvance.settle(
      cases: ClusteredCases(cases.columns, for: tables), tables: tables,
      funds: SettlementFunds(
        pools: [.init(insurance: "310", amount: .zero)],
        institutions: [
          .init(code: "H99010000001", insurance: "310", auditDeduction: Money(fen: 1000))
        ]), threads: 1)
    #expect(lines.map(\.earned.description) == ["600.00"])
    #expect(lines.map(\.advance.description) == ["530.00"])
    #expect(lines.map(\.deposit.description) == ["26.50"])
    #expect(lines.map(\.payment.description) == ["503.50"])
    let without = try ScoringTables(
      policy: PolicyText().policy(), groups: cases.groups, institutions: cases.institutions)
    #expect(
      code {
        _ = try MonthlyAdvance.settle(
          cases: ClusteredCases(cases.columns, for: without), tables: without,
          funds: SettlementFunds(pools: []), threads: 1)
      } == "DIP_MONTH_NOT_IN_POLICY")
  }

  @Test func amountsOfACaseAreNotNegative() {
    var columns = ScoringColumns()
    #expect(throws: Problem.self) {
      try columns.append(
        institution: 0, cell: 0, pool: 0, totalCost: Money(fen: -1), bookedFund: .zero,
        patientShare: .zero)
    }
  }

  @Test func columnsOfOtherTablesAreRefused() throws {
    var cases = try small()
    try cases.columns.append(
      institution: 7, cell: 0, pool: 0, totalCost: .zero, bookedFund: .zero, patientShare: .zero)
    #expect(
      code { _ = try cases.settle(PolicyText().policy(), pool: "1") }
        == "DIP_COLUMNS_OUT_OF_RANGE")
  }
}
