import ContractingDomain
import Quantities
import Store

/// Capitation policies, runs, lines and statements.
public enum CapitationTable {
  /// A policy as it was put.
  public struct StoredPolicy: Sendable {
    public let policy: CapitationPolicy
    public let digest: SHA256Digest
    public let document: String
  }

  /// A run and when it was recorded.
  public struct StoredRun: Sendable {
    public let run: CapitationRun
    public let number: Int64
    public let recordedAt: Timestamp
  }

  // MARK: Policies

  /// Keeps a policy; the same document again changes nothing, another one under a known id is
  /// refused, because runs name it.
  public static func put(
    document: String, at time: Timestamp, in transaction: Transaction
  ) throws -> StoredPolicy {
    let policy = try CapitationPolicy(document: document)
    let digest = SHA256Digest(of: document)
    if let known = try transaction.text(
      "SELECT digest FROM capitation_policy WHERE policy_id = $1", [policy.id])
    {
      guard known == digest.description else { throw exists(policy.id) }
    } else {
      try transaction.execute(
        """
        INSERT INTO capitation_policy (policy_id, digest, document, recorded_at)
        VALUES ($1, $2, $3, $4)
        """, [policy.id, digest.description, document, time.milliseconds])
    }
    return StoredPolicy(policy: policy, digest: digest, document: document)
  }

  public static func policy(_ id: String, in connection: Connection) throws -> StoredPolicy {
    let row = try connection.first("SELECT * FROM capitation_policy WHERE policy_id = $1", [id])
    if let row { return try policy(row) }
    throw Problem(
      .notFound, "CAPITATION_POLICY_UNKNOWN", zh: "没有付费办法 \(id)",
      en: "there is no capitation policy \(id)",
      remedyZh: "请核对办法编号，或先提交办法", remedyEn: "check its id, or put the policy first",
      details: [.init("policy_id", id)])
  }

  public static func policies(
    after: String, limit: Int, in connection: Connection
  ) throws -> Page<StoredPolicy> {
    let query = ListQuery("SELECT * FROM capitation_policy", key: "policy_id", after: after)
    return Page(
      try query.rows(limit: limit, in: connection).map(policy), limit: limit,
      key: { $0.policy.id })
  }

  private static func policy(_ row: Row) throws -> StoredPolicy {
    let document = try row.text("document")
    return StoredPolicy(
      policy: try CapitationPolicy(document: document),
      digest: try SHA256Digest(parsing: row.text("digest")), document: document)
  }

  private static func exists(_ id: String) -> Problem {
    Problem(
      .alreadyExists, "CAPITATION_POLICY_EXISTS", zh: "办法 \(id) 已存在且内容不同",
      en: "policy \(id) exists with other content",
      remedyZh: "请为修改后的办法使用新的编号", remedyEn: "give the changed policy an id of its own",
      details: [.init("policy_id", id)])
  }

  // MARK: Runs

  /// Keeps a run with its lines and statements, or returns the same run kept before.
  public static func put(
    _ calculation: CapitationCalculation, at time: Timestamp, in transaction: Transaction
  ) throws -> (stored: StoredRun, isNew: Bool) {
    let run = calculation.run
    if let known = try find(run.id, in: transaction) { return (known, false) }
    let number = try (transaction.int64("SELECT max(run_number) FROM capitation_run") ?? 0) + 1
    try transaction.execute(
      """
      INSERT INTO capitation_run (run_number, run_id, month, policy_id, input_digest,
        result_digest, residents, lines, excluded_lines, attributed_days, total_fen,
        entitlement_units, recorded_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
      """,
      [
        number, run.id, run.month.number, run.policyID, run.inputDigest.description,
        run.resultDigest.description, run.residents, run.lines, run.excludedLines,
        run.attributedDays, run.total.fen, "\(run.entitlementUnits)", time.milliseconds,
      ])
    try insert(calculation.lines, run: number, in: transaction)
    try insertStatements(run: number, in: transaction)
    return (StoredRun(run: run, number: number, recordedAt: time), true)
  }

