import Quantities

/// A sub-centre of the county's medical services (县域医疗卫生次中心; M44, seed 001 clause 3, seed 003
/// clause 3, seed 002 section 四).
public struct CountySubcentre: RegisterEntry {
  public static let institution = Field.institution().key
  public static let state = Field<ProjectState>.term("state", "状态", "state")
  public static let year = Field.year("year", "建设年份", "year").optional

  public static let register = RegisterDescription(
    "county_subcentres", "县域次中心", "county sub-centres",
    source: "M44: S001·3; S003·3; S002·(四)2(2)", fields: [institution, state, year],
    rules: [.subcentreStandard, .countySubcentres])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  /// M44: 按照二级综合医院标准建设: one that is ready is of the secondary level.
  public func findings(
    from day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    guard self[Self.state] == .ready,
      let institution = try knowledge.institution(self[Self.institution], on: day),
      institution.rating.level < .secondary
    else { return [] }
    return [
      knowledge.rules.finding(
        .subcentreStandard, in: institution.area, subject: institution.code.text,
        Bilingual(
          zh: "县域次中心按二级综合医院标准建设，\(institution.name) 为\(institution.rating.chinese)",
          en:
            "a sub-centre has the standard of a secondary hospital; \(institution.name) is of level \(institution.rating.level.rawValue)"
        ), remedy: Bilingual(zh: "达标后请更新机构级别", en: "update the institution's level"))
    ].compactMap { $0 }
  }

  /// M44: 兴安盟 builds six by 2025, 上虞 at least one.
  public static func review(
    in area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    let ready = FieldCondition(state, ProjectState.ready.rawValue)
    return try knowledge.rules.shortfalls(
      .countySubcentres, within: area, on: day, knowledge,
      of: Bilingual(zh: "县域医疗卫生次中心", en: "county sub-centres")
    ) { area in
      try knowledge.entries(CountySubcentre.self, in: area, where: [ready], on: day).count
    }
  }
}
