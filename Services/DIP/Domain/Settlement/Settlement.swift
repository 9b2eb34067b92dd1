import Quantities

/// Settlement (结算): from the scored cases of a period to what every institution is paid.
///
/// Exact from the first score to the last fen: sums are integers, the point value and the pay ratio
/// are fractions without a bound, and only the steps that the policy names are rounded. The result
/// does not depend on the order of cases or on the number of threads.
public enum Settlement {
  /// Version of the rules in this code; part of every run's identity.
  public static let engineVersion = "3"

  /// Settles a period.
  ///
  /// - Parameters:
  ///   - cases: grouped, and clustered for tables of the same layout.
  ///   - tables: policy, groups and institutions, compiled.
  ///   - funds: pools, advances, deductions and assessments; refused whole when something in them
  ///     has no place.
  ///   - threads: how many threads score; at least one.
  /// - Throws: `DIP_FUNDS_INVALID`, `DIP_REFERENCE_MEAN_MISSING`, `DIP_PAY_RATIO_UNDEFINED`,
  ///   `DIP_PACKAGE_*`, `QUANTITY_OVERFLOW`, and `DIP_CONSERVATION_BROKEN` if payments, residual and
  ///   regulation fund should ever not add up to the pool.
  public static func settle(
    cases: ClusteredCases, tables: ScoringTables, funds: SettlementFunds, threads: Int
  ) throws(Problem) -> SettlementResult {
    try settle(
      cases: cases, tables: tables, funds: funds, threads: threads,
      block: ScoringPass.standardBlock)
  }

  /// The same with cases in any order.
  public static func settle(
    columns: ScoringColumns, tables: ScoringTables, funds: SettlementFunds, threads: Int
  ) throws(Problem) -> SettlementResult {
    try settle(
      cases: ClusteredCases(columns, for: tables), tables: tables, funds: funds, threads: threads)
  }

  /// The same with a stated block of cases that a thread claims at once.
  ///
  /// - Parameter consortium: whose package is settled, where the region has several.
  static func settle(
    cases: ClusteredCases, tables: ScoringTables, funds: SettlementFunds, threads: Int,
    block: Int, consortium: Consortium? = nil
  ) throws(Problem) -> SettlementResult {
    let sheet = try FundSheet(funds, tables.policy, tables.institutions)
    let pass = try ScoringPass(tables: tables, cases: cases, block: block)
    let scored = try pass.run(threads: threads)
    let package = try PackageBudget(
      tables, sheet, funds.package, booked: try booked(scored), consortium: consortium)
    let coefficients = try tables.institutions.map { institution throws(Problem) in
      try tables.ordinaryCoefficient(of: institution)
    }
    let settled = try Workers.map(sheet.pools.count, threads: threads, piece: 1) {
      pool throws(Problem) in
      let members = tables.orderByCode.map { $0 * sheet.pools.count + pool }
      let amount = package?.distributed ?? sheet.pools[pool]
      let kept = package.map { ($0.lead * sheet.pools.count + pool, $0.statement.keptByLead) }
      let judged = try judged(
        pass, scored, pool: pool, members: members,
        shared: PoolDistribution.shared(
          amount, kept: kept?.1, itemFund: PoolDistribution.itemFund(members, scored)),
        threads: threads)
      let distribution = try PoolDistribution(
        pool: pool, amount: amount, kept: kept, members: members, sheet: sheet,
        scored: judged.scored, tables: judged.pass.tables, coefficients: coefficients,
        reference: judged.reference)
      let dues = try distribution.dues(pass: judged.pass, threads: threads)
      return SettledPool(
        distribution: distribution, dues: dues, result: try distribution.result(dues))
    }
    return try result(
      settled.map(\.result), statement(settled, threads: threads),
      package.map { [$0.statement] } ?? [], tables)
  }

  /// A pool before its statement is written.
  private struct SettledPool {
    let distribution: PoolDistribution
    let dues: PoolDistribution.MemberDues
    let result: PoolSettlement
  }

  /// What scores a pool is settled with: those at hand, or, where the settlement point value is the
  /// reference, those that the solved value gives.
  private static func judged(
    _ pass: ScoringPass, _ scored: ScoredAccounts, pool: Int, members: [Int], shared: Money,
    threads: Int
  ) throws(Problem) -> (pass: ScoringPass, scored: ScoredAccounts, reference: Decimal?) {
    let tables = pass.tables
    let rule = tables.policy.deviation
    let cost = members.reduce(Int128(0)) { $0 + Int128(scored.sums[$1].cost) }
    guard rule.reference == .standard, rule.pointValue == .settlement, cost > 0 else {
      return (pass, scored, nil)
    }
    let booked = members.reduce(Int128(0)) { $0 + Int128(scored.sums[$1].booked) }
    let reference = try SettlementReference(
      tables: tables, cases: pass.cases, pool: tables.policy.pools.merged ? nil : pool
    ).value(
      amount: shared,
      payRatio: PoolRates.payRatio(
        cost: Money(exactly: cost).fen, booked: Money(exactly: booked).fen, tables.policy))
    let again = try ScoringPass(
      tables: tables.judged(at: reference), cases: pass.cases, block: pass.block)
    return (again, try again.run(threads: threads), reference)
  }

  /// Booked to the fund by all cases, those that are paid by item included.
  private static func booked(_ scored: ScoredAccounts) throws(Problem) -> Money {
    try Money(
      exactly: scored.sums.indices.reduce(Int128(0)) {
        $0 + Int128(scored.sums[$1].booked) + Int128(scored.items(of: $1)?.booked ?? 0)
      })
  }

  /// Checks that nothing is lost.
  static func result(
    _ pools: [PoolSettlement], _ accounts: [AccountSettlement], _ packages: [PackageStatement],
    _ tables: ScoringTables
  ) throws(Problem) -> SettlementResult {
    try SettlementBooks.checkConservation(pools, accounts)
    var result = SettlementResult(
      pools: pools, accounts: accounts, packages: packages,
      specialCaseQuota: tables.policy.specialCase.map { quota($0, accounts) }, warnings: [])
    result.warnings = SettlementWarnings.of(result, tables)
    return result
  }

  private static func quota(_ rule: SpecialCaseRule, _ accounts: [AccountSettlement]) -> Int {
    let discharges = accounts.reduce(0) { sum, line in
      let paid = Int(line.cases + line.itemCases)
      return sum + (rule.basis == .grouped ? paid - Int(line.ungroupedCases) : paid)
    }
    return rule.quota(discharges: discharges)
  }

  /// The lines of all pools in order of institution code, then pool; the members of each pool stand in
  /// the former.
  private static func statement(
    _ pools: [SettledPool], threads: Int
  ) throws(Problem) -> [AccountSettlement] {
    let order = pools.indices.sorted {
      (pools[$0].result.insurance ?? "") < (pools[$1].result.insurance ?? "")
    }
    var lines: [(pool: Int, place: Int)] = []
    for place in pools.first?.distribution.members.indices ?? 0..<0 {
      for pool in order where pools[pool].distribution.hasLine(place, pools[pool].dues) {
        lines.append((pool, place))
      }
    }
    return try Workers.map(lines.count, threads: threads) { index throws(Problem) in
      let pool = pools[lines[index].pool]
      return try pool.distribution.line(lines[index].place, pool.dues)
    }
  }
}
