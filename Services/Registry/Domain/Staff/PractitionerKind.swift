/// Type of a health worker (卫生人员类别), by the register that licenses it.
public enum PractitionerKind: String, ControlledTerm {
  case physician
  case assistantPhysician = "assistant_physician"
  case villageDoctor = "village_doctor"
  case nurse
  case pharmacist
  case technician
  case otherProfessional = "other_professional"
  case management

  public var chinese: String {
    switch self {
    case .physician: "执业医师"
    case .assistantPhysician: "执业助理医师"
    case .villageDoctor: "乡村医生"
    case .nurse: "注册护士"
    case .pharmacist: "药师"
    case .technician: "技师"
    case .otherProfessional: "其他卫生技术人员"
    case .management: "管理和工勤人员"
    }
  }

  public var alternatives: [String] {
    switch self {
    case .physician: ["医师"]
    case .assistantPhysician: ["助理医师"]
    case .villageDoctor: ["村医"]
    case .nurse: ["护士"]
    case .technician: ["检验技师", "影像技师"]
    case .management: ["管理人员", "工勤技能人员"]
    default: []
    }
  }

  /// Whether it may be the doctor of a team, a grid or a clinic (医生).
  public var isDoctor: Bool {
    switch self {
    case .physician, .assistantPhysician, .villageDoctor: true
    default: false
    }
  }

  /// Whether a licence to practise goes with it (执业证书).
  public var isLicensed: Bool { isDoctor || self == .nurse }

  /// Whether it counts as professional health staff (卫生专业技术人员).
  public var isProfessional: Bool { self != .management }
}
