import DIPDomain
import Quantities
import Store

/// Closed years and their adjustments. Nothing here is ever changed or removed: a year is closed
/// once, and each adjustment follows the one before.
public enum ClosingTable {
  private static let closingColumns = "region, year, run_id, reason, actor, closed_at"
  private static let adjustmentColumns = """
    region, year, number, adjustment_id, before_run, after_run, reason, actor, created_at
    """

  /// - Throws: `DIP_YEAR_CLOSED` when the year is closed: the table's key decides, whoever closes
  ///   beside.
  public static func insert(_ closing: Closing, in transaction: Transaction) throws {
    do {
      try transaction.execute(
        "INSERT INTO year_closing (\(closingColumns)) VALUES ($1, $2, $3, $4, $5, $6)",
        [
          closing.region, closing.year, closing.runID, closing.reason, closing.actor,
          closing.closedAt.milliseconds,
        ])
    } catch let violation as ConstraintViolation where violation.kind == .unique {
      throw Problem.yearClosed(region: closing.region, year: closing.year, runID: "")
    }
  }

  public static func find(
    region: String, year: Int, in connection: Connection
  ) throws -> Closing? {
    try connection.first(
      "SELECT \(closingColumns) FROM year_closing WHERE region = $1 AND year = $2",
      [region, year]
    ).map(Closing.init)
  }

  /// Whether the run is the final one of its year.
  public static func isClosed(runID: String, in connection: Connection) throws -> Bool {
    try connection.exists("SELECT 1 FROM year_closing WHERE run_id = $1", [runID])
  }

  /// By region and year; an empty region means all.
  public static func list(region: String, in connection: Connection) throws -> [Closing] {
    try connection.query(
      """
      SELECT \(closingColumns) FROM year_closing WHERE $1 = '' OR region = $1
      ORDER BY region, year
      """, [region]
    ).map(Closing.init)
  }

  /// - Throws: `DIP_YEAR_CLOSED`, which names the final run and what to do instead of settling.
  public static func requireOpen(
    region: String, year: Int, in connection: Connection
  ) throws {
    guard let closing = try find(region: region, year: year, in: connection) else { return }
    throw Problem.yearClosed(
      region: region, year: year,
      runID: try effectiveRun(of: closing, in: connection))
  }

  // MARK: Adjustments

  /// The run that holds now: the final one, or that of the last adjustment.
  public static func effectiveRun(
    of closing: Closing, in connection: Connection
  ) throws -> String {
    try connection.text(
      """
      SELECT after_run FROM adjustment WHERE region = $1 AND year = $2
      ORDER BY number DESC LIMIT 1
      """, [closing.region, closing.year]) ?? closing.runID
  }

  /// The number that the next adjustment of a year gets.
  public static func nextNumber(
    region: String, year: Int, in connection: Connection
  ) throws -> Int {
    Int(
      try connection.int64(
        "SELECT max(number) FROM adjustment WHERE region = $1 AND year = $2", [region, year])
        ?? 0) + 1
  }

  public static func insert(_ adjustment: StoredAdjustment, in transaction: Transaction) throws {
    let id = adjustment.adjustmentID
    try transaction.execute(
      """
      INSERT INTO adjustment (\(adjustmentColumns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      """,
      [
        adjustment.region, adjustment.year, adjustment.number, id, adjustment.beforeRun,
        adjustment.afterRun, adjustment.reason, adjustment.actor,
        adjustment.createdAt.milliseconds,
      ])
    for pool in adjustment.pools {
      try transaction.execute(
        """
        INSERT INTO adjustment_pool (adjustment_id, consortium, insurance_type, pool, paid,
          residual, regulation)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        [
          id, pool.consortium, Int(pool.insuranceCode) ?? 0, pool.pool.fen, pool.paid.fen,
          pool.residual.fen, pool.regulation.fen,
        ])
    }
    for (position, line) in adjustment.lines.enumerated() {
      try transaction.execute(
        """
        INSERT INTO adjustment_line (adjustment_id, institution_code, consortium,
          insurance_type, item, position, institution_name, before_amount, after_amount)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        [
          id, line.institutionCode, line.consortium, Int(line.insuranceCode) ?? 0, line.item,
          position, line.institutionName, line.before.fen, line.after.fen,
        ])
    }
  }

