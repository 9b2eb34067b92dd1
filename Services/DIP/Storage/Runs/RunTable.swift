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
    try SpecialCaseTable.insert(inputs.specialCases, runID: run.runID, in: transaction)
    try SpecialCaseTable.insert(inputs.lapsedSpecialCases, runID: run.runID, in: transaction)
    try MonthTable.insert(inputs.months, runID: run.runID, in: transaction)
    for package in run.packages { try insert(package, runID: run.runID, in: transaction) }
    for pool in run.pools { try insert(pool, runID: run.runID, in: transaction) }
    try insert(run.referrals, runID: run.runID, in: transaction)
    try insert(lines, runID: run.runID, in: transaction)
  }

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

  private static func run(_ row: Row, in connection: Connection) throws -> StoredRun {
    let runID = try row.text("run_id")
    var inputs = try StoredRun.Inputs(
      row, institutions: try institutionCopy(row, in: connection))
    inputs.specialCases = try SpecialCaseTable.settled(runID: runID, in: connection)
    inputs.lapsedSpecialCases = try SpecialCaseTable.lapsed(runID: runID, in: connection)
    inputs.months = try MonthTable.references(runID: runID, in: connection)
    let quota = try row.int("special_case_quota")
    let warnings = try connection.query(
      "SELECT zh, en FROM run_warning WHERE run_id = $1 ORDER BY item", [runID])
    return StoredRun(
      inputs: inputs, cases: try row.int("cases"),
      scoredCases: try row.int("scored_cases"),
      outOfScopeCases: try row.int("out_of_scope_cases"),
      ungroupedCases: try row.int("ungrouped_cases"),
      resultsDigest: try row.text("results_digest"), pools: try pools(of: runID, in: connection),
      packages: try packages(of: runID, in: connection), specialCaseQuota: quota < 0 ? nil : quota,
      warnings: try warnings.map { Bilingual(zh: try $0.text("zh"), en: try $0.text("en")) },
      createdAt: Timestamp(milliseconds: try row.int64("created_at")))
  }
}

extension RunTable {
  /// The copy of institutions that a run or a month was computed with.
  static func institutionCopy(_ row: Row, in connection: Connection) throws -> InstitutionCopy {
    let number = try row.int64("institution_copy")
    guard let copy = try InstitutionTable.copy(number: number, in: connection) else {
      throw Problem.storedValueUnknown(column: "institution_copy", value: String(number))
    }
    return copy
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
