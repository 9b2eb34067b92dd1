import Quantities

extension Settlement {
  /// One of several packages of a region: its cases are those of its insured at its members.
  public struct PackageCases: Sendable {
    public var consortium: Consortium
    public var cases: ClusteredCases
    /// What the lists show of its insured's stays elsewhere; comes on top of what the funds state.
    public var referredOut: Money

    public init(consortium: Consortium, cases: ClusteredCases, referredOut: Money) {
      self.consortium = consortium
      self.cases = cases
      self.referredOut = referredOut
    }
  }

  /// Settles the packages of a region that has several consortia: each is a pool of its own.
  ///
  /// - Parameter funds: `packages` by code of the consortium. Budgets by `merged_pools` have to add up
  ///   to the pools. Advances and deductions of an institution count in the consortium that it belonged
  ///   to last.
  public static func settle(
    packages: [PackageCases], tables: ScoringTables, funds: SettlementFunds, threads: Int
  ) throws(Problem) -> SettlementResult {
    let roster = try ConsortiumRoster(packages.map(\.consortium))
    try check(funds, packages.map(\.consortium.code), tables.policy)
    var pools: [PoolSettlement] = []
    var accounts: [AccountSettlement] = []
    var statements: [PackageStatement] = []
    for (index, package) in packages.enumerated() {
      let code = package.consortium.code
      let own = try self.funds(
        of: index, funds, roster, referredOut: package.referredOut, tables.policy)
      let settled = try settle(
        cases: package.cases, tables: tables, funds: own, threads: threads,
        block: ScoringPass.standardBlock, consortium: package.consortium)
      pools += settled.pools.map { pool in
        var pool = pool
        pool.consortium = code
        return pool
      }
      accounts += settled.accounts.map { line in
        var line = line
        line.consortium = code
        return line
      }
      statements += settled.packages
    }
    return try result(pools, accounts.sorted { $0.key < $1.key }, statements, tables)
  }

  /// The funds of one package.
  private static func funds(
    of index: Int, _ funds: SettlementFunds, _ roster: ConsortiumRoster, referredOut: Money,
    _ policy: Policy
  ) throws(Problem) -> SettlementFunds {
    var package = funds.packages[roster.consortia[index].code] ?? SettlementFunds.Package()
    package.referredOut = try package.referredOut + referredOut
    let budget = package.budget
    package.budget = .zero
    return SettlementFunds(
      pools: policy.pools.types.enumerated().map { place, insurance in
        SettlementFunds.Pool(insurance: insurance, amount: place == 0 ? budget : .zero)
      },
      institutions: funds.institutions.filter { roster.home(of: $0.code) == index },
      package: package)
  }

  private static func check(
    _ funds: SettlementFunds, _ codes: [String], _ policy: Policy
  ) throws(Problem) {
    guard let rule = policy.consortium, policy.pools.merged else {
      throw refused("DIP_PACKAGE_UNKNOWN", "政策没有医共体包干规则", "the policy has no consortium package")
    }
    if let unknown = funds.packages.keys.sorted().first(where: { !codes.contains($0) }) {
      throw refused(
        "DIP_PACKAGE_UNKNOWN", "基金表中的医共体 \(unknown) 不在名单中",
        "consortium \(unknown) of the fund sheet is not in the list")
    }
    guard case .mergedPools = rule.budget else { return }
    let budgets = funds.packages.values.reduce(Int128(0)) { $0 + Int128($1.budget.fen) }
    let pools = funds.pools.reduce(Int128(0)) { $0 + Int128($1.amount.fen) }
    guard budgets == pools else {
      throw refused(
        "DIP_PACKAGE_BUDGET_MISMATCH", "各医共体包干总额之和不等于基金总额",
        "the budgets of the packages do not add up to the pools")
    }
  }

  private static func refused(_ code: String, _ zh: String, _ en: String) -> Problem {
    Problem(
      .failedPrecondition, code, zh: zh, en: en, remedyZh: "请修正基金表或政策",
      remedyEn: "correct the fund sheet or the policy")
  }
}
