/// A department (科室) of an institution, by the fields of 医疗机构诊疗科目名录 that the texts speak of.
public struct Department: RegisterEntry {
  public static let institution = Field.institution().key
  public static let name = Field.text("name", "科室名称", "department").aliases("科室").key
  public static let kind = Field<DepartmentKind>.term("kind", "类别", "kind")
  public static let beds = Field.wholeNumber("beds", "床位数", "beds", in: 0...10_000)
    .unit("张").optional

  public static let register = RegisterDescription(
    "departments", "科室", "departments", source: "S000·二、九、十二; S001·9",
    fields: [institution, name, kind, beds])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }
}

/// Kind of a department (科室类别): those that the texts ask hospitals to have.
public enum DepartmentKind: String, ControlledTerm {
  case emergency
  case internalMedicine = "internal_medicine"
  case surgery
  case obstetricsGynaecology = "obstetrics_gynaecology"
  case paediatrics
  case intensiveCare = "intensive_care"
  case traditionalMedicine = "traditional_medicine"
  case psychiatry
  case geriatrics
  case rehabilitation
  case infectiousDiseases = "infectious_diseases"
  case oncology
  case generalPractice = "general_practice"
  case publicHealth = "public_health"
  case stomatology
  case ophthalmologyENT = "ophthalmology_ent"
  case laboratory
  case imaging
  case pathology
  case pharmacy
  case hospiceCare = "hospice_care"
  case other

  public var chinese: String {
    switch self {
    case .emergency: "急诊科"
    case .internalMedicine: "内科"
    case .surgery: "外科"
    case .obstetricsGynaecology: "妇产科"
    case .paediatrics: "儿科"
    case .intensiveCare: "重症医学科"
    case .traditionalMedicine: "中医（蒙医）科"
    case .psychiatry: "精神科"
    case .geriatrics: "老年医学科"
    case .rehabilitation: "康复医学科"
    case .infectiousDiseases: "感染性疾病科"
    case .oncology: "肿瘤科"
    case .generalPractice: "全科医疗科"
    case .publicHealth: "公共卫生科"
    case .stomatology: "口腔科"
    case .ophthalmologyENT: "眼耳鼻咽喉科"
    case .laboratory: "医学检验科"
    case .imaging: "医学影像科"
    case .pathology: "病理科"
    case .pharmacy: "药学部"
    case .hospiceCare: "安宁疗护科"
    case .other: "其他科室"
    }
  }

  public var alternatives: [String] {
    switch self {
    case .traditionalMedicine: ["中医科", "蒙医科"]
    case .publicHealth: ["疾控科", "公共卫生科（疾控科）"]
    case .geriatrics: ["老年病科"]
    case .laboratory: ["检验科"]
    case .imaging: ["放射科"]
    default: []
    }
  }
}
