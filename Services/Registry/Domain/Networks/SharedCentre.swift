import Quantities

/// A centre that the institutions of a consortium share (资源共享中心; M47, seed 003 clause 19, seed 004
/// clause 15, seed 002 sections 四 and 十).
public struct SharedCentre: RegisterEntry {
  public static let consortium = Field.consortium().key
  public static let kind = Field<SharedCentreKind>.term("kind", "中心类型", "kind").key
  public static let host = Field.institution("host", "承办机构", "host institution")
  public static let remote = Field.flag(
    "remote_diagnosis", "基层检查上级诊断", "primary care examines, the centre diagnoses")

  public static let register = RegisterDescription(
    "shared_centres", "共享中心", "shared centres", source: "M47: S003·19; S004·15; S002·(四)2(1)",
    fields: [consortium, kind, host, remote], rules: [.sharedCentres])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  /// M47: 兴安盟 asks for five centres, 亳州 for the first four of them.
  public static func review(
    in area: AreaCode?, on day: Day, _ knowledge: any RegistryKnowledge
  ) throws -> [RuleFinding] {
    try knowledge.consortia(in: area, kind: .county, on: day).compactMap { consortium in
      guard let provision = knowledge.rules.provision(.sharedCentres, in: consortium.area) else {
        return nil
      }
      let wanted = SharedCentreKind.allCases.prefix(Int(provision.threshold))
      let present = Set(
        try knowledge.entries(
          SharedCentre.self, where: FieldCondition(Self.consortium, consortium.code.text), on: day
        ).map { $0[kind] })
      let missing = wanted.filter { !present.contains($0) }
      guard !missing.isEmpty else { return nil }
      return RuleFinding(
        provision, subject: consortium.code.text,
        message: Bilingual(
          zh: "\(consortium.name)尚缺共享中心：\(missing.map(\.chinese).joined(separator: "、"))",
          en:
            "\(consortium.code) lacks shared centres: \(missing.map(\.rawValue).joined(separator: ", "))"
        ),
        remedy: Bilingual(zh: "请建设或登记", en: "set them up, or record them"))
    }
  }
}

/// Kind of a shared centre (共享中心类型): the four of seed 004 clause 15, the fifth of seed 003 clause
/// 19, and the prescription review of seed 002 and seed 004 clause 13 (M46).
public enum SharedCentreKind: String, ControlledTerm {
  case imaging, ecg, pathology, laboratory, sterilisation
  case prescriptionReview = "prescription_review"

  public var chinese: String {
    switch self {
    case .imaging: "影像"
    case .ecg: "心电"
    case .pathology: "病理"
    case .laboratory: "检验"
    case .sterilisation: "消毒供应"
    case .prescriptionReview: "审方"
    }
  }

  public var alternatives: [String] {
    switch self {
    case .imaging: ["影像中心", "医学影像"]
    case .ecg: ["心电中心", "心电诊断"]
    case .pathology: ["病理中心", "病理诊断"]
    case .laboratory: ["检验中心", "医学检验"]
    case .sterilisation: ["消毒供应中心"]
    case .prescriptionReview: ["审方中心"]
    }
  }
}

/// Results of an institution that others recognise (检查检验结果互认; M47, seed 003 clause 19, seed 004
/// clause 15, seed 002 section 十).
public struct RecognisedResults: RegisterEntry {
  public static let institution = Field.institution().key
  public static let item = Field.text("item", "互认项目", "item").key
  public static let kind = Field<SharedCentreKind>.term("kind", "类别", "kind")
  public static let scope = Field<RecognitionScope>.term("scope", "互认范围", "recognised within")

  public static let register = RegisterDescription(
    "recognised_results", "结果互认", "recognised results",
    source: "M47: S003·19; S004·15; S002·(十)2(3)", fields: [institution, item, kind, scope])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }
}

/// How far results are recognised (互认范围), from the consortium to the nation.
public enum RecognitionScope: String, OrderedTerm {
  case consortium, county, prefecture, region, nation

  public var chinese: String {
    switch self {
    case .consortium: "医共体"
    case .county: "县域"
    case .prefecture: "市域"
    case .region: "全省"
    case .nation: "全国"
    }
  }

  public var alternatives: [String] {
    switch self {
    case .consortium: ["医共体内"]
    case .county: ["旗县"]
    case .prefecture: ["全盟", "全市"]
    case .region: ["全区"]
    case .nation: []
    }
  }
}
