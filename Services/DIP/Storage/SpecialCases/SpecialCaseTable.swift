import DIPDomain
import Quantities
import Store

/// The book of special cases (特例单议). A case has one application; its steps only grow.
public enum SpecialCaseTable {
  private static let columns = """
    setl_id, list_version, region, year, discharge_day, institution_code, insurance_type,
    total_cost, fund_paid, state, payment, fund, score, seat
    """

  /// With the version that the list has now.
  private static let reading = """
    \(columns), (SELECT l.list_version FROM settlement_list l
      WHERE l.setl_id = special_case.setl_id) AS current_version
    """

  /// Enters an application with its first step.
  public static func insert(_ application: SpecialCase, in transaction: Transaction) throws {
    try transaction.execute(
      """
      INSERT INTO special_case (number, \(columns))
      VALUES ((SELECT coalesce(max(number), 0) + 1 FROM special_case), $1, $2, $3, $4, $5, $6, $7,
        $8, $9, $10, '', 0, '', NULL)
      """,
      [
        application.listID, application.listVersion, application.region, application.year,
        application.dischargeDay.number, application.institutionCode, application.insuranceType,
        application.totalCost.fen, application.fundPaid.fen, application.state.rawValue,
      ])
    try enter(application, in: transaction)
  }

  /// Starts a new review of a list that was corrected: a seat becomes free, the history stays.
  public static func renew(_ application: SpecialCase, in transaction: Transaction) throws {
    try transaction.execute(
      """
      UPDATE special_case SET list_version = $2, region = $3, year = $4, discharge_day = $5,
        institution_code = $6, insurance_type = $7, total_cost = $8, fund_paid = $9,
        state = 'applied', payment = '', fund = 0, score = '', seat = NULL, quota = NULL
      WHERE setl_id = $1
      """,
      [
        application.listID, application.listVersion, application.region, application.year,
        application.dischargeDay.number, application.institutionCode, application.insuranceType,
        application.totalCost.fen, application.fundPaid.fen,
      ])
    try transaction.execute(
      "DELETE FROM special_case_finding WHERE setl_id = $1", [application.listID])
    try enter(application, in: transaction)
  }

  /// Findings and steps of an application.
  private static func enter(_ application: SpecialCase, in transaction: Transaction) throws {
    for finding in application.findings {
      try transaction.execute(
        """
        INSERT INTO special_case_finding (setl_id, ground, measured, figure, limit_value)
        VALUES ($1, $2, $3, $4, $5)
        """,
        [
          application.listID, finding.ground.rawValue, finding.isMeasured, finding.figure,
          finding.limit,
        ])
    }
    for step in application.steps { try append(step, to: application.listID, in: transaction) }
  }

  /// Accepts a case on the next free seat.
  ///
  /// - Throws: `DIP_SPECIAL_CASE_QUOTA_USED` when the region has no seat left: the constraint of the
  ///   table decides, whoever decides beside.
  public static func accept(
    _ known: SpecialCase, quota: Int, step: SpecialCase.Step, in transaction: Transaction
  ) throws {
    guard let outcome = step.outcome else { preconditionFailure("who accepts says what is paid") }
    let stored = outcome.stored
    do {
      try transaction.execute(
        """
        UPDATE special_case SET state = 'accepted', payment = $2, fund = $3, score = $4,
          quota = $5, seat = $6
        WHERE setl_id = $1
        """,
        [
          known.listID, stored.payment, stored.fund, stored.score, quota,
          try freeSeat(region: known.region, year: known.year, in: transaction),
        ])
    } catch let violation as ConstraintViolation
      where violation.constraint == "special_case_within_quota"
    {
      throw Problem.quotaUsed(region: known.region, year: known.year, quota: quota)
    }
    try append(step, to: known.listID, in: transaction)
  }

