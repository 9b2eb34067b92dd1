import DIPDomain
import Quantities
import Store

/// Settlement runs. There is an insert and there are queries: a run never changes.
public enum RunTable {
  static let columns = """
    run_id, region, period, policy_name, policy_version, policy_hash, catalogue_hash,
    engine_version, list_revision, input_digest, fund_sheet_version, fund_sheet_digest,
    institution_copy, institutions_stale, results_digest, cases, scored_cases,
    out_of_scope_cases, ungrouped_cases, special_case_quota, created_at
    """

  /// Stores a run with its statement.
  public static func insert(
    _ run: StoredRun, lines: [StatementLine], in transaction: Transaction
  ) throws {
    let inputs = run.inputs
    try transaction.execute(
      """
      INSERT INTO settlement_run (number, \(columns))
      VALUES ((SELECT coalesce(max(number), 0) + 1 FROM settlement_run), $1, $2, $3, $4, $5, $6,
        $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
      """,
      [
        run.runID, inputs.region, inputs.period, inputs.policyName, inputs.policyVersion,
        inputs.policyHash, inputs.catalogueHash, inputs.engineVersion, inputs.listRevision,
        inputs.inputDigest, inputs.fundSheetVersion, inputs.fundSheetDigest,
        inputs.institutions.number, inputs.institutionsStale, run.resultsDigest, run.cases,
        run.scoredCases, run.outOfScopeCases, run.ungroupedCases,
        run.specialCaseQuota ?? -1, run.createdAt.milliseconds,
      ])
    for (item, warning) in run.warnings.enumerated() {
      try transaction.execute(
        "INSERT INTO run_warning (run_id, item, zh, en) VALUES ($1, $2, $3, $4)",
        [run.runID, item, warning.zh, warning.en])
    }
    if let package = run.package { try insert(package, runID: run.runID, in: transaction) }
    for pool in run.pools { try insert(pool, runID: run.runID, in: transaction) }
    try insert(lines, runID: run.runID, in: transaction)
  }

  private static func insert(
    _ package: PackageStatement, runID: String, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      INSERT INTO run_package (run_id, name, lead, budget, referred_out, booked_inside, balance,
        fund_share, distributed, exempt_members)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      """,
      [
        runID, package.name, package.lead, package.budget.fen, package.referredOut.fen,
        package.bookedInside.fen, package.balance.fen, package.fundShare.fen,
        package.distributed.fen, package.exemptMembers.joined(separator: ","),
      ])
  }

  private static func insert(
    _ pool: StoredRun.Pool, runID: String, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      INSERT INTO run_pool (run_id, insurance_type, cases, total_score, point_value, pay_ratio,
        total_cost, fund_paid, pool, paid, residual, regulation)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
      """,
      [
        runID, pool.insuranceType, pool.cases, pool.totalScore, pool.pointValue, pool.payRatio,
        pool.totalCost.fen, pool.fundPaid.fen, pool.pool.fen, pool.paid.fen, pool.residual.fen,
        pool.regulation.fen,
      ])
  }

  private static func insert(
    _ lines: [StatementLine], runID: String, in transaction: Transaction
  ) throws {
    for line in lines {
      try transaction.execute(
        """
        INSERT INTO run_line (run_id, institution_code, insurance_type, \(lineColumns))
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
          $19, $20, $21, $22, $23, $24, $25, $26)
        """,
        [
          runID, line.institutionCode, Int(line.insuranceCode) ?? 0, line.institutionName,
          line.level, line.cases, line.outOfScopeCases, line.ungroupedCases, line.lowCases,
          line.highCases, line.specialCases, line.expertReviews,
          line.coefficient, line.totalScore, line.meanScore, line.caseMixIndex, line.totalCost.fen,
          line.fundPaid.fen, line.patientPart.fen, line.payRatio, line.payable.fen,
          line.assessmentCoefficient,
          line.auditDeduction.fen, line.prepaid.fen, line.due.fen, line.balance.fen,
        ])
    }
  }

  private static let lineColumns = """
    institution_name, level, cases, out_of_scope_cases, ungrouped_cases, low_cases, high_cases,
    special_cases, expert_reviews, coefficient, total_score, mean_score, case_mix_index,
    total_cost, fund_paid, patient_part, pay_ratio, payable,
    assessment_coefficient, audit_deduction, prepaid, due, balance
    """

  public static func find(runID: String, in connection: Connection) throws -> StoredRun? {
    try connection.first("SELECT \(columns) FROM settlement_run WHERE run_id = $1", [runID])
      .map { try run($0, in: connection) }
  }

  /// The newest run of a region and period.
  public static func newest(
    region: String, period: String, in connection: Connection
  ) throws -> StoredRun? {
    try connection.first(
      """
      SELECT \(columns) FROM settlement_run WHERE region = $1 AND period = $2
      ORDER BY number DESC LIMIT 1
      """, [region, period]
    ).map { try run($0, in: connection) }
  }

  /// Newest first; empty region or period means all, `before` is the number a page ended with.
  public static func page(
    region: String, period: String, before: Int64, limit: Int, in connection: Connection
  ) throws -> [(number: Int64, run: StoredRun)] {
    try connection.query(
      """
      SELECT number, \(columns) FROM settlement_run
      WHERE number < $1 AND ($2 = '' OR region = $2) AND ($3 = '' OR period = $3)
      ORDER BY number DESC LIMIT $4
      """, [before, region, period, limit]
    ).map { (try $0.int64("number"), try run($0, in: connection)) }
  }

  /// Lines of a run in order of institution and pool; an empty code means all institutions.
  public static func lines(
    runID: String, institutionCode: String, in connection: Connection
  ) throws -> [StatementLine] {
    try connection.query(
      """
      SELECT institution_code, insurance_type, \(lineColumns) FROM run_line
      WHERE run_id = $1 AND ($2 = '' OR institution_code = $2)
      ORDER BY institution_code, insurance_type
      """, [runID, institutionCode]
    ).map(StatementLine.init)
  }

  private static func run(_ row: Row, in connection: Connection) throws -> StoredRun {
    let runID = try row.text("run_id")
    let number = try row.int64("institution_copy")
    guard let copy = try InstitutionTable.copy(number: number, in: connection) else {
      throw Problem.storedValueUnknown(
        column: "settlement_run.institution_copy", value: String(number))
    }
    let pools = try connection.query(
      """
      SELECT insurance_type, cases, total_score, point_value, pay_ratio, total_cost, fund_paid,
        pool, paid, residual, regulation
      FROM run_pool WHERE run_id = $1 ORDER BY insurance_type
      """, [runID])
    let package = try connection.first(
      """
      SELECT name, lead, budget, referred_out, booked_inside, balance, fund_share, distributed,
        exempt_members
      FROM run_package WHERE run_id = $1
      """, [runID])
    let quota = try row.int("special_case_quota")
    let warnings = try connection.query(
      "SELECT zh, en FROM run_warning WHERE run_id = $1 ORDER BY item", [runID])
    return StoredRun(
      inputs: try StoredRun.Inputs(row, institutions: copy), cases: try row.int("cases"),
      scoredCases: try row.int("scored_cases"),
      outOfScopeCases: try row.int("out_of_scope_cases"),
      ungroupedCases: try row.int("ungrouped_cases"),
      resultsDigest: try row.text("results_digest"), pools: try pools.map(StoredRun.Pool.init),
      package: try package.map(PackageStatement.init), specialCaseQuota: quota < 0 ? nil : quota,
      warnings: try warnings.map { Bilingual(zh: try $0.text("zh"), en: try $0.text("en")) },
      createdAt: Timestamp(milliseconds: try row.int64("created_at")))
  }
}

