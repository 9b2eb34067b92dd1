import Quantities

/// A settlement as the books hold it (清算账): what conservation is checked on, and what a correction
/// is compared with. Made from a result, or from what is stored of one.
public struct SettlementBooks: Sendable, Hashable {
  public struct Account: Sendable, Hashable {
    public var due: Money
    /// `due` by part; absent parts are zero.
    public var parts: [ScorePart: Money]
    /// What a lead keeps of a package's surplus: with the parts it adds up to `due`.
    public var surplusShare: Money

    public init(due: Money, parts: [ScorePart: Money], surplusShare: Money = .zero) {
      self.due = due
      self.parts = parts
      self.surplusShare = surplusShare
    }
  }

  /// A pool: one for each insurance code and package.
  public struct PoolKey: Sendable, Hashable, Comparable {
    /// nil for merged pools.
    public var insurance: String?
    /// nil without several packages.
    public var consortium: String?

    public init(insurance: String?, consortium: String? = nil) {
      self.insurance = insurance
      self.consortium = consortium
    }

    public static func < (a: PoolKey, b: PoolKey) -> Bool {
      (a.consortium ?? "", a.insurance ?? "") < (b.consortium ?? "", b.insurance ?? "")
    }
  }

  public struct Pool: Sendable, Hashable {
    public var pool: Money
    public var paid: Money
    public var residual: Money
    public var regulation: Money

    public init(pool: Money, paid: Money, residual: Money, regulation: Money) {
      self.pool = pool
      self.paid = paid
      self.residual = residual
      self.regulation = regulation
    }

    init(_ result: PoolSettlement) {
      self.init(
        pool: result.pool, paid: result.paid, residual: result.residual,
        regulation: result.regulation)
    }
  }

  public var accounts: [AccountKey: Account]
  public var pools: [PoolKey: Pool]

  public init(accounts: [AccountKey: Account], pools: [PoolKey: Pool]) {
    self.accounts = accounts
    self.pools = pools
  }

  public init(_ result: SettlementResult) {
    self.init(accounts: [:], pools: [:])
    for line in result.accounts {
      self.accounts[line.key] = Account(
        due: line.due,
        parts: Dictionary(uniqueKeysWithValues: line.parts.map { ($0.part, $0.due) }),
        surplusShare: line.surplusShare)
    }
    for pool in result.pools { self.pools[pool.key] = Pool(pool) }
  }

  /// Parts add up to accounts, accounts to payments, and payments, residual and regulation fund to the
  /// pool, to the fen.
  ///
  /// - Throws: `DIP_CONSERVATION_BROKEN`.
  public func checkConservation() throws(Problem) {
    var check = ConservationCheck()
    for (key, account) in accounts {
      try check.add(
        key.institution, PoolKey(insurance: key.insurance, consortium: key.consortium),
        due: account.due, parts: account.parts.values, surplusShare: account.surplusShare)
    }
    try check.close(pools.map { ($0, $1) })
  }

  /// The same of a statement at hand.
  static func checkConservation(
    _ pools: [PoolSettlement], _ accounts: [AccountSettlement]
  ) throws(Problem) {
    var check = ConservationCheck()
    for line in accounts {
      try check.add(
        line.institution.code, PoolKey(insurance: line.insurance, consortium: line.consortium),
        due: line.due, parts: line.parts.lazy.map(\.due), surplusShare: line.surplusShare)
    }
    try check.close(pools.map { ($0.key, Pool($0)) })
  }
}

/// Adds up a statement against its pools (平账校验).
private struct ConservationCheck {
  /// Of the few pools that there are.
  private var paid: [(pool: SettlementBooks.PoolKey, sum: Int128)] = []

  mutating func add(
    _ institution: String, _ pool: SettlementBooks.PoolKey, due: Money,
    parts: some Sequence<Money>, surplusShare: Money
  ) throws(Problem) {
    let sum = parts.reduce(Int128(surplusShare.fen)) { $0 + Int128($1.fen) }
    guard sum == Int128(due.fen) else {
      throw Self.broken(
        "各部分之和不等于应付", "the parts do not add up to what is due",
        [Problem.Detail("institution", institution), Problem.Detail("due", "\(due)")])
    }
    if let place = paid.firstIndex(where: { $0.pool == pool }) {
      paid[place].sum += Int128(due.fen)
    } else {
      paid.append((pool, Int128(due.fen)))
    }
  }

  mutating func close(
    _ pools: [(SettlementBooks.PoolKey, SettlementBooks.Pool)]
  ) throws(Problem) {
    for (key, pool) in pools {
      let total = Int128(pool.paid.fen) + Int128(pool.residual.fen) + Int128(pool.regulation.fen)
      let sum = paid.first { $0.pool == key }?.sum ?? 0
      guard total == Int128(pool.pool.fen), sum == pool.paid.fen else {
        throw Self.broken(
          "支付、余数与调节金之和不等于基金总额",
          "payments, residual and regulation fund do not add up to the pool",
          [
            Problem.Detail("insurance", key.insurance ?? ""),
            Problem.Detail("pool", "\(pool.pool)"), Problem.Detail("paid", "\(pool.paid)"),
            Problem.Detail("residual", "\(pool.residual)"),
            Problem.Detail("regulation", "\(pool.regulation)"),
          ])
      }
    }
    let known = Set(pools.map(\.0))
    guard paid.allSatisfy({ $0.sum == 0 || known.contains($0.pool) }) else {
      throw Self.broken("有支付不属于任何基金", "a payment belongs to no pool", [])
    }
  }

  private static func broken(
    _ zh: String, _ en: String, _ details: [Problem.Detail]
  ) -> Problem {
    Problem(
      .internalFault, "DIP_CONSERVATION_BROKEN", zh: zh, en: en,
      remedyZh: "结算未保存；请联系维护人员并附上输入",
      remedyEn: "nothing was stored; report this with the inputs", details: details)
  }
}
