import Quantities

extension RegistryRules {
  /// M26: the lead of a county consortium is a general hospital of at least 二级甲等.
  public func lead(_ institution: Institution, of consortium: Consortium) -> RuleFinding? {
    guard consortium.kind == .county,
      let provision = provision(.leadRating, in: consortium.area),
      institution.kind != .generalHospital || institution.rating < Rating(.secondary, .a)
    else { return nil }
    let found = "\(institution.kind.chinese)、\(institution.rating.chinese)"
    return RuleFinding(
      provision, subject: institution.code.text,
      message: Bilingual(
        zh: "牵头医院应为二级甲等以上综合医院，\(institution.name) 为\(found)",
        en:
          "the lead must be a general hospital of at least 二级甲等; \(institution.name) is \(institution.kind.rawValue), level \(institution.rating.level.rawValue), grade \(institution.rating.grade.rawValue)"
      ),
      remedy: Bilingual(
        zh: "请更换牵头医院，或由有权限者写明理由予以例外（规则 M26）",
        en: "choose another lead, or override rule M26 with a reason"))
  }

  /// M25: in a county of 200 000 residents or fewer there is in principle one consortium.
  public func consortia(
    _ codes: [RegistryCode], inCounty county: Area, on day: Day
  ) -> RuleFinding? {
    guard codes.count > 1, let population = county.populationForRules(on: day),
      let provision = provision(.oneConsortium, in: county.code),
      population.residents <= provision.threshold
    else { return nil }
    return RuleFinding(
      provision, subject: "\(county.code)",
      message: Bilingual(
        zh:
          "\(county.name)常住人口 \(population.residents) 人（\(population.year) 年），\(provision.threshold) 人以下原则上组建一个医共体，现有 \(codes.count) 个",
        en:
          "\(county.name) has \(population.residents) residents (\(population.year)); up to \(provision.threshold) there is in principle one consortium, not \(codes.count)"
      ),
      remedy: Bilingual(
        zh: "请考虑合并：\(codes.map(\.text).joined(separator: "、"))",
        en: "consider a merger of \(codes.map(\.text).joined(separator: ", "))"))
  }

  /// M27: seven domains between county and township and three between township and village are
  /// managed as one.
  public func integration(of consortium: Consortium) -> RuleFinding? {
    let missing = IntegratedDomain.allCases.filter { !consortium.integrated.contains($0) }
    guard consortium.kind == .county, !missing.isEmpty,
      let provision = provision(.integratedDomains, in: consortium.area)
    else { return nil }
    return RuleFinding(
      provision, subject: consortium.code.text,
      message: Bilingual(
        zh: "尚未一体化管理：\(missing.map(\.chinese).joined(separator: "、"))",
        en: "not yet managed as one: \(missing.map(\.rawValue).joined(separator: ", "))"),
      remedy: Bilingual(
        zh: "实现后请更新医共体的一体化项目", en: "update the consortium's domains when they are"))
  }

  /// M28: every public village clinic of the county belongs to a county consortium.
  public func villageClinics(
    total: Int, inside: Int, of consortium: Consortium
  ) -> RuleFinding? {
    guard consortium.kind == .county, total > 0,
      let provision = provision(.villageClinics, in: consortium.area),
      Int64(inside) * 100 < Int64(total) * provision.threshold
    else { return nil }
    return RuleFinding(
      provision, subject: "\(consortium.area)",
      message: Bilingual(
        zh: "政府举办的村卫生室应 \(provision.threshold)% 纳入医共体，\(total) 个中已纳入 \(inside) 个",
        en:
          "\(provision.threshold) % of the public village clinics belong to a consortium; \(inside) of \(total) do"
      ),
      remedy: Bilingual(zh: "请将未纳入的村卫生室加入医共体", en: "add the clinics that are missing"))
  }

