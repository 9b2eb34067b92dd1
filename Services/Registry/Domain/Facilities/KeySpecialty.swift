import Quantities

/// A key specialty project (临床重点专科项目) of a hospital (M42; seed 000 clauses 一 and 七, seed 001
/// clauses 1, 2 and 7, seed 003 clause 14, seed 004 clause 7). Counts by level, stream, year and
/// hospital feed the indicators.
public struct KeySpecialty: RegisterEntry {
  public static let institution = Field.institution().key
  public static let name = Field.text("name", "专科名称", "specialty").key
  public static let level = Field<ProgrammeLevel>.term("level", "项目级别", "level").key
  public static let stream = Field<MedicalStream>.term("stream", "医学类别", "stream")
  public static let year = Field.year("year", "立项年份", "year of approval")

  public static let register = RegisterDescription(
    "key_specialties", "重点专科", "key specialties",
    source: "M42: S000·一、二、七; S001·1、2、7; S003·14; S004·7",
    fields: [institution, name, level, stream, year], rules: [.countySpecialties])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  /// M42, seed 003 clause 14: 每个旗县市每年至少建设 2 个旗县级临床重点专科.
  public static func review(
    in area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    let year = FieldCondition(Self.year, "\(day.year.number)")
    let level = FieldCondition(Self.level, ProgrammeLevel.county.rawValue)
    return try knowledge.areas(in: area, level: .county, on: day).compactMap { county in
      guard let provision = knowledge.rules.provision(.countySpecialties, in: county.code) else {
        return nil
      }
      let found = try knowledge.entries(
        KeySpecialty.self, in: county.code, where: [year, level], on: day
      ).count
      guard Int64(found) < provision.threshold else { return nil }
      return RuleFinding(
        provision, subject: "\(county.code)",
        message: Bilingual(
          zh:
            "\(county.name)\(day.year) 年应建设旗县级重点专科 \(provision.threshold) 个以上，已登记 \(found) 个",
          en:
            "\(county.name) sets up \(provision.threshold) or more county key specialties in \(day.year); \(found) are recorded"
        ),
        remedy: Bilingual(zh: "请登记本年立项的专科", en: "record the specialties approved this year"))
    }
  }
}

/// Level of a programme (项目级别), from the lowest to the highest.
public enum ProgrammeLevel: String, OrderedTerm {
  case county, prefecture, region, nation

  public var chinese: String {
    switch self {
    case .county: "县级"
    case .prefecture: "市级"
    case .region: "省级"
    case .nation: "国家级"
    }
  }

  public var alternatives: [String] {
    switch self {
    case .county: ["旗县级", "旗级", "区级"]
    case .prefecture: ["盟级", "盟市级"]
    case .region: ["自治区级"]
    case .nation: ["国家"]
    }
  }
}

/// Stream of medicine (医学类别).
public enum MedicalStream: String, ControlledTerm {
  case western, traditional

  public var chinese: String {
    switch self {
    case .western: "西医"
    case .traditional: "中医（蒙医）"
    }
  }

  public var alternatives: [String] { self == .traditional ? ["中医", "蒙医", "中医(蒙医)"] : [] }
}
