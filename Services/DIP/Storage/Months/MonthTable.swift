import DIPDomain
import Quantities
import Store

/// Monthly advances. There is an insert and there are queries; a month has one statement.
public enum MonthTable {
  private static let columns = """
    region, month, policy_name, policy_version, policy_hash, catalogue_hash, engine_version,
    list_revision, input_digest, fund_sheet_version, fund_sheet_digest, institution_copy,
    institutions_stale, results_digest, cases, scored_cases, elsewhere_cases, advance, deposit,
    created_at
    """

  /// - Throws: a `ConstraintViolation` when the month has a statement.
  public static func insert(_ month: StoredMonth, in transaction: Transaction) throws {
    let inputs = month.inputs
    try transaction.execute(
      """
      INSERT INTO month_statement (number, statement_id, \(columns))
      VALUES ((SELECT coalesce(max(number), 0) + 1 FROM month_statement), $1, $2, $3, $4, $5, $6,
        $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
      """,
      [
        month.statementID, inputs.region, inputs.period, inputs.policyName, inputs.policyVersion,
        inputs.policyHash, inputs.catalogueHash, inputs.engineVersion, inputs.listRevision,
        inputs.inputDigest, inputs.fundSheetVersion, inputs.fundSheetDigest,
        inputs.institutions.number, inputs.institutionsStale, month.resultsDigest, month.cases,
        month.scoredCases, month.elsewhereCases, month.advance.fen, month.deposit.fen,
        month.createdAt.milliseconds,
      ])
    for code in inputs.consortia {
      try transaction.execute(
        "INSERT INTO month_consortium (statement_id, consortium) VALUES ($1, $2)",
        [month.statementID, code])
    }
    for (item, warning) in month.warnings.enumerated() {
      try transaction.execute(
        "INSERT INTO month_warning (statement_id, item, zh, en) VALUES ($1, $2, $3, $4)",
        [month.statementID, item, warning.zh, warning.en])
    }
    for line in month.lines { try insert(line, of: month.statementID, in: transaction) }
    try insert(inputs.months, runID: month.statementID, in: transaction)
  }

