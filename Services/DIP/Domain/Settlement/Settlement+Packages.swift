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
  ///   to the pools, those by capitation too where pools are stated. Advances and deductions of an
  ///   institution count in the consortium that they name, else in the one that it belonged to last; its
  ///   assessment holds in each.
  /// - Throws: `DIP_PACKAGE_UNKNOWN`, `DIP_PACKAGE_BUDGET_MISMATCH`, `DIP_FUNDS_INVALID`, and what a
  ///   settlement of one package throws.
  public static func settle(
    packages: [PackageCases], tables: ScoringTables, funds: SettlementFunds, threads: Int
  ) throws(Problem) -> SettlementResult {
    let roster = try ConsortiumRoster(packages.map(\.consortium))
    try check(funds, roster, tables.policy)
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
    try check(statements, funds, tables.policy)
    return try result(pools, accounts.sorted { $0.key < $1.key }, statements, tables)
  }

  /// The funds of one package.
  static func funds(
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
      institutions: try institutions(of: index, funds.institutions, roster), package: package)
  }

  /// What institutions bring into one package: one row for each of them and insurance.
  private static func institutions(
    of index: Int, _ rows: [SettlementFunds.Institution], _ roster: ConsortiumRoster
  ) throws(Problem) -> [SettlementFunds.Institution] {
    let code = roster.consortia[index].code
    var own: [SettlementFunds.Institution] = []
    var places: [AccountKey: Int] = [:]
    for row in rows {
      var row = row
      let isOwn = row.consortium.map { $0 == code } ?? (roster.home(of: row.code) == index)
      if !isOwn {
        guard row.assessment != nil,
          roster.spans(of: row.code).contains(where: { $0.consortium == index })
        else { continue }
        row = SettlementFunds.Institution(
          code: row.code, insurance: row.insurance, assessment: row.assessment)
      }
      let key = AccountKey(institution: row.code, insurance: row.insurance)
      guard let place = places[key] else {
        places[key] = own.count
        own.append(row)
        continue
      }
      try own[place].add(row)
    }
    return own
  }

  static func check(
    _ funds: SettlementFunds, _ roster: ConsortiumRoster, _ policy: Policy
  ) throws(Problem) {
    guard let rule = policy.consortium, policy.pools.merged else {
      throw refused("DIP_PACKAGE_UNKNOWN", "政策没有医共体包干规则", "the policy has no consortium package")
    }
    let codes = Set(roster.consortia.map(\.code))
    if let unknown = funds.packages.keys.sorted().first(where: { !codes.contains($0) }) {
      throw refused(
        "DIP_PACKAGE_UNKNOWN", "基金表中的医共体 \(unknown) 不在名单中",
        "consortium \(unknown) of the fund sheet is not in the list")
    }
    guard funds.package == SettlementFunds.Package() else {
      throw refused(
        "DIP_FUNDS_INVALID", "有多个医共体时，参保人数与外转费用应按医共体填写",
        "with several packages, insured persons and cost elsewhere are stated for each of them")
    }
    for row in funds.institutions {
      guard row.consortium.map(codes.contains) ?? (roster.home(of: row.code) != nil) else {
        throw refused(
          "DIP_FUNDS_INVALID", "机构 \(row.code) 的预拨或扣款不属于任何医共体",
          "advances or deductions of institution \(row.code) belong to no consortium")
      }
    }
    if policy.payment.residual == .regulationFund,
      funds.pools.contains(where: { $0.regulation != .zero })
    {
      throw refused(
        "DIP_FUNDS_INVALID", "调节金期初余额未按医共体划分，不能补各医共体的缺口",
        "the opening balance of the regulation fund is no package's: it cannot fill their gaps")
    }
    guard case .mergedPools = rule.budget else { return }
    try checkSum(funds.packages.values.map(\.budget), funds)
  }

  /// Budgets by capitation are known once they are calculated.
  private static func check(
    _ statements: [PackageStatement], _ funds: SettlementFunds, _ policy: Policy
  ) throws(Problem) {
    guard case .capitation = policy.consortium?.budget,
      funds.pools.contains(where: { $0.amount != .zero })
    else { return }
    try checkSum(statements.map(\.budget), funds)
  }

  static func checkSum(_ budgets: [Money], _ funds: SettlementFunds) throws(Problem) {
    let total = try Money(exactly: budgets.reduce(Int128(0)) { $0 + Int128($1.fen) })
    let pools = try Money(exactly: funds.pools.reduce(Int128(0)) { $0 + Int128($1.amount.fen) })
    guard total == pools else {
      throw refused(
        "DIP_PACKAGE_BUDGET_MISMATCH", "各医共体包干总额之和 \(total) 不等于基金总额 \(pools)",
        "the budgets of the packages, \(total), do not add up to the pools, \(pools)")
    }
  }

  static func refused(_ code: String, _ zh: String, _ en: String) -> Problem {
    Problem(
      .failedPrecondition, code, zh: zh, en: en, remedyZh: "请修正基金表或政策",
      remedyEn: "correct the fund sheet or the policy")
  }
}

extension SettlementFunds {
  /// The same funds where the region has one package only: its figures may be stated as the sheet's own
  /// or under its code.
  ///
  /// - Parameter consortium: nil where nobody knows its members.
  /// - Throws: `DIP_PACKAGE_UNKNOWN` when the sheet names another one, `DIP_FUNDS_INVALID`,
  ///   `DIP_PACKAGE_BUDGET_MISMATCH`.
  func ofOnlyPackage(
    _ consortium: Consortium?, _ policy: Policy
  ) throws(Problem) -> SettlementFunds {
    guard !packages.isEmpty else { return self }
    if let unknown = packages.keys.sorted().first(where: { $0 != consortium?.code }) {
      throw Settlement.refused(
        "DIP_PACKAGE_UNKNOWN", "基金表中的医共体 \(unknown) 不在名单中",
        "consortium \(unknown) of the fund sheet is not in the list")
    }
    guard package == Package(), var stated = packages.values.first else {
      throw Settlement.refused(
        "DIP_FUNDS_INVALID", "参保人数与外转费用在基金表上填了两处",
        "insured persons and cost elsewhere are stated twice on the fund sheet")
    }
    if policy.consortium?.budget == .mergedPools || stated.budget != .zero {
      try Settlement.checkSum([stated.budget], self)
    }
    stated.budget = .zero
    var funds = self
    funds.package = stated
    funds.packages = [:]
    return funds
  }
}

extension SettlementFunds.Institution {
  /// Takes in another row of the same account.
  fileprivate mutating func add(_ other: SettlementFunds.Institution) throws(Problem) {
    prepaid = try prepaid + other.prepaid
    deposit = try deposit + other.deposit
    auditDeduction = try auditDeduction + other.auditDeduction
    if let known = assessment, let stated = other.assessment, known != stated {
      throw Settlement.refused(
        "DIP_FUNDS_INVALID", "机构 \(code) 的考核系数不一致",
        "institution \(code) has different assessment coefficients")
    }
    assessment = assessment ?? other.assessment
    baseVolume = baseVolume ?? other.baseVolume
  }
}
