/// What a doctor is registered to practise (执业范围), as far as a rule asks for it.
public enum PracticeScope: String, ControlledTerm {
  case generalPractice = "general_practice"
  case publicHealth = "public_health"
  case clinical
  case traditional
  case dental
  case none

  public var chinese: String {
    switch self {
    case .generalPractice: "全科"
    case .publicHealth: "公共卫生"
    case .clinical: "临床"
    case .traditional: "中医蒙医"
    case .dental: "口腔"
    case .none: "无"
    }
  }

  public var alternatives: [String] {
    switch self {
    case .generalPractice: ["全科医学"]
    case .publicHealth: ["公卫", "预防保健"]
    case .traditional: ["中医", "蒙医", "中西医结合"]
    default: []
    }
  }
}
