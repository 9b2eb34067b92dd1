import ContractingDomain
import Quantities
import Store

/// Teams and their members.
public enum TeamTable {
  public struct Filter: Sendable {
    public var institutionCode: String
    public var area: AreaCode?
    public var doctorID: String

    public init(institutionCode: String = "", area: AreaCode? = nil, doctorID: String = "") {
      self.institutionCode = institutionCode
      self.area = area
      self.doctorID = doctorID
    }
  }

  /// Writes an entry of an import: the team as the row says it, and the member.
  static func put(_ entry: TeamEntry, in transaction: Transaction) throws -> ImportOutcome {
    let values: [any SQLConvertible] = [
      entry.teamID, entry.teamName, entry.institutionCode, entry.institutionName,
      entry.area.stored,
    ]
    let member = entry.member
    let place: [any SQLConvertible] = [entry.teamID, member.doctorID, member.validFrom.number]
    let known = try transaction.first(
      "SELECT * FROM team_member WHERE team_id = $1 AND doctor_id = $2 AND valid_from = $3", place)
    let sameMember = try known.map { try Self.member($0) == member } ?? false
    let sameTeam = try transaction.exists(
      """
      SELECT 1 FROM team WHERE team_id = $1 AND name = $2 AND institution_code = $3
        AND institution_name = $4 AND area_code = $5
      """, values)
    if sameMember, sameTeam { return .unchanged }
    try checkInstitution(entry, in: transaction)
    try transaction.execute(
      """
      INSERT INTO team (team_id, name, institution_code, institution_name, area_code)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (team_id) DO UPDATE SET name = excluded.name,
        institution_name = excluded.institution_name, area_code = excluded.area_code
      """, values)
    try transaction.execute(
      """
      INSERT INTO team_member (team_id, doctor_id, valid_from, name, role, valid_until)
      VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (team_id, doctor_id, valid_from) DO UPDATE
        SET name = excluded.name, role = excluded.role, valid_until = excluded.valid_until
      """, place + [member.name, member.role.rawValue, member.validUntil?.number])
    return known == nil ? .inserted : .replaced
  }

  /// A team stays with its institution: its contracts and statements name that institution.
  private static func checkInstitution(
    _ entry: TeamEntry, in connection: Connection
  ) throws {
    let known = try connection.text(
      "SELECT institution_code FROM team WHERE team_id = $1", [entry.teamID])
    guard let known, known != entry.institutionCode else { return }
    throw Problem(
      .conflict, "TEAM_INSTITUTION_CHANGED", zh: "团队 \(entry.teamID) 属于机构 \(known)",
      en: "team \(entry.teamID) belongs to institution \(known)",
      remedyZh: "请为新机构使用新的团队编码，并办理转签",
      remedyEn: "give the team of the other institution a code of its own, and transfer contracts",
      details: [.init("team_id", entry.teamID), .init("known", known)])
  }

  public static func get(_ id: String, in connection: Connection) throws -> Team {
    guard let row = try connection.first("SELECT * FROM team WHERE team_id = $1", [id]) else {
      throw Problem(
        .notFound, "TEAM_UNKNOWN", zh: "没有团队 \(id)", en: "there is no team \(id)",
        remedyZh: "请核对团队编码，或先导入团队", remedyEn: "check the code, or import the team",
        details: [.init("team_id", id)])
    }
    return try team(row, in: connection)
  }

  public static func list(
    _ filter: Filter, after: String, limit: Int, in connection: Connection
  ) throws -> Page<Team> {
    var query = ListQuery("SELECT * FROM team t", key: "t.team_id", after: after)
    if !filter.institutionCode.isEmpty {
      query.add("t.institution_code = ?", [filter.institutionCode])
    }
    if let area = filter.area {
      let range = area.storedRange
      query.add("t.area_code >= ? AND t.area_code <= ?", [range.first, range.last])
    }
    if !filter.doctorID.isEmpty {
      query.add(
        """
        EXISTS (SELECT 1 FROM team_member m WHERE m.team_id = t.team_id AND m.doctor_id = ?)
        """, [filter.doctorID])
    }
    let rows = try query.rows(limit: limit, in: connection)
    return Page(try rows.map { try team($0, in: connection) }, limit: limit, key: { $0.id })
  }

  /// Team, institution and area of every team, by code.
  public static func forEachPlace(
    in connection: Connection,
    _ body: (_ team: String, _ institution: String, _ area: String) throws -> Void
  ) throws {
    try connection.forEach(
      "SELECT team_id, institution_code, area_code FROM team ORDER BY team_id"
    ) { try body($0.text(0), $0.text(1), $0.text(2)) }
  }

  private static func team(_ row: Row, in connection: Connection) throws -> Team {
    let id = try row.text("team_id")
    let members = try connection.query(
      "SELECT * FROM team_member WHERE team_id = $1 ORDER BY doctor_id, valid_from", [id])
    return Team(
      id: id, name: try row.text("name"), institutionCode: try row.text("institution_code"),
      institutionName: try row.text("institution_name"),
      area: try AreaCode(parsing: row.text("area_code")), members: try members.map(member))
  }

  private static func member(_ row: Row) throws -> TeamMember {
    TeamMember(
      doctorID: try row.text("doctor_id"), name: try row.text("name"), role: try row.code("role"),
      validFrom: try row.day("valid_from"), validUntil: try row.dayOrNil("valid_until"))
  }
}
