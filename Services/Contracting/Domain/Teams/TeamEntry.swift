import Quantities
import Tabular

/// A row of the teams' import: a team and one of its members.
public struct TeamEntry: Sendable, Hashable {
  public let teamID: String
  public let teamName: String
  public let institutionCode: String
  public let institutionName: String
  public let area: AreaCode
  public let member: TeamMember

  public init(
    teamID: String, teamName: String, institutionCode: String, institutionName: String,
    area: AreaCode, member: TeamMember
  ) {
    self.teamID = teamID
    self.teamName = teamName
    self.institutionCode = institutionCode
    self.institutionName = institutionName
    self.area = area
    self.member = member
  }
}

extension TeamEntry {
  /// Columns of the import; the order is the one of `Column`.
  public static let columns: [CSVColumn] = [
    CSVColumn("团队编码", aliases: ["team_id"]),
    CSVColumn("团队名称", aliases: ["team_name"]),
    CSVColumn("机构编码", aliases: ["定点医药机构编号", "institution_code"]),
    CSVColumn("机构名称", aliases: ["定点医药机构名称", "institution_name"]),
    CSVColumn("地区编码", aliases: ["行政区划代码", "area_code"]),
    CSVColumn("医生编码", aliases: ["成员编码", "doctor_id"]),
    CSVColumn("医生姓名", aliases: ["成员姓名", "doctor_name"]),
    CSVColumn("角色", aliases: ["role"]),
    CSVColumn("加入日期", aliases: ["valid_from"]),
    CSVColumn("离开日期", aliases: ["valid_until"], required: false),
  ]

  private enum Column: Int {
    case team, teamName, institution, institutionName, area, doctor, doctorName, role, from, until
  }

  /// Reads a record: the entry, or everything that is wrong with it.
  public static func read(_ record: CSVRecord, _ header: CSVHeader) -> Result<TeamEntry, RowIssues>
  {
    var row = RowChecker(record, header)
    guard row.isReadable else { return .failure(RowIssues(row.issues)) }
    let team = row.required(Column.team.rawValue)
    let teamName = row.required(Column.teamName.rawValue)
    let institution = row.required(Column.institution.rawValue)
    let institutionName = row.required(Column.institutionName.rawValue)
    let area = row.read(Column.area.rawValue) {
      (text) throws(Problem) in try AreaCode(parsing: text)
    }
    let doctor = row.required(Column.doctor.rawValue)
    let doctorName = row.required(Column.doctorName.rawValue)
    let role = row.read(Column.role.rawValue, parseRole)
    let from = row.read(Column.from.rawValue) {
      (text) throws(Problem) in try Day(parsing: text)
    }
    let until = row.readIfPresent(Column.until.rawValue) { (text) throws(Problem) in
      let until = try Day(parsing: text)
      if let from { _ = try DayInterval(from: from, until: until) }
      return until
    }
    guard row.issues.isEmpty, let area, let role, let from else {
      return .failure(RowIssues(row.issues))
    }
    return .success(
      TeamEntry(
        teamID: team, teamName: teamName, institutionCode: institution,
        institutionName: institutionName, area: area,
        member: TeamMember(
          doctorID: doctor, name: doctorName, role: role, validFrom: from, validUntil: until)))
  }

  private static func parseRole(_ text: String) throws(Problem) -> TeamRole {
    guard let role = TeamRole(text: text) else {
      throw Problem(
        .invalidInput, "TEAM_ROLE_UNKNOWN", zh: "未知的团队角色：\(text)",
        en: "unknown role in a team: \(text)",
        remedyZh: "请使用：团队长、家庭医生、乡村医生、护士、公共卫生人员、其他",
        remedyEn: "use one of: \(TeamRole.allCases.map(\.rawValue).joined(separator: ", "))",
        details: [.init("role", text)])
    }
    return role
  }
}