  /// The smallest seat of a region and year that nobody has.
  private static func freeSeat(
    region: String, year: Int, in connection: Connection
  ) throws -> Int64 {
    try connection.int64(
      """
      SELECT min(t.seat) + 1
      FROM (
        SELECT 0 AS seat
        UNION ALL
        SELECT seat FROM special_case WHERE region = $1 AND year = $2 AND seat IS NOT NULL
      ) t
      WHERE NOT EXISTS (
        SELECT 1 FROM special_case o WHERE o.region = $1 AND o.year = $2 AND o.seat = t.seat + 1)
      """, [region, year]) ?? 1
  }

  /// Rejects a case, or takes back an acceptance that was not paid: its seat becomes free.
  public static func reject(
    _ known: SpecialCase, step: SpecialCase.Step, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      UPDATE special_case SET state = 'rejected', payment = '', fund = 0, score = '', seat = NULL,
        quota = NULL
      WHERE setl_id = $1
      """, [known.listID])
    try append(step, to: known.listID, in: transaction)
  }

  /// Marks the accepted cases that a run settled as paid; answers how many there were.
  public static func pay(
    runID: String, actor: String, reason: String, at time: Timestamp,
    in transaction: Transaction
  ) throws -> Int {
    let paid = try transaction.query(
      """
      SELECT c.setl_id FROM run_special s JOIN special_case c ON c.setl_id = s.setl_id
      WHERE s.run_id = $1 AND c.state = 'accepted' ORDER BY c.setl_id
      """, [runID]
    ).map { try $0.text(0) }
    let step = SpecialCase.Step(
      state: .paid, actor: actor, at: time, reason: reason, runID: runID)
    for listID in paid {
      try transaction.execute(
        "UPDATE special_case SET state = 'paid' WHERE setl_id = $1", [listID])
      try append(step, to: listID, in: transaction)
    }
    return paid.count
  }

  private static func append(
    _ step: SpecialCase.Step, to listID: String, in transaction: Transaction
  ) throws {
    let outcome: (payment: String, fund: Int64, score: String) =
      step.outcome?.stored ?? ("", 0, "")
    try transaction.execute(
      """
      INSERT INTO special_case_step (setl_id, step, state, actor, recorded_at, reason, evidence,
        payment, fund, score, run_id)
      VALUES ($1, (SELECT coalesce(max(step), 0) + 1 FROM special_case_step WHERE setl_id = $1),
        $2, $3, $4, $5, $6, $7, $8, $9, $10)
      """,
      [
        listID, step.state.rawValue, step.actor, step.at.milliseconds, step.reason,
        step.evidence, outcome.payment, outcome.fund, outcome.score, step.runID,
      ])
  }

  // MARK: Reading

  /// A case with its findings and steps.
  public static func find(_ listID: String, in connection: Connection) throws -> SpecialCase? {
    let row = try connection.first(
      "SELECT \(reading) FROM special_case WHERE setl_id = $1", [listID])
    guard let row else { return nil }
    var found = try SpecialCase(row, findings: findings(of: listID, in: connection))
    found.steps = try connection.query(
      """
      SELECT state, actor, recorded_at, reason, evidence, payment, fund, score, run_id
      FROM special_case_step WHERE setl_id = $1 ORDER BY step
      """, [listID]
    ).map(SpecialCase.Step.init)
    return found
  }

  /// Which cases a list of them holds; what is empty does not restrict.
  public struct Filter: Sendable {
    public var region = ""
    public var year = 0
    public var institutionCode = ""
    public var state: SpecialCase.State?
    /// Nil when the reader may see every institution.
    public var visible: Set<String>?

    public init() {}
  }

  /// Newest application first, without steps; `before` is the number a page ended with.
  public static func page(
    _ filter: Filter, before: Int64, limit: Int, in connection: Connection
  ) throws -> [(number: Int64, case: SpecialCase)] {
    var arguments: [any SQLConvertible] = [
      before, filter.region, filter.year, filter.institutionCode,
      filter.state?.rawValue ?? "",
    ]
    var visible = ""
    if let codes = filter.visible {
      guard !codes.isEmpty else { return [] }
      let first = arguments.count + 1
      arguments += codes.sorted().map { $0 as any SQLConvertible }
      let places = (first...arguments.count).map { "$\($0)" }.joined(separator: ", ")
      visible = " AND institution_code IN (\(places))"
    }
    arguments.append(limit)
    return try connection.query(
      """
      SELECT number, \(reading) FROM special_case
      WHERE number < $1 AND ($2 = '' OR region = $2) AND ($3 = 0 OR year = $3)
        AND ($4 = '' OR institution_code = $4) AND ($5 = '' OR state = $5)\(visible)
      ORDER BY number DESC LIMIT $\(arguments.count)
      """, arguments
    ).map { row in
      let listID = try row.text("setl_id")
      return (
        try row.int64("number"),
        try SpecialCase(row, findings: findings(of: listID, in: connection))
      )
    }
  }

  private static func findings(
    of listID: String, in connection: Connection
  ) throws -> [SpecialCase.Finding] {
    try connection.query(
      """
      SELECT ground, measured, figure, limit_value FROM special_case_finding
      WHERE setl_id = $1 ORDER BY ground
      """, [listID]
    ).map(SpecialCase.Finding.init)
  }

  /// How many of a region and year are accepted or paid, and how many wait for a decision.
  public static func counts(
    region: String, year: Int, in connection: Connection
  ) throws -> (accepted: Int, open: Int) {
    let row = try connection.first(
      """
      SELECT coalesce(sum(CASE WHEN seat IS NULL THEN 0 ELSE 1 END), 0) AS accepted,
        coalesce(sum(CASE WHEN state = 'applied' THEN 1 ELSE 0 END), 0) AS open
      FROM special_case WHERE region = $1 AND year = $2
      """, [region, year])
    return (try row?.int("accepted") ?? 0, try row?.int("open") ?? 0)
  }
}

extension Problem {
  static func quotaUsed(region: String, year: Int, quota: Int) -> Problem {
    Problem(
      .failedPrecondition, "DIP_SPECIAL_CASE_QUOTA_USED",
      zh: "\(region) \(year) 年特例单议限额 \(quota) 例已用完。",
      en: "The \(quota) special cases of \(region) in \(year) are used up.",
      remedyZh: "限额按全区 DIP 出院病例的千分比计算；请不予同意，或待出院病例增加后再议。",
      remedyEn:
        "The quota is a share of the region's DIP discharges: reject the case, or decide when there are more discharges.",
      details: [Detail("quota", "\(quota)")])
  }
}

extension SpecialCase {
  init(_ row: Row, findings: [Finding]) throws {
    self.init(
      listID: try row.text("setl_id"), listVersion: try row.int("list_version"),
      currentListVersion: Int(try row.int64OrNil("current_version") ?? 0),
      region: try row.text("region"), year: try row.int("year"),
      dischargeDay: try Day(number: try row.int32("discharge_day")),
      institutionCode: try row.text("institution_code"),
      insuranceType: try row.int("insurance_type"),
      totalCost: Money(fen: try row.int64("total_cost")),
      fundPaid: Money(fen: try row.int64("fund_paid")), state: try State(stored: row),
      outcome: try Outcome(row), seat: try row.int64OrNil("seat").map { Int($0) },
      findings: findings, steps: [])
  }
}

extension SpecialCase.State {
  init(stored row: Row) throws {
    let name = try row.text("state")
    guard let state = Self(rawValue: name) else {
      throw Problem.storedValueUnknown(column: "special_case.state", value: name)
    }
    self = state
  }
}

extension SpecialCaseEligibility.Finding {
  init(_ row: Row) throws {
    let name = try row.text("ground")
    guard let ground = SpecialCaseGround(rawValue: name) else {
      throw Problem.storedValueUnknown(column: "special_case_finding.ground", value: name)
    }
    self.init(
      ground: ground, isMeasured: try row.bool("measured"), figure: try row.text("figure"),
      limit: try row.text("limit_value"))
  }
}

extension SpecialCase.Step {
  init(_ row: Row) throws {
    self.init(
      state: try SpecialCase.State(stored: row), actor: try row.text("actor"),
      at: Timestamp(milliseconds: try row.int64("recorded_at")), reason: try row.text("reason"),
      evidence: try row.text("evidence"), outcome: try SpecialCase.Outcome(row),
      runID: try row.text("run_id"))
  }
}