  /// The chain of a year in order of number, without lines.
  public static func adjustments(
    region: String, year: Int, in connection: Connection
  ) throws -> [StoredAdjustment] {
    try connection.query(
      """
      SELECT \(adjustmentColumns) FROM adjustment WHERE region = $1 AND year = $2
      ORDER BY number
      """, [region, year]
    ).map { row in
      try StoredAdjustment(
        row, pools: pools(of: try row.text("adjustment_id"), in: connection), lines: [])
    }
  }

  /// An adjustment with its lines; an empty institution means all.
  public static func adjustment(
    _ id: String, institutionCode: String, in connection: Connection
  ) throws -> StoredAdjustment? {
    try connection.first(
      "SELECT \(adjustmentColumns) FROM adjustment WHERE adjustment_id = $1", [id]
    ).map { row in
      try StoredAdjustment(
        row, pools: pools(of: id, in: connection),
        lines: lines(of: id, institutionCode, in: connection))
    }
  }

  private static func pools(
    of id: String, in connection: Connection
  ) throws -> [StoredAdjustment.Pool] {
    try connection.query(
      """
      SELECT consortium, insurance_type, pool, paid, residual, regulation
      FROM adjustment_pool WHERE adjustment_id = $1 ORDER BY consortium, insurance_type
      """, [id]
    ).map { row in
      func money(_ column: String) throws -> Money { Money(fen: try row.int64(column)) }
      return StoredAdjustment.Pool(
        consortium: try row.text("consortium"), insuranceCode: try row.insuranceCode(),
        pool: try money("pool"), paid: try money("paid"), residual: try money("residual"),
        regulation: try money("regulation"))
    }
  }

  private static func lines(
    of id: String, _ institutionCode: String, in connection: Connection
  ) throws -> [StoredAdjustment.Line] {
    try connection.query(
      """
      SELECT institution_code, institution_name, consortium, insurance_type, item,
        before_amount, after_amount
      FROM adjustment_line WHERE adjustment_id = $1 AND ($2 = '' OR institution_code = $2)
      ORDER BY position
      """, [id, institutionCode]
    ).map { row in
      StoredAdjustment.Line(
        institutionCode: try row.text("institution_code"),
        institutionName: try row.text("institution_name"),
        consortium: try row.text("consortium"), insuranceCode: try row.insuranceCode(),
        item: try row.text("item"), before: Money(fen: try row.int64("before_amount")),
        after: Money(fen: try row.int64("after_amount")))
    }
  }
}

extension Closing {
  init(_ row: Row) throws {
    self.init(
      region: try row.text("region"), year: try row.int("year"), runID: try row.text("run_id"),
      reason: try row.text("reason"), actor: try row.text("actor"),
      closedAt: Timestamp(milliseconds: try row.int64("closed_at")))
  }
}

extension StoredAdjustment {
  init(_ row: Row, pools: [Pool], lines: [Line]) throws {
    self.init(
      region: try row.text("region"), year: try row.int("year"), number: try row.int("number"),
      beforeRun: try row.text("before_run"), afterRun: try row.text("after_run"),
      reason: try row.text("reason"), actor: try row.text("actor"),
      createdAt: Timestamp(milliseconds: try row.int64("created_at")),
      pools: pools, lines: lines)
  }
}

extension Problem {
  /// - Parameter runID: the run that holds; empty where it is not known.
  static func yearClosed(region: String, year: Int, runID: String) -> Problem {
    Problem(
      .failedPrecondition, "DIP_YEAR_CLOSED", zh: "\(region) \(year) 年已关账，不再结算。",
      en: "The year \(year) of \(region) is closed; it is not settled again.",
      remedyZh: "如有更正，请执行 healthmesh dip adjust 批次 --reason 原因，生成调整结算。",
      remedyEn:
        "For a correction run healthmesh dip adjust RUN --reason …; it stores an adjustment.",
      details: runID.isEmpty ? [] : [Detail("run", runID)])
  }
}
