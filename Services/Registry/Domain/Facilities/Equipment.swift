/// A piece of equipment (设备; seed 000 clause 六, seed 003 clauses 12 and 19).
public struct Equipment: RegisterEntry {
  public static let institution = Field.institution().key
  public static let number = Field.text("number", "设备编号", "number", limit: 40).key
  public static let kind = Field<EquipmentKind>.term("kind", "设备类型", "kind")
  public static let model = Field.text("model", "型号", "model").optional
  public static let licence = Field<EquipmentLicence>.term(
    "licence", "配置许可", "licence for large equipment")
  public static let commissioned = Field.day("commissioned", "启用日", "in use since").optional
  public static let pooled = Field.flag("pooled", "统筹使用", "used by the whole consortium")

  public static let register = RegisterDescription(
    "equipment", "设备", "equipment", source: "S000·六; S001·6; S003·12、19",
    fields: [institution, number, kind, model, licence, commissioned, pooled])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }
}

/// Kind of equipment (设备类型).
public enum EquipmentKind: String, ControlledTerm {
  case ct
  case mri
  case petCT = "pet_ct"
  case dsa
  case linearAccelerator = "linear_accelerator"
  case surgicalRobot = "surgical_robot"
  case dr
  case ultrasound
  case mammography
  case endoscope
  case ecg
  case biochemistryAnalyser = "biochemistry_analyser"
  case ventilator
  case ecmo
  case dialysis
  case ambulance
  case mobileClinic = "mobile_clinic"
  case other

  public var chinese: String {
    switch self {
    case .ct: "CT"
    case .mri: "磁共振"
    case .petCT: "PET-CT"
    case .dsa: "数字减影血管造影机"
    case .linearAccelerator: "直线加速器"
    case .surgicalRobot: "手术机器人"
    case .dr: "数字X线机"
    case .ultrasound: "彩超"
    case .mammography: "乳腺机"
    case .endoscope: "内镜"
    case .ecg: "心电图机"
    case .biochemistryAnalyser: "生化分析仪"
    case .ventilator: "呼吸机"
    case .ecmo: "体外膜肺氧合"
    case .dialysis: "血液透析机"
    case .ambulance: "救护车"
    case .mobileClinic: "巡诊车"
    case .other: "其他设备"
    }
  }

  public var alternatives: [String] {
    switch self {
    case .mri: ["MRI"]
    case .dsa: ["DSA"]
    case .dr: ["DR"]
    case .ultrasound: ["B超", "超声"]
    case .ecmo: ["ECMO"]
    default: []
    }
  }
}

/// Licence for large medical equipment (大型医用设备配置许可).
public enum EquipmentLicence: String, ControlledTerm {
  case none
  case classA = "class_a"
  case classB = "class_b"

  public var chinese: String {
    switch self {
    case .none: "无需许可"
    case .classA: "甲类"
    case .classB: "乙类"
    }
  }
}
