import Quantities

/// What an institution is certified for (能力认定): service standard, electronic records,
/// interoperability, smart hospital (M62; seed 000 clause 十八, seed 004 clauses 15 and 30).
public struct Capability: RegisterEntry {
  public static let institution = Field.institution().key
  public static let standard = Field<ServiceStandard>.term(
    "standard", "服务能力", "service standard"
  ).optional
  public static let records = Field<RecordsLevel>.term(
    "emr", "电子病历", "electronic records"
  ).aliases("电子病历应用水平").optional
  public static let interoperability = Field<InteroperabilityGrade>.term(
    "interoperability", "互联互通", "interoperability"
  ).aliases("互联互通标准化成熟度").optional
  public static let services = Field<SmartLevel>.term(
    "smart_service", "智慧服务", "smart services"
  ).optional
  public static let management = Field<SmartLevel>.term(
    "smart_management", "智慧管理", "smart management"
  ).optional
  public static let smart = Field.flag(
    "smart_hospital", "智慧医院", "recognised as smart hospital"
  ).optional

  public static let register = RegisterDescription(
    "capabilities", "能力认定", "certified capabilities",
    source: "M62: S004·15、30; S000·十八; S001·18; S003·总体目标",
    fields: [institution, standard, records, interoperability, services, management, smart],
    rules: [.leadRecords, .leadInteroperability, .tertiaryRecords, .smartHospitals])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  /// M62: the floor of what this institution is.
  public func findings(
    from day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    guard let institution = try knowledge.institution(self[Self.institution], on: day) else {
      return []
    }
    return try Self.floor(of: institution, self, on: day, knowledge)
  }

  /// M62: hospitals with a floor and no certificate at all, and the share of smart hospitals.
  public static func review(
    in area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    let certified = try knowledge.entries(Capability.self, in: area, where: [], on: day)
    let known = Set(certified.map { $0[Self.institution] })
    let hospitals = try knowledge.institutions(in: area, kinds: InstitutionKind.hospitals, on: day)
    let missing = try hospitals.filter { !known.contains($0.code) }.flatMap {
      try floor(of: $0, nil, on: day, knowledge)
    }
    let smart = Set(certified.filter { $0[Self.smart] == true }.map { $0[Self.institution] })
    return try missing + smartShare(smart, within: area, on: day, knowledge)
  }

  private static func floor(
    of institution: Institution, _ capability: Capability?, on day: Day,
    _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    var findings: [RuleFinding?] = []
    let leads = try knowledge.memberships(of: institution.code, on: day).contains {
      $0.role == .lead && $0.consortiumKind == .county
    }
    let rules = knowledge.rules
    if leads {
      findings.append(
        rules.belowRecords(.leadRecords, institution, capability?[records], "医共体牵头医院"))
      findings.append(
        rules.belowInteroperability(institution, capability?[interoperability]))
    }
    if institution.rating >= Rating(.tertiary, .a), institution.kind.isHospital {
      findings.append(
        rules.belowRecords(.tertiaryRecords, institution, capability?[records], "三甲医院"))
    }
    return findings.compactMap { $0 }
  }

  private static func smartShare(
    _ smart: Set<RegistryCode>, within area: AreaCode?, on day: Day,
    _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    try knowledge.rules.provisions(.smartHospitals, within: area, on: day, knowledge)
      .compactMap { provision, area in
        let tertiary = try knowledge.institutions(
          in: area.code, kinds: InstitutionKind.hospitals, on: day
        ).filter { $0.rating.level == .tertiary }
        let reached = tertiary.filter { smart.contains($0.code) }.count
        guard Int64(reached) * 100 < Int64(tertiary.count) * provision.threshold else { return nil }
        return RuleFinding(
          provision, subject: "\(area.code)",
          message: Bilingual(
            zh:
              "三级医院智慧医院覆盖率应达 \(provision.threshold)% 以上，\(tertiary.count) 所中 \(reached) 所",
            en:
              "\(provision.threshold) % or more of the tertiary hospitals are smart hospitals; \(reached) of \(tertiary.count) are"
          ),
          remedy: Bilingual(zh: "请推进智慧医院建设或登记认定结果", en: "record the ones recognised since"))
      }
  }
}

extension RegistryRules {
  fileprivate func belowRecords(
    _ rule: RegistryRule, _ institution: Institution, _ level: RecordsLevel?, _ who: String
  ) -> RuleFinding? {
    guard let provision = provision(rule, in: institution.area),
      let floor = RecordsLevel(rawValue: "\(provision.threshold)"),
      level.map({ $0 < floor }) ?? true
    else { return nil }
    return RuleFinding(
      provision, subject: institution.code.text,
      message: Bilingual(
        zh: "\(who)电子病历应达 \(floor.chinese)以上，\(institution.name) 为\(level?.chinese ?? "未认定")",
        en:
          "electronic records of level \(floor.rawValue) or more are asked for; \(institution.name) has \(level?.rawValue ?? "none certified")"
      ),
      remedy: Bilingual(zh: "达标认定后请更新登记", en: "record the certificate when there is one"))
  }

  /// The threshold is the place on the scale, 四级乙等 being the fourth.
  fileprivate func belowInteroperability(
    _ institution: Institution, _ grade: InteroperabilityGrade?
  ) -> RuleFinding? {
    guard let provision = provision(.leadInteroperability, in: institution.area),
      let floor = InteroperabilityGrade.allCases.dropFirst(Int(provision.threshold) - 1).first,
      grade.map({ $0 < floor }) ?? true
    else { return nil }
    return RuleFinding(
      provision, subject: institution.code.text,
      message: Bilingual(
        zh: "医共体牵头医院互联互通应达\(floor.chinese)以上，\(institution.name) 为\(grade?.chinese ?? "未认定")",
        en:
          "a lead hospital has an interoperability of \(floor.rawValue) or more; \(institution.name) has \(grade?.rawValue ?? "none certified")"
      ),
      remedy: Bilingual(zh: "达标认定后请更新登记", en: "record the certificate when there is one"))
  }
}
