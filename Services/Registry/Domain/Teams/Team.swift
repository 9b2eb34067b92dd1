import Quantities

/// A family-doctor team (家庭医生团队) as it is over some days.
public struct Team: RegisterEntry {
  public static let code = Field.code("code", "团队代码", "code").key
  public static let name = Field.text("name", "团队名称", "name")
  public static let institution = Field.institution()

  public static let register = RegisterDescription(
    "teams", "家庭医生团队", "family-doctor teams", source: "M05, M11: S000·十, S001·10, S003·5, S004·10",
    fields: [code, name, institution])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  public var code: RegistryCode { self[Self.code] }
  public var name: String { self[Self.name] }
  /// Institution where it serves, usually a township or community centre.
  public var institution: RegistryCode { self[Self.institution] }
}

/// The part a practitioner has in a team.
public enum TeamRole: String, ControlledTerm {
  case leader, doctor, nurse
  case publicHealth = "public_health"
  case specialist, assistant

  public var chinese: String {
    switch self {
    case .leader: "队长"
    case .doctor: "家庭医生"
    case .nurse: "护士"
    case .publicHealth: "公共卫生人员"
    case .specialist: "专科医生"
    case .assistant: "助理"
    }
  }

  public var alternatives: [String] {
    switch self {
    case .leader: ["团队长"]
    case .doctor: ["签约医生", "全科医生"]
    case .publicHealth: ["公卫人员", "公卫医师"]
    default: []
    }
  }

  /// Whether residents sign with whoever has it; a leader is a family doctor, too.
  public var isFamilyDoctor: Bool { self == .leader || self == .doctor }
}

/// A practitioner's part in a team over some days (团队成员).
public struct TeamMember: RegisterEntry {
  public static let team = Field.code(of: "teams", "team", "团队代码", "team").key
  public static let practitioner = Field.practitioner().key
  public static let role = Field<TeamRole>.term("role", "角色", "role")

  public static let register = RegisterDescription(
    "team_members", "团队成员", "team members", source: "M11: S001·10, S003·5; S004·10",
    fields: [team, practitioner, role])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  public var team: RegistryCode { self[Self.team] }
  public var practitioner: RegistryCode { self[Self.practitioner] }
  public var role: TeamRole { self[Self.role] }
}