  private static func insert(
    _ line: MonthlyAdvance, of statementID: String, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      INSERT INTO month_line (statement_id, institution_code, consortium, insurance_type,
        institution_name, level, cases, total_score, total_cost, fund_paid, patient_part, earned, audit_deduction,
        carried_in, advance, carried_out, deposit)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
      """,
      [
        statementID, line.institution.code, line.consortium ?? "",
        line.insurance.flatMap { Int($0) } ?? 0, line.institution.name, line.institution.level,
        line.cases, line.totalScore,
        line.totalCost.fen, line.bookedFund.fen, line.patientShare.fen, line.earned.fen,
        line.auditDeduction.fen, line.carriedIn.fen, line.advance.fen, line.carriedOut.fen,
        line.deposit.fen,
      ])
  }

  /// The statement of a month with its lines.
  public static func find(
    region: String, month: String, in connection: Connection
  ) throws -> StoredMonth? {
    try connection.first(
      "SELECT statement_id, \(columns) FROM month_statement WHERE region = $1 AND month = $2",
      [region, month]
    ).map { row in
      var found = try self.month(row, in: connection)
      found.lines = try lines(of: found.statementID, in: connection)
      return found
    }
  }

  /// The statements of a region and year in order of month, without lines; an empty year means all.
  public static func list(
    region: String, year: String, in connection: Connection
  ) throws -> [StoredMonth] {
    try connection.query(
      """
      SELECT statement_id, \(columns) FROM month_statement
      WHERE region = $1 AND ($2 = '' OR substr(month, 1, 4) = $2) ORDER BY month
      """, [region, year]
    ).map { try month($0, in: connection) }
  }

  public static func lines(
    of statementID: String, in connection: Connection
  ) throws -> [MonthlyAdvance] {
    try connection.query(
      """
      SELECT institution_code, consortium, insurance_type, institution_name, level, cases,
        total_score, total_cost, fund_paid, patient_part, earned, audit_deduction, carried_in,
        advance, carried_out, deposit
      FROM month_line WHERE statement_id = $1
      ORDER BY institution_code, consortium, insurance_type
      """, [statementID]
    ).map(MonthlyAdvance.init)
  }

  private static func month(_ row: Row, in connection: Connection) throws -> StoredMonth {
    let copy = try RunTable.institutionCopy(row, in: connection)
    var inputs = StoredRun.Inputs(
      region: try row.text("region"), period: try row.text("month"),
      policyName: try row.text("policy_name"), policyVersion: try row.int("policy_version"),
      policyHash: try row.text("policy_hash"), catalogueHash: try row.text("catalogue_hash"),
      engineVersion: try row.text("engine_version"),
      listRevision: try row.int64("list_revision"), inputDigest: try row.text("input_digest"),
      fundSheetVersion: try row.int("fund_sheet_version"),
      fundSheetDigest: try row.text("fund_sheet_digest"), institutions: copy,
      institutionsStale: try row.bool("institutions_stale"))
    let statementID = try row.text("statement_id")
    inputs.months = try references(runID: statementID, in: connection)
    inputs.consortia = try connection.query(
      "SELECT consortium FROM month_consortium WHERE statement_id = $1 ORDER BY consortium",
      [statementID]
    ).map { try $0.text("consortium") }
    let warnings = try connection.query(
      "SELECT zh, en FROM month_warning WHERE statement_id = $1 ORDER BY item", [statementID])
    return StoredMonth(
      inputs: inputs, resultsDigest: try row.text("results_digest"), cases: try row.int("cases"),
      scoredCases: try row.int("scored_cases"),
      elsewhereCases: try row.int("elsewhere_cases"), advance: Money(fen: try row.int64("advance")),
      deposit: Money(fen: try row.int64("deposit")),
      warnings: try warnings.map { Bilingual(zh: try $0.text("zh"), en: try $0.text("en")) },
      createdAt: Timestamp(milliseconds: try row.int64("created_at")), lines: [])
  }

  // MARK: Runs

  /// The months whose advances a run takes.
  public static func references(
    region: String, year: Int, in connection: Connection
  ) throws -> [MonthReference] {
    try connection.query(
      """
      SELECT month, statement_id FROM month_statement
      WHERE region = $1 AND substr(month, 1, 4) = $2 ORDER BY month
      """, [region, String(year)]
    ).map { MonthReference(month: try $0.text("month"), statementID: try $0.text("statement_id")) }
  }

  static func insert(
    _ months: [MonthReference], runID: String, in transaction: Transaction
  ) throws {
    for month in months {
      try transaction.execute(
        "INSERT INTO run_month (run_id, month, statement_id) VALUES ($1, $2, $3)",
        [runID, month.month, month.statementID])
    }
  }

  static func references(
    runID: String, in connection: Connection
  ) throws -> [MonthReference] {
    try connection.query(
      "SELECT month, statement_id FROM run_month WHERE run_id = $1 ORDER BY month", [runID]
    ).map { MonthReference(month: try $0.text("month"), statementID: try $0.text("statement_id")) }
  }
}

extension MonthlyAdvance {
  init(_ row: Row) throws {
    func money(_ column: String) throws -> Money { Money(fen: try row.int64(column)) }
    let insurance = try row.int("insurance_type")
    let consortium = try row.text("consortium")
    try self.init(
      institution: ScoringInstitution(
        code: try row.text("institution_code"), name: try row.text("institution_name"),
        level: try row.int("level")),
      insurance: insurance == 0 ? nil : String(insurance),
      consortium: consortium.isEmpty ? nil : consortium, cases: try row.int64("cases"),
      totalScore: try row.text("total_score"), totalCost: try money("total_cost"),
      bookedFund: try money("fund_paid"), patientShare: try money("patient_part"),
      earned: try money("earned"), auditDeduction: try money("audit_deduction"),
      carriedIn: try money("carried_in"), advance: try money("advance"),
      carriedOut: try money("carried_out"), deposit: try money("deposit"))
  }
}