  private static func insert(
    _ lines: [CapitationLine], run: Int64, in transaction: Transaction
  ) throws {
    try transaction.batch(
      """
      INSERT INTO capitation_line (run_number, resident_id, from_day, until_day, contract_id,
        team_id, institution_code, age, sex, tier, groups, insurance, exclusion, amount_fen)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
      """
    ) { batch in
      for line in lines {
        let stay = line.stay
        try batch.bind(1, run)
        try batch.bind(2, stay.residentID)
        try batch.bind(3, stay.days.from.number)
        try batch.bind(4, stay.days.until.number)
        try batch.bind(5, stay.contractID)
        try batch.bind(6, stay.teamID)
        try batch.bind(7, stay.institutionCode)
        try batch.bind(8, stay.age)
        try batch.bind(9, stay.sex.rawValue)
        try batch.bind(10, stay.tier)
        try batch.bind(11, stay.groups.map(\.rawValue).joined(separator: ","))
        try batch.bind(12, stay.insurance.rawValue)
        if let exclusion = line.exclusion { try batch.bind(13, exclusion.rawValue) }
        try batch.bind(14, line.amount.fen)
        try batch.step()
      }
    }
  }

  private static func insertStatements(run: Int64, in transaction: Transaction) throws {
    try transaction.execute(
      """
      INSERT INTO capitation_statement (run_number, institution_code, team_id, residents,
        attributed_days, amount_fen)
      SELECT run_number, institution_code, team_id, count(DISTINCT resident_id),
        sum(until_day - from_day), sum(amount_fen)
      FROM capitation_line WHERE run_number = $1
      GROUP BY run_number, institution_code, team_id
      """, [run])
  }

  public static func run(_ id: String, in connection: Connection) throws -> StoredRun {
    if let run = try find(id, in: connection) { return run }
    throw Problem(
      .notFound, "CAPITATION_RUN_UNKNOWN", zh: "没有测算 \(id)", en: "there is no run \(id)",
      remedyZh: "请核对测算编号，或先执行该月测算", remedyEn: "check the run's id, or run the month first",
      details: [.init("run_id", id)])
  }

  /// The latest run of a month.
  public static func latest(_ month: Month, in connection: Connection) throws -> StoredRun {
    let id = try connection.text(
      "SELECT run_id FROM capitation_run WHERE month = $1 ORDER BY run_number DESC LIMIT 1",
      [month.number])
    return try run(id ?? "\(month)", in: connection)
  }

  /// Runs, the latest first.
  public static func runs(
    month: Month?, before number: Int64?, limit: Int, in connection: Connection
  ) throws -> (runs: [StoredRun], next: Int64?) {
    let rows = try connection.query(
      """
      SELECT * FROM capitation_run WHERE run_number < $1 AND month >= $2 AND month <= $3
      ORDER BY run_number DESC LIMIT $4
      """,
      [
        number ?? Int64.max, month.map { Int64($0.number) } ?? 0,
        month.map { Int64($0.number) } ?? Int64.max, limit + 1,
      ])
    let runs = try rows.prefix(limit).map { try stored($0, in: connection) }
    return (runs, rows.count > limit ? runs.last?.number : nil)
  }

  private static func find(_ id: String, in connection: Connection) throws -> StoredRun? {
    try connection.first("SELECT * FROM capitation_run WHERE run_id = $1", [id])
      .map { try stored($0, in: connection) }
  }

  private static func stored(_ row: Row, in connection: Connection) throws -> StoredRun {
    let month = Int(try row.int64("month"))
    let policyID = try row.text("policy_id")
    guard let units = Int128(try row.text("entitlement_units")) else {
      throw Problem.overflow("entitlement_units of run \(try row.text("run_id"))")
    }
    let digest = try connection.text(
      "SELECT digest FROM capitation_policy WHERE policy_id = $1", [policyID])
    let run = CapitationRun(
      id: try row.text("run_id"), month: try Month(year: month / 12, month: month % 12 + 1),
      policyID: policyID, policyDigest: try SHA256Digest(parsing: digest ?? ""),
      inputDigest: try SHA256Digest(parsing: row.text("input_digest")),
      resultDigest: try SHA256Digest(parsing: row.text("result_digest")),
      residents: try row.int("residents"), lines: try row.int("lines"),
      excludedLines: try row.int("excluded_lines"),
      attributedDays: try row.int("attributed_days"), total: try row.money("total_fen"),
      entitlementUnits: units)
    return StoredRun(
      run: run, number: try row.int64("run_number"),
      recordedAt: Timestamp(milliseconds: try row.int64("recorded_at")))
  }
}
