import Quantities

/// A part that an institution has in treating epidemics (重大疫情救治网络; M40, seed 000 clause 四, seed
/// 001 clause 4, seed 003 clause 10, seed 004 clauses 2 and 6).
public struct EpidemicFacility: RegisterEntry {
  public static let institution = Field.institution().key
  public static let role = Field<EpidemicRole>.term("role", "职责", "part").key
  public static let state = Field<ProjectState>.term("state", "状态", "state")
  public static let beds = Field.wholeNumber("beds", "床位数", "beds", in: 0...20_000)
    .unit("张").optional
  public static let note = Field.text("note", "说明", "note", limit: 500).optional

  public static let register = RegisterDescription(
    "epidemic_facilities", "重大疫情救治网络", "epidemic treatment network",
    source: "M40: S000·四; S001·4; S003·10; S004·2、6",
    fields: [institution, role, state, beds, note], rules: [.epidemicWard, .backupHospitals])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  /// M40: county consortia whose lead has no infectious ward of its own (加强…牵头医院或总医院相对独立
  /// 的传染病区建设), and areas with fewer backup hospitals than their text names.
  public static func review(
    in area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    let wards = FieldCondition(
      role, EpidemicRole.ward.rawValue, EpidemicRole.campus.rawValue,
      EpidemicRole.designated.rawValue)
    let known = Set(
      try knowledge.entries(EpidemicFacility.self, in: area, where: [wards], on: day)
        .map { $0[institution] })
    let leads = try knowledge.countyLeads(in: area, on: day).filter { !known.contains($0.code) }
    let backup = FieldCondition(role, EpidemicRole.backup.rawValue)
    return leads.compactMap { noWard($0, knowledge.rules) }
      + (try knowledge.rules.shortfalls(
        .backupHospitals, within: area, on: day, knowledge,
        of: Bilingual(zh: "重大疫情救治后备医院", en: "backup hospitals for epidemics")
      ) { area in
        try knowledge.entries(EpidemicFacility.self, in: area, where: [backup], on: day).count
      })
  }

  private static func noWard(_ lead: Institution, _ rules: RegistryRules) -> RuleFinding? {
    rules.finding(
      .epidemicWard, in: lead.area, subject: lead.code.text,
      Bilingual(
        zh: "医共体牵头医院 \(lead.name) 未登记相对独立的传染病区",
        en: "the lead hospital \(lead.name) has no infectious ward of its own on record"),
      remedy: Bilingual(zh: "请登记传染病区或其建设状态", en: "record the ward, or that it is being built"))
  }
}

/// Part in treating epidemics (救治职责).
public enum EpidemicRole: String, ControlledTerm {
  case designated
  case treatmentCentre = "treatment_centre"
  case campus
  case ward
  case convertibleWard = "convertible_ward"
  case backup
  case feverClinic = "fever_clinic"
  case isolationBeds = "isolation_beds"
  case sentinel

  public var chinese: String {
    switch self {
    case .designated: "传染病定点医院"
    case .treatmentCentre: "疑难危重救治中心"
    case .campus: "传染病独立院区"
    case .ward: "传染病区"
    case .convertibleWard: "可转换病区"
    case .backup: "救治后备医院"
    case .feverClinic: "发热门诊"
    case .isolationBeds: "隔离留观床位"
    case .sentinel: "疫情监测哨点"
    }
  }

  public var alternatives: [String] {
    switch self {
    case .designated: ["定点医院"]
    case .ward: ["传染病病区", "相对独立的传染病区"]
    case .backup: ["后备医院", "重大疫情救治后备医院"]
    default: []
    }
  }
}

/// How far something is (建设状态), from the plan to use.
public enum ProjectState: String, OrderedTerm {
  case planned, building, ready

  public var chinese: String {
    switch self {
    case .planned: "拟建"
    case .building: "在建"
    case .ready: "已建成"
    }
  }

  public var alternatives: [String] {
    switch self {
    case .planned: ["规划"]
    case .building: ["建设中", "改扩建"]
    case .ready: ["建成", "投入使用"]
    }
  }
}