extension StoredRun.Inputs {
  init(_ row: Row, institutions: InstitutionCopy) throws {
    self.init(
      region: try row.text("region"), period: try row.text("period"),
      policyName: try row.text("policy_name"), policyVersion: try row.int("policy_version"),
      policyHash: try row.text("policy_hash"), catalogueHash: try row.text("catalogue_hash"),
      engineVersion: try row.text("engine_version"),
      listRevision: try row.int64("list_revision"), inputDigest: try row.text("input_digest"),
      fundSheetVersion: try row.int("fund_sheet_version"),
      fundSheetDigest: try row.text("fund_sheet_digest"), institutions: institutions,
      institutionsStale: try row.bool("institutions_stale"))
  }
}

extension StoredRun.Pool {
  init(_ row: Row) throws {
    self.init(
      insuranceType: try row.int("insurance_type"), cases: try row.int("cases"),
      totalScore: try row.text("total_score"), pointValue: try row.text("point_value"),
      payRatio: try row.text("pay_ratio"), totalCost: Money(fen: try row.int64("total_cost")),
      fundPaid: Money(fen: try row.int64("fund_paid")), pool: Money(fen: try row.int64("pool")),
      paid: Money(fen: try row.int64("paid")), residual: Money(fen: try row.int64("residual")),
      regulation: Money(fen: try row.int64("regulation")))
  }
}

extension PackageStatement {
  init(_ row: Row) throws {
    func money(_ column: String) throws -> Money { Money(fen: try row.int64(column)) }
    self.init(
      name: try row.text("name"), lead: try row.text("lead"), budget: try money("budget"),
      referredOut: try money("referred_out"), bookedInside: try money("booked_inside"),
      balance: try money("balance"), fundShare: try money("fund_share"),
      distributed: try money("distributed"),
      exemptMembers: try row.text("exempt_members").split(separator: ",").map(String.init))
  }
}

extension StatementLine {
  init(_ row: Row) throws {
    let insurance = try row.int("insurance_type")
    func money(_ column: String) throws -> Money { Money(fen: try row.int64(column)) }
    self.init(
      institutionCode: try row.text("institution_code"),
      institutionName: try row.text("institution_name"), level: try row.int("level"),
      insuranceCode: insurance == 0 ? "" : String(insurance), cases: try row.int("cases"),
      outOfScopeCases: try row.int("out_of_scope_cases"),
      ungroupedCases: try row.int("ungrouped_cases"), lowCases: try row.int("low_cases"),
      highCases: try row.int("high_cases"), specialCases: try row.int("special_cases"),
      expertReviews: try row.int("expert_reviews"), coefficient: try row.text("coefficient"),
      totalScore: try row.text("total_score"), meanScore: try row.text("mean_score"),
      caseMixIndex: try row.text("case_mix_index"),
      totalCost: try money("total_cost"), fundPaid: try money("fund_paid"),
      patientPart: try money("patient_part"), payRatio: try row.text("pay_ratio"),
      payable: try money("payable"),
      assessmentCoefficient: try row.text("assessment_coefficient"),
      auditDeduction: try money("audit_deduction"), prepaid: try money("prepaid"),
      due: try money("due"), balance: try money("balance"))
  }
}
