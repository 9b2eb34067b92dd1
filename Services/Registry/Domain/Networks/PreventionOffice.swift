import Quantities

/// An office of a consortium that joins treatment and prevention (医防融合机构; M38, seed 003 clause 5):
/// three tiers, one of each institution.
public struct PreventionOffice: RegisterEntry {
  public static let consortium = Field.consortium().key
  public static let institution = Field.institution().key
  public static let tier = Field<PreventionTier>.term("tier", "层级", "tier")
  public static let diseases = Field<JointDisease>.term("diseases", "联防联控病种", "diseases").list

  public static let register = RegisterDescription(
    "prevention_offices", "医防融合机构", "medical-prevention offices", source: "M38: S003·5",
    fields: [consortium, institution, tier, diseases], rules: [.preventionOffices])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  /// M38: a county consortium has an office of each tier, and every township and community centre in
  /// it an integrated clinic.
  public static func review(
    in area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    try knowledge.consortia(in: area, kind: .county, on: day).flatMap { consortium in
      let offices = try knowledge.entries(
        PreventionOffice.self,
        where: FieldCondition(Self.consortium, consortium.code.text), on: day)
      let tiers = Set(offices.map { $0[tier] })
      let clinics = Set(offices.filter { $0[tier] == .primary }.map { $0[institution] })
      let primary = try knowledge.members(of: consortium.code, on: day).filter {
        $0.kind == .townshipHealthCentre || $0.kind == .communityHealthCentre
      }
      let missing =
        PreventionTier.allCases.filter { $0 != .primary && !tiers.contains($0) }.map {
          (subject: consortium.code.text, Bilingual(zh: $0.chinese, en: $0.rawValue))
        }
        + primary.filter { !clinics.contains($0.code) }.map {
          (
            subject: $0.code.text,
            Bilingual(
              zh: "\($0.name)的\(PreventionTier.primary.chinese)",
              en: "the integrated clinic of \($0.name)")
          )
        }
      return missing.compactMap { subject, what in
        knowledge.rules.finding(
          .preventionOffices, in: consortium.area, subject: subject,
          Bilingual(
            zh: "\(consortium.name)未设\(what.zh)", en: "\(consortium.code) lacks \(what.en)"),
          remedy: Bilingual(zh: "请设立或登记", en: "set it up, or record it"))
      }
    }
  }
}

/// Tier of an office (医防融合层级).
public enum PreventionTier: String, ControlledTerm {
  case group, lead, primary

  public var chinese: String {
    switch self {
    case .group: "健康促进部"
    case .lead: "慢性病管理中心"
    case .primary: "慢性病一体化门诊"
    }
  }

  public var alternatives: [String] {
    switch self {
    case .group: ["公共卫生管理中心"]
    case .lead: ["公共卫生科"]
    case .primary: ["一体化门诊"]
    }
  }
}

/// Diseases that are prevented and controlled jointly (专病联防联控).
public enum JointDisease: String, ControlledTerm {
  case infectious, chronic, mental, occupational, endemic

  public var chinese: String {
    switch self {
    case .infectious: "传染病"
    case .chronic: "重点慢性病"
    case .mental: "精神卫生"
    case .occupational: "职业病"
    case .endemic: "地方病"
    }
  }

  public var alternatives: [String] { self == .chronic ? ["慢性病"] : [] }
}
