import Quantities

/// Where a grid lies; it decides what the grid is measured by (M12).
public enum GridSetting: String, ControlledTerm {
  /// 农牧区: one grid for each 嘎查村.
  case rural
  /// 城区: about 2000 people for each grid.
  case urban

  public var chinese: String { self == .rural ? "农牧区" : "城区" }

  public var alternatives: [String] { self == .rural ? ["农村", "牧区"] : ["城市"] }
}

/// A health-management grid (健康管理网格) as it is over some days (M12, seed 003 clause 5).
public struct HealthGrid: RegisterEntry {
  public static let code = Field.code("code", "网格代码", "code").key
  public static let name = Field.text("name", "网格名称", "name")
  public static let setting = Field<GridSetting>.term("setting", "地域", "setting")
  public static let area = Field.area("area", "嘎查村（社区）代码", "village")
  public static let furtherAreas = Field.area(
    "further_areas", "其他嘎查村（社区）代码", "further villages"
  ).list
  public static let residents = Field.wholeNumber(
    "residents", "网格人口", "residents", in: 0...1_000_000
  ).unit("人")
  public static let team = Field.code(of: "teams", "team", "团队代码", "team").optional

  public static let register = RegisterDescription(
    "health_grids", "健康管理网格", "health grids", source: "M12: S003·5",
    fields: [code, name, setting, area, furtherAreas, residents, team],
    rules: [.gridUnit, .gridSize])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  public var code: RegistryCode { self[Self.code] }
  public var name: String { self[Self.name] }
  public var setting: GridSetting { self[Self.setting] }
  /// The village or community it lies in; a large community may have several grids.
  public var area: AreaCode { self[Self.area] }
  /// Every village and community that it serves.
  public var areas: [AreaCode] { [area] + self[Self.furtherAreas] }
  public var residents: Int64 { self[Self.residents] }
  /// The family-doctor team that serves it; nil when there is none.
  public var team: RegistryCode? { self[Self.team] }

  /// Throws `REGISTRY_GRID_AREAS` when an area repeats or is no village.
  public func check() throws(Problem) {
    guard Set(areas).count == areas.count, areas.allSatisfy({ $0.level == .village }) else {
      throw Problem(
        .invalidInput, "REGISTRY_GRID_AREAS", zh: "网格由嘎查村（社区）组成，不得重复",
        en: "a grid is made of villages or communities, each once",
        remedyZh: "请填写 12 位嘎查村（社区）代码", remedyEn: "write 12-digit codes of villages",
        details: [Problem.Detail("grid", code.text)])
    }
  }

  public func findings(
    from day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    [knowledge.rules.gridMeasure(of: self)].compactMap { $0 }
  }

  public static func review(
    in area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    let report = try GridReport(in: area, on: day, knowledge)
    return report.grids.flatMap(\.staffFindings) + report.findings
  }
}

/// What somebody does in a grid.
public enum GridRole: String, ControlledTerm {
  case doctor
  case publicHealth = "public_health"

  public var chinese: String { self == .doctor ? "家庭医生" : "公共卫生人员" }

  public var alternatives: [String] {
    self == .doctor ? ["医生"] : ["公卫人员", "公卫医师"]
  }
}

/// A practitioner's part in a grid over some days (网格人员). One person has one part in a grid: a
/// doctor and a public-health worker are two people.
public struct GridWorker: RegisterEntry {
  public static let grid = Field.code(of: "health_grids", "grid", "网格代码", "grid").key
  public static let practitioner = Field.practitioner().key
  public static let role = Field<GridRole>.term("role", "角色", "role")

  public static let register = RegisterDescription(
    "grid_workers", "网格人员", "grid workers", source: "M12: S003·5",
    fields: [grid, practitioner, role])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  public var grid: RegistryCode { self[Self.grid] }
  public var practitioner: RegistryCode { self[Self.practitioner] }
  public var role: GridRole { self[Self.role] }
}
