import ContractingDomain
import Quantities
import Store

/// The days of a resident's contracts as a chain that cannot overlap (`contract_period`, explained in
/// `ContractingSchema`). Every change keeps the chain whole: the foreign key is checked when the
/// transaction commits.
public enum ContractTimeline {
  /// End of every chain's root, before any day there is.
  static let origin: Int64 = -1_000_000

  /// The root of a new resident's chain.
  static func begin(_ residentID: String, in transaction: Transaction) throws {
    try transaction.execute(
      """
      INSERT INTO contract_period (resident_id, until_day, from_day, previous_until, contract_id)
      VALUES ($1, $2, $3, NULL, NULL)
      """, [residentID, origin, origin - 1])
  }

  /// Puts the days of a contract into the chain. Throws `CONTRACT_OVERLAP` when one of them is taken.
  static func insert(_ contract: FamilyContract, in transaction: Transaction) throws {
    let resident = contract.residentID
    let from = Int64(contract.period.from.number)
    let until = Int64(contract.period.until.number)
    try checkFree(contract, in: transaction)
    let previous = try transaction.int64(
      "SELECT max(until_day) FROM contract_period WHERE resident_id = $1 AND until_day <= $2",
      [resident, from])
    try refusingOverlap(contract) {
      // The row that followed the predecessor now follows this one.
      try transaction.execute(
        """
        UPDATE contract_period SET previous_until = $1
        WHERE resident_id = $2 AND previous_until = $3
        """, [until, resident, previous])
      try transaction.execute(
        """
        INSERT INTO contract_period (resident_id, until_day, from_day, previous_until, contract_id)
        VALUES ($1, $2, $3, $4, $5)
        """, [resident, until, from, previous, contract.id])
    }
  }

  /// Gives the days from `end` on back: the contract's row now ends there, or is gone when it would
  /// be empty.
  static func shorten(
    _ contract: FamilyContract, from oldUntil: Day, in transaction: Transaction
  ) throws {
    let resident = contract.residentID
    let row = try transaction.first(
      "SELECT * FROM contract_period WHERE contract_id = $1", [contract.id])
    guard let row, try row.int32("until_day") == oldUntil.number else {
      throw Problem(
        .dataLoss, "CONTRACT_PERIOD_MISSING", zh: "签约 \(contract.id) 的期间记录缺失",
        en: "the days of contract \(contract.id) are not on record",
        remedyZh: "请用备份比对数据库", remedyEn: "compare the database with its backup",
        details: [.init("contract_id", contract.id)])
    }
    let old = oldUntil.number
    if contract.period.isEmpty {
      try transaction.execute(
        "DELETE FROM contract_period WHERE resident_id = $1 AND until_day = $2", [resident, old])
      try repoint(resident, from: Int64(old), to: row.int64("previous_until"), in: transaction)
    } else {
      let new = contract.period.until.number
      try transaction.execute(
        "UPDATE contract_period SET until_day = $1 WHERE resident_id = $2 AND until_day = $3",
        [new, resident, old])
      try repoint(resident, from: Int64(old), to: Int64(new), in: transaction)
    }
  }

  private static func repoint(
    _ resident: String, from old: Int64, to new: Int64, in transaction: Transaction
  ) throws {
    try transaction.execute(
      """
      UPDATE contract_period SET previous_until = $1
      WHERE resident_id = $2 AND previous_until = $3
      """, [new, resident, old])
  }

  /// Finds the contract in the way, to name it; the tables refuse it in any case.
  private static func checkFree(
    _ contract: FamilyContract, in connection: Connection
  ) throws {
    let row = try connection.first(
      """
      SELECT contract_id, from_day, until_day FROM contract_period
      WHERE resident_id = $1 AND from_day < $2 AND until_day > $3 ORDER BY until_day LIMIT 1
      """, [contract.residentID, contract.period.until.number, contract.period.from.number])
    guard let row else { return }
    let other = try DayInterval(from: row.day("from_day"), until: row.day("until_day"))
    throw overlap(contract, with: try row.text("contract_id"), other)
  }

  private static func refusingOverlap(
    _ contract: FamilyContract, _ body: () throws -> Void
  ) throws {
    do { try body() } catch let violation as ConstraintViolation
      where violation.table == "contract_period"
      || violation.constraint.hasPrefix("contract_period")
    {
      throw overlap(contract, with: nil, nil)
    }
  }

  private static func overlap(
    _ contract: FamilyContract, with other: String?, _ period: DayInterval?
  ) -> Problem {
    let days = period.map { "\($0.from) – \($0.until)" } ?? ""
    return Problem(
      .conflict, "CONTRACT_OVERLAP", zh: "该居民在此期间已有签约\(other.map { " \($0)（\(days)）" } ?? "")",
      en: "the resident has a contract in these days already"
        + (other.map { ": \($0) (\(days))" } ?? ""),
      remedyZh: "请先解除原签约，或办理转签", remedyEn: "terminate that contract first, or transfer it",
      details: [
        .init("resident_id", contract.residentID), .init("contract_id", other ?? ""),
        .init("asked", contract.period.description),
      ])
  }
}
