import Quantities

/// A centre of medical quality control (医疗质量控制中心, 质控中心; M45, seed 000 clause 二十, seed 001
/// clause 20, seed 002 section 六, seed 004 clause 19).
public struct QualityControlCentre: RegisterEntry {
  public static let code = Field.code("code", "质控中心代码", "code").key
  public static let area = Field.area()
  public static let specialty = Field.text("specialty", "专业", "specialty")
  public static let level = Field<ProgrammeLevel>.term("level", "级别", "level")
  public static let host = Field.institution("host", "挂靠单位", "host institution").optional

  public static let register = RegisterDescription(
    "quality_centres", "质控中心", "quality-control centres",
    source: "M45: S000·二十; S001·20; S002·(六); S004·19",
    fields: [code, area, specialty, level, host], rules: [.qualityCentres])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  /// M45: 在原有的 26 个医疗质量控制中心基础上补充完善 (seed 000 clause 二十).
  public static func review(
    in area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    let level = FieldCondition(Self.level, ProgrammeLevel.prefecture.rawValue)
    return try knowledge.rules.shortfalls(
      .qualityCentres, within: area, on: day, knowledge,
      of: Bilingual(zh: "市级质控中心", en: "quality-control centres of the prefecture")
    ) { area in
      try knowledge.entries(QualityControlCentre.self, in: area, where: [level], on: day).count
    }
  }
}

/// An institution that a quality-control centre looks after (质控覆盖; M45, seed 002 section 六).
public struct QualityControlScope: RegisterEntry {
  public static let institution = Field.institution().key
  public static let centre = Field.entry(
    of: "quality_centres", "centre", "质控中心代码", "quality-control centre"
  ).key

  public static let register = RegisterDescription(
    "quality_scope", "质控覆盖", "institutions under quality control",
    source: "M45: S002·(六)2(2); S004·19", fields: [institution, centre],
    rules: [.qualityCoverage, .qualityCoverageVillage])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  private static let full =
    InstitutionKind.hospitals + [
      .maternalChildHealth, .townshipHealthCentre, .communityHealthCentre,
    ]
  private static let village: [InstitutionKind] = [
    .villageClinic, .communityHealthStation, .clinic, .outpatientDepartment,
  ]

  /// M45, seed 002 section 六: 区级医院、乡镇卫生院、社区卫生服务中心质控全覆盖, 村卫生室、服务站、诊所达到
  /// 30 % 以上.
  public static func review(
    in area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    try [
      (
        .qualityCoverage, full,
        Bilingual(zh: "医院、乡镇卫生院、社区卫生服务中心", en: "hospitals and primary centres")
      ),
      (
        .qualityCoverageVillage, village,
        Bilingual(zh: "村卫生室、服务站、诊所", en: "village clinics, stations and clinics")
      ),
    ].flatMap { rule, kinds, what in
      try shares(rule, kinds, what, within: area, on: day, knowledge)
    }
  }

  private static func shares(
    _ rule: RegistryRule, _ kinds: [InstitutionKind], _ what: Bilingual, within area: AreaCode?,
    on day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    try knowledge.rules.provisions(rule, within: area, on: day, knowledge).compactMap {
      provision, area in
      let all = try knowledge.institutions(in: area.code, kinds: kinds, on: day)
      let covered = Set(
        try knowledge.entries(QualityControlScope.self, in: area.code, where: [], on: day)
          .map { $0[institution] })
      let inside = all.filter { covered.contains($0.code) }.count
      guard Int64(inside) * 100 < Int64(all.count) * provision.threshold else { return nil }
      return RuleFinding(
        provision, subject: "\(area.code)",
        message: Bilingual(
          zh: "\(what.zh)质控覆盖应达 \(provision.threshold)%，\(all.count) 家中 \(inside) 家",
          en:
            "\(provision.threshold) % of the \(what.en) are under quality control; \(inside) of \(all.count) are"
        ),
        remedy: Bilingual(zh: "请将未覆盖的机构纳入质控", en: "bring the others under quality control"))
    }
  }
}
