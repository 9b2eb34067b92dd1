import DIPDomain
import Quantities
import Store

/// Pools, packages and referrals of a run.
extension RunTable {
  static func insert(
    _ package: PackageStatement, runID: String, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      INSERT INTO run_package (run_id, consortium, name, lead, budget, referred_out,
        booked_inside, balance, fund_share, distributed, kept_by_lead, exempt_members)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
      """,
      [
        runID, package.code, package.name, package.lead, package.budget.fen,
        package.referredOut.fen, package.bookedInside.fen, package.balance.fen,
        package.fundShare.fen, package.distributed.fen, package.keptByLead.fen,
        package.exemptMembers.joined(separator: ","),
      ])
  }

  static func insert(
    _ pool: StoredRun.Pool, runID: String, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      INSERT INTO run_pool (run_id, consortium, insurance_type, cases, total_score, point_value,
        settlement_value, reference_value, pay_ratio, total_cost, fund_paid, pool, item_fund,
        paid, residual, regulation, increment_value, base_value)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
      """,
      [
        runID, pool.consortium, pool.insuranceType, pool.cases, pool.totalScore,
        pool.pointValue, pool.settlementValue, pool.referenceValue, pool.payRatio,
        pool.totalCost.fen, pool.fundPaid.fen, pool.pool.fen, pool.itemFund.fen, pool.paid.fen,
        pool.residual.fen, pool.regulation.fen, pool.incrementValue, pool.baseValue,
      ])
  }

  static func insert(
    _ referrals: [Referral], runID: String, in transaction: Transaction
  ) throws {
    for referral in referrals {
      try transaction.execute(
        """
        INSERT INTO run_referral (run_id, consortium, institution_code, cases, total_cost,
          fund_paid)
        VALUES ($1, $2, $3, $4, $5, $6)
        """,
        [
          runID, referral.consortium, referral.institution, referral.cases,
          referral.totalCost.fen, referral.fund.fen,
        ])
    }
  }

  static func pools(of runID: String, in connection: Connection) throws -> [StoredRun.Pool] {
    try connection.query(
      """
      SELECT consortium, insurance_type, cases, total_score, point_value, settlement_value,
        reference_value, pay_ratio, total_cost, fund_paid, pool, item_fund, paid, residual,
        regulation, increment_value, base_value
      FROM run_pool WHERE run_id = $1 ORDER BY consortium, insurance_type
      """, [runID]
    ).map(StoredRun.Pool.init)
  }

  static func packages(
    of runID: String, in connection: Connection
  ) throws -> [PackageStatement] {
    try connection.query(
      """
      SELECT consortium, name, lead, budget, referred_out, booked_inside, balance, fund_share,
        distributed, kept_by_lead, exempt_members
      FROM run_package WHERE run_id = $1 ORDER BY consortium
      """, [runID]
    ).map(PackageStatement.init)
  }

  /// What was paid elsewhere for the insured of a run's packages, by consortium and institution.
  public static func referrals(
    of runID: String, in connection: Connection
  ) throws -> [Referral] {
    try connection.query(
      """
      SELECT consortium, institution_code, cases, total_cost, fund_paid FROM run_referral
      WHERE run_id = $1 ORDER BY consortium, institution_code
      """, [runID]
    ).map { row in
      Referral(
        consortium: try row.text("consortium"), institution: try row.text("institution_code"),
        cases: try row.int("cases"), totalCost: Money(fen: try row.int64("total_cost")),
        fund: Money(fen: try row.int64("fund_paid")))
    }
  }
}

extension StoredRun.Pool {
  init(_ row: Row) throws {
    func money(_ column: String) throws -> Money { Money(fen: try row.int64(column)) }
    self.init(
      consortium: try row.text("consortium"), insuranceType: try row.int("insurance_type"),
      cases: try row.int("cases"), totalScore: try row.text("total_score"),
      pointValue: try row.text("point_value"),
      settlementValue: try row.text("settlement_value"),
      referenceValue: try row.text("reference_value"),
      incrementValue: try row.text("increment_value"), baseValue: try row.text("base_value"),
      payRatio: try row.text("pay_ratio"),
      totalCost: try money("total_cost"), fundPaid: try money("fund_paid"),
      pool: try money("pool"), itemFund: try money("item_fund"), paid: try money("paid"),
      residual: try money("residual"), regulation: try money("regulation"))
  }
}

extension PackageStatement {
  init(_ row: Row) throws {
    func money(_ column: String) throws -> Money { Money(fen: try row.int64(column)) }
    self.init(
      code: try row.text("consortium"), name: try row.text("name"), lead: try row.text("lead"),
      budget: try money("budget"), referredOut: try money("referred_out"),
      bookedInside: try money("booked_inside"), balance: try money("balance"),
      fundShare: try money("fund_share"), distributed: try money("distributed"),
      keptByLead: try money("kept_by_lead"),
      exemptMembers: try row.text("exempt_members").split(separator: ",").map(String.init))
  }
}
