/// Professional title (卫生专业技术职称), from the lowest to the highest.
public enum ProfessionalTitle: String, OrderedTerm {
  case none
  case assistant, junior, intermediate
  case associateSenior = "associate_senior"
  case senior

  public var chinese: String {
    switch self {
    case .none: "无职称"
    case .assistant: "士级"
    case .junior: "师级"
    case .intermediate: "中级"
    case .associateSenior: "副高级"
    case .senior: "正高级"
    }
  }

  public var alternatives: [String] {
    switch self {
    case .none: ["无"]
    case .assistant: ["医士", "护士级"]
    case .junior: ["初级", "医师级", "护师"]
    case .intermediate: ["主治医师", "主管护师", "主管药师", "主管技师"]
    case .associateSenior: ["副主任医师", "副主任护师", "副高"]
    case .senior: ["主任医师", "主任护师", "正高"]
    }
  }
}