  /// A county consortium takes its members from its county.
  public func memberArea(
    _ institution: Institution, isInside: Bool, of consortium: Consortium
  ) -> RuleFinding? {
    guard consortium.kind == .county, !isInside,
      let provision = provision(.countyUnit, in: consortium.area)
    else { return nil }
    return RuleFinding(
      provision, subject: institution.code.text,
      message: Bilingual(
        zh: "\(institution.name)（\(institution.area)）不在医共体所在的 \(consortium.area) 内",
        en:
          "\(institution.name) (\(institution.area)) does not lie in \(consortium.area), the consortium's county"
      ),
      remedy: Bilingual(zh: "请核对机构所在区划", en: "check where the institution stands"))
  }

  /// M28: by the end of 2025 every county consortium of 兴安盟 meets the national standard. The last
  /// day of the year still counts.
  public func nationalStandard(
    of consortium: Consortium, isMet: Bool, on day: Day
  ) -> RuleFinding? {
    guard consortium.kind == .county, !isMet,
      let provision = provision(.nationalStandard, in: consortium.area),
      day.civil.year > provision.threshold
    else { return nil }
    return RuleFinding(
      provision, subject: consortium.code.text,
      message: Bilingual(
        zh: "\(consortium.name) 未登记达到国家评估考核标准，期限为 \(provision.threshold) 年底",
        en:
          "\(consortium.name) is not registered as meeting the national standard, which was due by the end of \(provision.threshold)"
      ),
      remedy: Bilingual(
        zh: "达标后请登记医共体运行机制“达到国家评估考核标准”",
        en: "register the practice national_standard when it does"))
  }

  /// M29: a county consortium is assessed as one unit and shares its benefits.
  public func unitAssessment(
    of consortium: Consortium, practices: Set<ConsortiumPracticeKind>
  ) -> RuleFinding? {
    let missing = [ConsortiumPracticeKind.unitAssessment, .benefitSharing]
      .filter { !practices.contains($0) }
    guard consortium.kind == .county, !missing.isEmpty,
      let provision = provision(.unitAssessment, in: consortium.area)
    else { return nil }
    return RuleFinding(
      provision, subject: consortium.code.text,
      message: Bilingual(
        zh: "尚未建立：\(missing.map(\.chinese).joined(separator: "、"))",
        en: "not yet in place: \(missing.map(\.rawValue).joined(separator: ", "))"),
      remedy: Bilingual(
        zh: "建立后请登记为医共体运行机制", en: "register them as practices when they are"))
  }

  /// Seed 000 clause 六, seed 001 clause 6: consortia are developed county by county; a county
  /// without one is shown. Districts of a city have medical groups instead.
  public func noConsortium(_ codes: [RegistryCode], inCounty county: Area) -> RuleFinding? {
    guard codes.isEmpty, [.county, .banner, .countyCity].contains(county.kind),
      let provision = provision(.countyUnit, in: county.code)
    else { return nil }
    return RuleFinding(
      provision, subject: "\(county.code)",
      message: Bilingual(
        zh: "\(county.name)没有紧密型县域医共体", en: "\(county.name) has no county consortium"),
      remedy: Bilingual(zh: "请组建或登记医共体", en: "set one up, or register it"))
  }

  /// M30: that social and aftercare institutions belong is what the text encourages.
  public func socialMembers(_ count: Int, of consortium: Consortium) -> RuleFinding? {
    guard consortium.kind == .county, count > 0,
      let provision = provision(.socialInstitutions, in: consortium.area)
    else { return nil }
    return RuleFinding(
      provision, subject: consortium.code.text,
      message: Bilingual(
        zh: "社会办、康复、护理、安宁疗护机构 \(count) 家已加入",
        en: "\(count) private, rehabilitation, nursing or hospice institutions belong to it"),
      remedy: Bilingual(zh: "无需处理", en: "nothing to do"))
  }
}

extension Institution {
  /// Whether seed 003 clause 2 invites it to join: private, rehabilitation, nursing or hospice.
  public var isInvitedToJoin: Bool {
    switch kind {
    case .rehabilitationHospital, .nursingHome, .hospice: true
    default: ownership == .privateNonProfit || ownership == .privateForProfit
    }
  }
}
