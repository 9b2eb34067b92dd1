import ContractingDomain
import Quantities
import Store

extension CapitationTable {
  /// What a team or an institution receives.
  public struct Statement: Sendable, Hashable {
    public let institutionCode: String
    /// Empty for an institution.
    public let teamID: String
    public let residents: Int
    public let attributedDays: Int
    public let amount: Money
  }

  /// Statements of teams, in the order of institution and team.
  public static func teamStatements(
    _ run: StoredRun, institutionCode: String, after: (institution: String, team: String),
    limit: Int, in connection: Connection
  ) throws -> Page<Statement> {
    let rows = try connection.query(
      """
      SELECT * FROM capitation_statement
      WHERE run_number = $1 AND ($2 = '' OR institution_code = $3)
        AND (institution_code > $4 OR (institution_code = $5 AND team_id > $6))
      ORDER BY institution_code, team_id LIMIT $7
      """,
      [
        run.number, institutionCode, institutionCode, after.institution, after.institution,
        after.team, limit + 1,
      ])
    return Page(
      try rows.map(statement), limit: limit, key: { "\($0.institutionCode)\n\($0.teamID)" })
  }

  /// Statements of institutions. A resident who changed teams within one counts once for each team.
  public static func institutionStatements(
    _ run: StoredRun, institutionCode: String, after: String, limit: Int,
    in connection: Connection
  ) throws -> Page<Statement> {
    let rows = try connection.query(
      """
      SELECT institution_code, '' AS team_id, sum(residents) AS residents,
        sum(attributed_days) AS attributed_days, sum(amount_fen) AS amount_fen
      FROM capitation_statement
      WHERE run_number = $1 AND ($2 = '' OR institution_code = $3) AND institution_code > $4
      GROUP BY institution_code ORDER BY institution_code LIMIT $5
      """, [run.number, institutionCode, institutionCode, after, limit + 1])
    return Page(try rows.map(statement), limit: limit, key: { $0.institutionCode })
  }

  private static func statement(_ row: Row) throws -> Statement {
    Statement(
      institutionCode: try row.text("institution_code"), teamID: try row.text("team_id"),
      residents: try row.int("residents"), attributedDays: try row.int("attributed_days"),
      amount: try row.money("amount_fen"))
  }

  /// Lines in the order of resident and first day.
  public static func lines(
    _ run: StoredRun, teamID: String, after: (resident: String, fromDay: Int64), limit: Int,
    in connection: Connection
  ) throws -> Page<CapitationLine> {
    let rows = try connection.query(
      """
      SELECT * FROM capitation_line
      WHERE run_number = $1 AND ($2 = '' OR team_id = $3)
        AND (resident_id > $4 OR (resident_id = $5 AND from_day > $6))
      ORDER BY resident_id, from_day LIMIT $7
      """,
      [run.number, teamID, teamID, after.resident, after.resident, after.fromDay, limit + 1])
    return Page(
      try rows.map(line), limit: limit,
      key: { "\($0.stay.residentID)\n\($0.stay.days.from.number)" })
  }

  /// How every line of a resident in a run came about; empty when the resident has none.
  public static func explain(
    _ residentID: String, in run: StoredRun, connection: Connection
  ) throws -> [CapitationExplanation] {
    let policy = try policy(run.run.policyID, in: connection).policy
    return try connection.query(
      "SELECT * FROM capitation_line WHERE run_number = $1 AND resident_id = $2 ORDER BY from_day",
      [run.number, residentID]
    ).map { try CapitationExplanation(line($0), of: run.run, policy: policy) }
  }

  private static func line(_ row: Row) throws -> CapitationLine {
    CapitationLine(
      stay: AttributedStay(
        contractID: try row.text("contract_id"), residentID: try row.text("resident_id"),
        teamID: try row.text("team_id"), institutionCode: try row.text("institution_code"),
        days: try DayInterval(from: row.day("from_day"), until: row.day("until_day")),
        age: try row.int("age"), sex: try row.code("sex"), tier: try row.text("tier"),
        groups: try row.codes("groups"), insurance: try row.code("insurance")),
      exclusion: try row.codeOrNil("exclusion"), amount: try row.money("amount_fen"))
  }
}
