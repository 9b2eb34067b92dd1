/// The class of a procedure (手术操作类别), which composite groups go by.
public enum ProcedureClass: UInt8, Sendable, Hashable, CaseIterable {
  /// 内科: no procedure counts.
  case medical = 0
  /// 诊断性操作
  case diagnostic
  /// 治疗性操作
  case therapeutic
  /// 相关手术: 手术 or 介入治疗
  case surgical

  public var term: String {
    switch self {
    case .medical: "内科"
    case .diagnostic: "诊断性操作"
    case .therapeutic: "治疗性操作"
    case .surgical: "相关手术"
    }
  }

  /// The term in English.
  var english: String {
    switch self {
    case .medical: "medical"
    case .diagnostic: "diagnostic"
    case .therapeutic: "therapeutic"
    case .surgical: "surgery"
    }
  }

  /// Reads the terms of the national class table and of composite catalogues.
  init?(term: String) {
    switch term {
    case "手术", "介入治疗", "介入", "相关手术": self = .surgical
    case "治疗性操作": self = .therapeutic
    case "诊断性操作": self = .diagnostic
    case "内科", "内科诊疗", "保守治疗": self = .medical
    default: return nil
    }
  }
}
