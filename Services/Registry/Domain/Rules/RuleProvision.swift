import Quantities

/// A rule of the policy texts that consortia are held against; `rawValue` is its mechanism number.
public enum RegistryRule: String, ControlledTerm {
  /// 县域常住人口 20 万人以下原则上组建一个医共体 (seed 001 clause 6).
  case oneConsortium = "M25"
  /// 医共体牵头医院应具备二级甲等以上综合医院资质 (seed 004 clause 12).
  case leadRating = "M26"
  /// 县乡一体 7 项、乡村一体 3 项统筹管理 (seed 000 clause 六, seed 001 clause 6, seed 003 clause 2).
  case integratedDomains = "M27"
  /// 政府举办嘎查村卫生室纳入医共体 100 % (seed 000 clause 六, seed 001 clause 6).
  case villageClinics = "M28"
  /// 社会办、康复、老年护理、安宁疗护机构可加入 (seed 003 clause 2).
  case socialInstitutions = "M30"
  /// 以旗（县）域为单位发展紧密型县域医共体 (seed 000 clause 六).
  case countyUnit = "COUNTY_UNIT"

  public var chinese: String {
    switch self {
    case .oneConsortium: "一县一医共体"
    case .leadRating: "牵头医院资质"
    case .integratedDomains: "一体化管理"
    case .villageClinics: "村卫生室纳入"
    case .socialInstitutions: "社会办机构加入"
    case .countyUnit: "以县域为单位"
    }
  }
}

/// How strongly the rule's text speaks: 鼓励 / 逐步 is a note, 原则上 a warning, 应 an error.
public enum RuleStrength: String, OrderedTerm {
  case note, warning, error

  public var chinese: String {
    switch self {
    case .note: "提示"
    case .warning: "警告"
    case .error: "错误"
    }
  }
}

/// What one policy text provides about a rule, and where.
public struct RuleProvision: Sendable, Hashable {
  public let rule: RegistryRule
  /// The area whose text it is; nil applies where no text of the area's own does.
  public let area: AreaCode?
  public let strength: RuleStrength
  /// The rule's number: residents for M25, per cent for M28.
  public let threshold: Int64
  /// Seed document and clause, for example "S004·12".
  public let source: String

  public init(
    _ rule: RegistryRule, area: AreaCode? = nil, _ strength: RuleStrength,
    threshold: Int64 = 0, source: String
  ) {
    self.rule = rule
    self.area = area
    self.strength = strength
    self.threshold = threshold
    self.source = source
  }
}
