import Quantities
import Testing

@testable import DIPDomain

/// Packages of county consortia: what members get, what a lead keeps, several in one region.
@Suite struct PackageTests {
  private func text(_ rules: String) -> PolicyText {
    PolicyText(
      pools: "{mode: merged, types: [\"310\", \"390\"]}", residual: "largest_remainder",
      more: ["consortium: {name: 甲, lead: H99010000001, \(rules)}"])
  }

  private func cases() throws -> SmallSettlement {
    var cases = SmallSettlement()
    cases.groups = [try .simple("A", score: "100"), try .simple("B", score: "300")]
    try cases.add("H99010000001", group: "A", cost: "1000", booked: "500")
    try cases.add("H99010000002", group: "B", cost: "1000", booked: "300")
    return cases
  }

  private func settle(
    _ rules: String, pool: String, referredOut: String
  ) throws -> SettlementResult {
    let cases = try cases()
    let tables = try ScoringTables(
      policy: text(rules).policy(), groups: cases.groups, institutions: cases.institutions)
    return try Settlement.settle(
      columns: cases.columns, tables: tables,
      funds: SettlementFunds(
        pools: [
          .init(insurance: "310", amount: try Money(parsing: pool)),
          .init(insurance: "390", amount: .zero),
        ], package: .init(referredOut: try Money(parsing: referredOut))), threads: 1)
  }

  /// Of 1200.00, 100.01 was paid elsewhere and 800.00 booked inside: 299.99 is left. By score the
  /// members share 1099.99; with the lead keeping it they share 800.00 and the lead has 299.99 more.
  @Test func theSurplus() throws {
    let rules = "budget: {rule: merged_pools}, deficit: {rule: not_covered}"
    let byScore = try settle(rules, pool: "1200", referredOut: "100.01")
    #expect(byScore.accounts.map(\.due.description) == ["275.00", "824.99"])
    #expect(byScore.package?.keptByLead == .zero)
    let lead = try settle("\(rules), surplus: lead", pool: "1200", referredOut: "100.01")
    #expect(lead.package?.balance.description == "299.99")
    #expect(lead.package?.keptByLead.description == "299.99")
    #expect(lead.accounts.map(\.due.description) == ["499.99", "600.00"])
    #expect(lead.accounts.map(\.surplusShare.description) == ["299.99", "0.00"])
    #expect(lead.accounts[0].parts.map(\.due.description) == ["200.00"])
    #expect(lead.pools[0].pool.description == "1099.99")
  }

  /// 700.00 for 800.00 spent inside and 100.00 elsewhere: 200.00 too much. Not covered: 600.00 are
  /// shared. Half of the first tenth (70.00) and 30 % up to two tenths: 35.00 + 21.00 are added.
  @Test func theDeficit() throws {
    let none = try settle(
      "budget: {rule: merged_pools}, deficit: {rule: not_covered}, surplus: lead", pool: "700",
      referredOut: "100")
    #expect(none.package?.balance.description == "-200.00")
    #expect(none.accounts.map(\.due.description) == ["150.00", "450.00"])
    let shared = try settle(
      "budget: {rule: merged_pools}, deficit: {rule: shared, steps: "
        + "[{up_to: 0.1, fund_share: 0.5}, {up_to: 0.2, fund_share: 0.3}]}", pool: "700",
      referredOut: "100")
    #expect(shared.package?.fundShare.description == "56.00")
    #expect(shared.accounts.map(\.due.description) == ["164.00", "492.00"])
  }

  private func consortium(_ code: String, _ area: String, _ members: [String]) throws -> Consortium
  {
    try Consortium(
      code: code, name: code, lead: members[0], area: AreaCode(parsing: area),
      memberships: members.map { .init(institution: $0, first: try Day(parsing: "2020-01-01")) })
  }

  /// Two counties share nothing: each package is its own pool, and an institution that worked for both
  /// has a line in each.
  @Test func severalPackages() throws {
    let small = try cases()
    let policy = try text(
      "budget: {rule: merged_pools}, deficit: {rule: not_covered}, level_one_drug_exemption: true"
    ).policy()
    let tables = try ScoringTables(
      policy: policy, groups: small.groups, institutions: small.institutions)
    func columns(_ rows: [(Int32, Int32, Int64)]) throws -> ClusteredCases {
      var columns = ScoringColumns()
      for (institution, cell, booked) in rows {
        try columns.append(
          institution: institution, cell: cell, pool: 0, totalCost: Money(fen: 100_000),
          bookedFund: Money(fen: booked), patientShare: .zero)
      }
      return try ClusteredCases(columns, for: tables)
    }
    func settle(_ budgets: (Int64, Int64)) throws -> SettlementResult {
      try Settlement.settle(
        packages: [
          .init(
            consortium: consortium("A", "152221", ["H99010000001", "H99010000009"]),
            cases: columns([(0, 0, 50_000), (1, 1, 50_000)]), referredOut: Money(fen: 10_000)),
          .init(
            consortium: consortium("B", "152222", ["H99010000002"]),
            cases: columns([(1, 0, 40_000)]), referredOut: .zero),
        ], tables: tables,
        funds: SettlementFunds(
          pools: [
            .init(insurance: "310", amount: Money(fen: 150_000)),
            .init(insurance: "390", amount: Money(fen: 50_000)),
          ],
          institutions: [
            .init(code: "H99010000002", insurance: "310", prepaid: Money(fen: 1000))
          ],
          packages: [
            "A": .init(budget: Money(fen: budgets.0)), "B": .init(budget: Money(fen: budgets.1)),
          ]), threads: 1)
    }
    let result = try settle((130_000, 70_000))
    #expect(result.packages.map(\.code) == ["A", "B"])
    #expect(result.packages.map(\.distributed.fen) == [120_000, 70_000])
    #expect(
      result.accounts.map { "\($0.institution.code) \($0.consortium ?? "") \($0.due.fen)" } == [
        "H99010000001 A 30000", "H99010000002 A 90000", "H99010000002 B 70000",
      ])
    // The second institution belongs to B, where its advance counts.
    #expect(result.accounts.map(\.balance.fen) == [30_000, 90_000, 69_000])
    #expect(result.pools.map(\.key.consortium) == ["A", "B"])
    let problem = #expect(throws: Problem.self) { try settle((130_000, 70_001)) }
    #expect(problem?.code == "DIP_PACKAGE_BUDGET_MISMATCH")
  }
}
