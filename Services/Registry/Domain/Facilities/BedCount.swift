import Quantities

/// Beds of one type in an institution (分类床位; seed 000 clauses 四, 六 and 八, seed 004 clause 20).
public struct BedCount: RegisterEntry {
  public static let institution = Field.institution().key
  public static let kind = Field<BedKind>.term("kind", "床位类型", "type of beds").key
  public static let authorised = Field.wholeNumber(
    "authorised", "编制床位", "beds set up", in: 0...20_000
  ).unit("张")
  public static let open = Field.wholeNumber(
    "open", "实有床位", "beds open", in: 0...20_000
  ).unit("张").optional
  public static let pooled = Field.wholeNumber(
    "pooled", "统筹床位", "beds pooled in the consortium", in: 0...20_000
  ).unit("张").optional

  public static let register = RegisterDescription(
    "beds", "分类床位", "beds by type", source: "S000·四、六、八; S001·6; S004·20",
    fields: [institution, kind, authorised, open, pooled])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  /// What is pooled is open.
  public func check() throws(Problem) {
    guard let pooled = self[Self.pooled], pooled > self[Self.open] ?? self[Self.authorised] else {
      return
    }
    throw Problem(
      .invalidInput, "REGISTRY_BEDS_POOLED", zh: "统筹床位 \(pooled) 超过实有床位",
      en: "\(pooled) pooled beds are more than there are", remedyZh: "请核对床位数",
      remedyEn: "check the numbers of beds", details: [Problem.Detail("field", "pooled")])
  }
}

/// Type of beds (床位类型).
public enum BedKind: String, ControlledTerm {
  case general
  case intensiveCare = "intensive_care"
  case infectious
  case negativePressure = "negative_pressure"
  case isolation
  case emergency
  case obstetrics
  case paediatric
  case psychiatric
  case rehabilitation
  case nursing
  case hospice
  case traditionalMedicine = "traditional_medicine"
  case convertible
  case home

  public var chinese: String {
    switch self {
    case .general: "普通床位"
    case .intensiveCare: "重症床位"
    case .infectious: "传染病床位"
    case .negativePressure: "负压床位"
    case .isolation: "隔离留观床位"
    case .emergency: "急诊留观床位"
    case .obstetrics: "产科床位"
    case .paediatric: "儿科床位"
    case .psychiatric: "精神科床位"
    case .rehabilitation: "康复床位"
    case .nursing: "护理床位"
    case .hospice: "安宁疗护床位"
    case .traditionalMedicine: "中医（蒙医）床位"
    case .convertible: "可转换床位"
    case .home: "家庭病床"
    }
  }

  public var alternatives: [String] { self == .intensiveCare ? ["ICU床位"] : [] }
}
