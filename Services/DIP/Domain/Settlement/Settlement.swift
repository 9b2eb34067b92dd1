import Quantities

/// Settlement (结算): from the scored cases of a period to what every institution is paid.
///
/// Exact from the first score to the last fen: sums are integers, the point value and the pay ratio
/// are fractions without a bound, and only the steps that the policy names are rounded. The result
/// does not depend on the order of cases or on the number of threads.
public enum Settlement {
  /// Version of the rules in this code; part of every run's identity.
  public static let engineVersion = "2"

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
  static func settle(
    cases: ClusteredCases, tables: ScoringTables, funds: SettlementFunds, threads: Int,
    block: Int
  ) throws(Problem) -> SettlementResult {
    let sheet = try FundSheet(funds, tables.policy, tables.institutions)
    let pass = try ScoringPass(tables: tables, cases: cases, block: block)
    let scored = try pass.run(threads: threads)
    let booked = try Money(exactly: scored.sums.reduce(Int128(0)) { $0 + Int128($1.booked) })
    let package = try PackageBudget(tables, sheet, funds.package, booked: booked)
    var pools: [PoolSettlement] = []
    var lines: [[AccountSettlement?]] = []
    let coefficients = try tables.institutions.map { institution throws(Problem) in
      try tables.ordinaryCoefficient(of: institution)
    }
    for pool in sheet.pools.indices {
      let members = tables.orderByCode.map { $0 * sheet.pools.count + pool }
      let distribution = try PoolDistribution(
        pool: pool, amount: package?.distributed ?? sheet.pools[pool], members: members,
        sheet: sheet, scored: scored, tables: tables, coefficients: coefficients)
      let (settled, memberLines) = try distribution.settle(pass: pass, threads: threads)
      pools.append(settled)
      lines.append(memberLines)
    }
    let accounts = statement(pools, lines)
    for pool in pools {
      try checkConservation(pool, accounts.filter { $0.insurance == pool.insurance })
    }
    let discharges = scored.sums.reduce(0) { $0 + Int($1.cases) }
    var result = SettlementResult(
      pools: pools, accounts: accounts, package: package?.statement,
      specialCaseQuota: tables.policy.specialCase?.quota(discharges: discharges),
      warnings: [], digest: SHA256Digest(of: ""))
    result.warnings = SettlementWarnings.of(result, tables)
    result.digest = result.canonicalDigest()
    return result
  }

  /// The lines of all pools in order of institution code, then pool; each pool's come in the former.
  private static func statement(
    _ pools: [PoolSettlement], _ lines: [[AccountSettlement?]]
  ) -> [AccountSettlement] {
    let order = pools.indices.sorted { (pools[$0].insurance ?? "") < (pools[$1].insurance ?? "") }
    var accounts: [AccountSettlement] = []
    accounts.reserveCapacity(lines.reduce(0) { $0 + $1.count })
    for position in lines.first?.indices ?? 0..<0 {
      for pool in order {
        if let line = lines[pool][position] { accounts.append(line) }
      }
    }
    return accounts
  }

  /// payments + residual + regulation fund = pool, to the fen, added up again from the lines.
  static func checkConservation(
    _ pool: PoolSettlement, _ lines: [AccountSettlement]
  ) throws(Problem) {
    let paid = lines.reduce(Int128(0)) { $0 + Int128($1.due.fen) }
    let total = paid + Int128(pool.residual.fen) + Int128(pool.regulation.fen)
    guard total == Int128(pool.pool.fen), paid == Int128(pool.paid.fen) else {
      throw Problem(
        .internalFault, "DIP_CONSERVATION_BROKEN", zh: "支付、余数与调节金之和不等于基金总额",
        en: "payments, residual and regulation fund do not add up to the pool",
        remedyZh: "结算未保存；请联系维护人员并附上输入", remedyEn: "nothing was stored; report this with the inputs",
        details: [
          Problem.Detail("pool", "\(pool.pool)"), Problem.Detail("paid", "\(pool.paid)"),
          Problem.Detail("residual", "\(pool.residual)"),
          Problem.Detail("regulation", "\(pool.regulation)"),
        ])
    }
  }
}
