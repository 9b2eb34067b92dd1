import DIPDomain
import Quantities
import Store

/// What settlements take from the book of special cases, and what they took.
extension SpecialCaseTable {
  /// What is accepted and paid of a region's discharges in a span of days, in order of list: what holds,
  /// and what is about a list that was corrected since.
  public static func accepted(
    region: String, from first: Day, through last: Day, in connection: Connection
  ) throws -> (holding: [SpecialOutcome], lapsed: [LapsedSpecialCase]) {
    var holding: [SpecialOutcome] = []
    var lapsed: [LapsedSpecialCase] = []
    for row in try connection.query(
      """
      SELECT c.setl_id, c.payment, c.fund, c.score, c.list_version,
        l.list_version AS current_version
      FROM special_case c JOIN settlement_list l ON l.setl_id = c.setl_id
      WHERE c.region = $1 AND c.discharge_day BETWEEN $2 AND $3 AND c.seat IS NOT NULL
      ORDER BY c.setl_id
      """, [region, first.number, last.number])
    {
      let (reviewed, current) = (try row.int("list_version"), try row.int("current_version"))
      if current > reviewed {
        lapsed.append(
          LapsedSpecialCase(
            listID: try row.text("setl_id"), reviewedVersion: reviewed, listVersion: current))
      } else {
        holding.append(try SpecialOutcome(row))
      }
    }
    return (holding, lapsed)
  }

  static func insert(
    _ accepted: [SpecialOutcome], runID: String, in transaction: Transaction
  ) throws {
    for entry in accepted {
      let stored = entry.decision.stored
      try transaction.execute(
        """
        INSERT INTO run_special (run_id, setl_id, payment, fund, score)
        VALUES ($1, $2, $3, $4, $5)
        """, [runID, entry.settlementID, stored.payment, stored.fund, stored.score])
    }
  }

  static func insert(
    _ lapsed: [LapsedSpecialCase], runID: String, in transaction: Transaction
  ) throws {
    for entry in lapsed {
      try transaction.execute(
        """
        INSERT INTO run_special_lapsed (run_id, setl_id, reviewed_version, list_version)
        VALUES ($1, $2, $3, $4)
        """, [runID, entry.listID, entry.reviewedVersion, entry.listVersion])
    }
  }

  static func lapsed(
    runID: String, in connection: Connection
  ) throws -> [LapsedSpecialCase] {
    try connection.query(
      """
      SELECT setl_id, reviewed_version, list_version FROM run_special_lapsed
      WHERE run_id = $1 ORDER BY setl_id
      """, [runID]
    ).map { row in
      LapsedSpecialCase(
        listID: try row.text("setl_id"), reviewedVersion: try row.int("reviewed_version"),
        listVersion: try row.int("list_version"))
    }
  }

  static func settled(
    runID: String, in connection: Connection
  ) throws -> [SpecialOutcome] {
    try connection.query(
      "SELECT setl_id, payment, fund, score FROM run_special WHERE run_id = $1 ORDER BY setl_id",
      [runID]
    ).map(SpecialOutcome.init)
  }
}

extension SpecialOutcome {
  init(_ row: Row) throws {
    guard let decision = try Decision(row) else {
      throw Problem.storedValueUnknown(column: "special_case.payment", value: "")
    }
    self.init(settlementID: try row.text("setl_id"), decision: decision)
  }
}
