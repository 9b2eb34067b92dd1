import Quantities

/// A post of the emergency network (急诊急救体系; M41, seed 003 clause 9): six levels from the dispatch
/// centre down to the village.
public struct EmergencyPost: RegisterEntry {
  public static let code = Field.code("code", "急救点代码", "code").key
  public static let name = Field.text("name", "名称", "name")
  public static let level = Field<EmergencyLevel>.term("level", "层级", "level")
  public static let area = Field.area()
  public static let institution = Field.institution().optional
  public static let parent = Field.entry(
    of: "emergency_posts", "parent", "上级急救点", "post above"
  ).optional
  public static let coordinates = Field.coordinates().optional
  public static let radius = Field.wholeNumber(
    "radius_km", "服务半径", "radius", in: 1...200
  ).unit("公里").optional
  public static let ambulances = Field.wholeNumber(
    "ambulances", "救护车", "ambulances", in: 0...1000
  ).unit("辆").optional
  public static let roundTheClock = Field.flag(
    "round_the_clock", "24小时协同", "works with the level above round the clock"
  ).optional

  public static let register = RegisterDescription(
    "emergency_posts", "急救网络", "emergency network", source: "M41: S003·9; S002·(二)2(4)",
    fields: [
      code, name, level, area, institution, parent, coordinates, radius, ambulances, roundTheClock,
    ], rules: [.radiusMinimum, .radiusMaximum, .emergencyChain, .ruralEmergency])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  /// M41: rural posts serve 10 to 30 km, and each post stands under one of a higher level.
  public func findings(
    from day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    try radiusFindings(knowledge.rules) + [chainFinding(on: day, knowledge)].compactMap { $0 }
  }

  /// Both bounds are 10—30公里, which includes them.
  private func radiusFindings(_ rules: RegistryRules) -> [RuleFinding] {
    guard let radius = self[Self.radius], self[Self.level].isRural else { return [] }
    let low = rules.provision(.radiusMinimum, in: self[Self.area]).map { radius < $0.threshold }
    let high = rules.provision(.radiusMaximum, in: self[Self.area]).map { radius > $0.threshold }
    return [(RegistryRule.radiusMinimum, low), (.radiusMaximum, high)].compactMap {
      rule, isBroken in
      guard isBroken == true else { return nil }
      return rules.finding(
        rule, in: self[Self.area], subject: self[Self.code].text,
        Bilingual(
          zh: "乡村急救半径以 10 至 30 公里为宜，\(self[Self.name]) 为 \(radius) 公里",
          en: "a rural post serves 10 to 30 km around; \(self[Self.code]) serves \(radius) km"),
        remedy: Bilingual(zh: "请核对半径，或调整急救点布局", en: "check the radius, or where posts stand"))
    }
  }

  private func chainFinding(
    on day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> RuleFinding? {
    let above = try self[Self.parent].flatMap { code in
      try knowledge.entries(
        EmergencyPost.self, where: FieldCondition(Self.code, code), on: day
      ).first
    }
    // A parent in the same file is not known yet; the review looks at it again.
    if above == nil, self[Self.parent] != nil { return nil }
    let fits = above.map { $0[Self.level] > self[Self.level] } ?? (self[Self.level] == .dispatch)
    guard !fits else { return nil }
    return knowledge.rules.finding(
      .emergencyChain, in: self[Self.area], subject: self[Self.code].text,
      Bilingual(
        zh: "\(self[Self.name])（\(self[Self.level].chinese)）没有更高层级的上级急救点",
        en:
          "\(self[Self.code]) (\(self[Self.level].rawValue)) stands under no post of a higher level"
      ),
      remedy: Bilingual(zh: "请填写上级急救点", en: "name the post above it"))
  }

  /// M41, seed 003 clause 9: 12 家苏木乡镇卫生院乡村急救分中心.
  public static func review(
    in area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    let level = FieldCondition(Self.level, EmergencyLevel.township.rawValue)
    return try knowledge.rules.shortfalls(
      .ruralEmergency, within: area, on: day, knowledge,
      of: Bilingual(zh: "乡镇级急诊急救站", en: "emergency stations of townships")
    ) { area in
      try knowledge.entries(EmergencyPost.self, in: area, where: [level], on: day).count
    }
  }
}

/// Level of an emergency post (急救层级), from the village up to the dispatch centre.
public enum EmergencyLevel: String, OrderedTerm {
  case village, township
  case subCentre = "sub_centre"
  case county, league, dispatch

  public var chinese: String {
    switch self {
    case .village: "村级急诊急救点"
    case .township: "乡镇级急诊急救站"
    case .subCentre: "县级医疗次中心"
    case .county: "县级急诊急救中心"
    case .league: "市级急诊急救中心"
    case .dispatch: "120急救调度中心"
    }
  }

  public var alternatives: [String] {
    switch self {
    case .village: ["村点"]
    case .township: ["乡镇站", "乡村急救分中心"]
    case .subCentre: ["旗县级医疗次中心", "次中心"]
    case .county: ["旗县级急诊急救中心"]
    case .league: ["盟级急诊急救中心", "盟市级急诊急救中心"]
    case .dispatch: ["120调度中心"]
    }
  }

  /// Whether the text means it by 乡村急救体系.
  var isRural: Bool { self == .village || self == .township }
}
