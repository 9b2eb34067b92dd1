import Quantities

/// Something that the texts ask of a consortium beyond its members and domains (医共体运行机制).
public enum ConsortiumPracticeKind: String, ControlledTerm {
  /// 达到国家评估考核标准 (M28, seed 003 clause 2).
  case nationalStandard = "national_standard"
  /// 以医共体为单位的绩效考核 (M29, seed 003 clause 2, seed 004 clause 12).
  case unitAssessment = "unit_assessment"
  /// 总医院与基层的利益共享和激励分配机制 (M29, seed 003 clause 2).
  case benefitSharing = "benefit_sharing"
  /// 以医共体为招聘单元 (M54, seed 000 clause 十三, seed 003 clause 21).
  case jointRecruitment = "joint_recruitment"
  /// 编制分别核定、统筹使用 (M54, the same clauses).
  case pooledPosts = "pooled_posts"

  public var chinese: String {
    switch self {
    case .nationalStandard: "达到国家评估考核标准"
    case .unitAssessment: "以医共体为单位绩效考核"
    case .benefitSharing: "利益共享和激励分配"
    case .jointRecruitment: "以医共体为招聘单元"
    case .pooledPosts: "编制统筹使用"
    }
  }
}

/// A practice that a consortium has over some days.
public struct ConsortiumPractice: RegisterEntry {
  public static let consortium = Field.consortium().key
  public static let practice = Field<ConsortiumPracticeKind>.term("practice", "机制", "practice").key
  public static let basis = Field.text("basis", "依据文件", "basis").optional

  public static let register = RegisterDescription(
    "consortium_practices", "医共体运行机制", "consortium practices",
    source: "M28, M29: S003·2, S004·12; M54: S000·十三, S003·21",
    fields: [consortium, practice, basis])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  public var consortium: RegistryCode { self[Self.consortium] }
  public var practice: ConsortiumPracticeKind { self[Self.practice] }
}
