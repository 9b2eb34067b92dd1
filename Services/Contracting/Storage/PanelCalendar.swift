import ContractingDomain
import Quantities
import Store

/// How many residents each doctor has on each day, over all institutions (`panel_day`, explained in
/// `ContractingSchema`).
public enum PanelCalendar {
  /// Takes a place on each of these days. Throws `PANEL_FULL` when one of them has none left.
  static func occupy(
    _ doctorID: String, _ days: DayInterval, rules: SigningRules, in transaction: Transaction
  ) throws {
    guard !days.isEmpty else { return }
    do {
      try transaction.execute(
        """
        WITH RECURSIVE span (day) AS (
          SELECT CAST($1 AS BIGINT) UNION ALL SELECT day + 1 FROM span WHERE day + 1 < $2)
        INSERT INTO panel_day (doctor_id, day, used, panel_limit)
        SELECT $3, day, 1, $4 FROM span WHERE true
        ON CONFLICT (doctor_id, day) DO UPDATE
          SET used = panel_day.used + 1, panel_limit = excluded.panel_limit
        """, [days.from.number, days.until.number, doctorID, rules.panelLimit])
    } catch let violation as ConstraintViolation
      where violation.constraint == "panel_within_limit"
    {
      throw full(doctorID, days, rules)
    }
  }

  /// Gives the places of these days back.
  static func release(
    _ doctorID: String, _ days: DayInterval, in transaction: Transaction
  ) throws {
    guard !days.isEmpty else { return }
    try transaction.execute(
      "UPDATE panel_day SET used = used - 1 WHERE doctor_id = $1 AND day >= $2 AND day < $3",
      [doctorID, days.from.number, days.until.number])
  }

  /// Residents of a doctor on a day.
  public static func used(
    _ doctorID: String, on day: Day, in connection: Connection
  ) throws -> Int {
    let used = try connection.int64(
      "SELECT used FROM panel_day WHERE doctor_id = $1 AND day = $2", [doctorID, day.number])
    return Int(used ?? 0)
  }

  private static func full(
    _ doctorID: String, _ days: DayInterval, _ rules: SigningRules
  ) -> Problem {
    Problem(
      .resourceExhausted, "PANEL_FULL",
      zh: "医生 \(doctorID) 在此期间有一天签约人数已达上限 \(rules.panelLimit) 人",
      en: "doctor \(doctorID) has \(rules.panelLimit) residents on one of these days already",
      remedyZh: "请选择其他医生或团队", remedyEn: "choose another doctor or team",
      details: [
        .init("doctor_id", doctorID), .init("asked", days.description),
        .init("limit", "\(rules.panelLimit)"),
        .init("limit_assumed", "\(rules.panelLimitIsAssumed)"),
      ])
  }
}
