import ContractingDomain
import Quantities
import Store

/// What contracting knows of an institution on a day.
public struct InstitutionFigures: Sendable {
  public var teams = 0
  public var doctors = 0
  public var activeContracts = 0
  /// Active contracts of residents in at least one key group (重点人群), each once.
  public var keyGroupContracts = 0
  public var groups: [PopulationGroup: Int] = [:]
  /// Active contracts with a paid package (有偿签约).
  public var paidContracts = 0
  /// Over all institutions in which its doctors work.
  public var panelUsed = 0
  /// The latest run that pays this institution, and how much.
  public var lastCapitation: (run: CapitationRun, amount: Money)?

  public static func read(
    _ institutionCode: String, on day: Day, in connection: Connection
  ) throws -> InstitutionFigures {
    var figures = InstitutionFigures()
    figures.teams = Int(
      try connection.int64(
        "SELECT count(*) FROM team WHERE institution_code = $1", [institutionCode]) ?? 0)
    try figures.countDoctors(institutionCode, day, in: connection)
    try figures.countContracts(institutionCode, day, in: connection)
    try figures.readCapitation(institutionCode, in: connection)
    return figures
  }

  private mutating func countDoctors(
    _ institutionCode: String, _ day: Day, in connection: Connection
  ) throws {
    let signing = TeamRole.allCases.filter(\.signs).map { "'\($0.rawValue)'" }
    let rows = try connection.query(
      """
      SELECT DISTINCT m.doctor_id FROM team_member m JOIN team t ON t.team_id = m.team_id
      WHERE t.institution_code = $1 AND m.valid_from <= $2
        AND (m.valid_until IS NULL OR m.valid_until > $3)
        AND m.role IN (\(signing.joined(separator: ", ")))
      """, [institutionCode, day.number, day.number])
    doctors = rows.count
    for row in rows {
      panelUsed += try PanelCalendar.used(row.text("doctor_id"), on: day, in: connection)
    }
  }

  private mutating func countContracts(
    _ institutionCode: String, _ day: Day, in connection: Connection
  ) throws {
    let condition = """
      c.institution_code = $1 AND c.standing IN ('signed', 'terminated', 'transferred')
        AND c.valid_from <= $2 AND c.valid_until > $3
      """
    let arguments: [any SQLConvertible] = [institutionCode, day.number, day.number]
    var registered: [String: [GroupMembership]] = [:]
    for row in try connection.query(
      """
      SELECT g.* FROM contract c JOIN resident_group g ON g.resident_id = c.resident_id
      WHERE \(condition)
      """, arguments)
    {
      registered[try row.text("resident_id"), default: []].append(
        try ResidentTable.membership(row))
    }
    for row in try connection.query(
      """
      SELECT r.*, p.kind FROM contract c JOIN resident r ON r.resident_id = c.resident_id
      JOIN package p ON p.package_code = c.package_code AND p.version = c.package_version
      WHERE \(condition)
      """, arguments)
    {
      let id = try row.text("resident_id")
      let resident = try ResidentTable.resident(row, memberships: registered[id] ?? [])
      let held = resident.groups(on: day)
      activeContracts += 1
      if !held.isEmpty { keyGroupContracts += 1 }
      for group in held { groups[group, default: 0] += 1 }
      let kind: PackageKind = try row.code("kind")
      if kind == .paid { paidContracts += 1 }
    }
  }

  private mutating func readCapitation(
    _ institutionCode: String, in connection: Connection
  ) throws {
    let row = try connection.first(
      """
      SELECT r.run_id, sum(s.amount_fen) AS amount_fen
      FROM capitation_statement s JOIN capitation_run r ON r.run_number = s.run_number
      WHERE s.institution_code = $1
      GROUP BY r.run_number, r.run_id, r.month ORDER BY r.month DESC, r.run_number DESC LIMIT 1
      """, [institutionCode])
    guard let row else { return }
    let stored = try CapitationTable.run(row.text("run_id"), in: connection)
    lastCapitation = (stored.run, try row.money("amount_fen"))
  }
}
