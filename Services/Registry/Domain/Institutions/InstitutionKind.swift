/// Kind of an institution (卫生机构类别) in the words of WS 218.
public enum InstitutionKind: String, ControlledTerm {
  case generalHospital = "general_hospital"
  case tcmHospital = "tcm_hospital"
  case ethnicMedicineHospital = "ethnic_medicine_hospital"
  case integratedHospital = "integrated_hospital"
  case specialistHospital = "specialist_hospital"
  case nursingHome = "nursing_home"
  case rehabilitationHospital = "rehabilitation_hospital"
  case hospice
  case maternalChildHealth = "maternal_child_health"
  case townshipHealthCentre = "township_health_centre"
  case communityHealthCentre = "community_health_centre"
  case communityHealthStation = "community_health_station"
  case villageClinic = "village_clinic"
  case outpatientDepartment = "outpatient_department"
  case clinic
  case diseaseControlCentre = "disease_control_centre"
  case diseasePreventionInstitute = "disease_prevention_institute"
  case emergencyCentre = "emergency_centre"
  case emergencyStation = "emergency_station"
  case bloodBank = "blood_bank"
  case healthSupervision = "health_supervision"
  case childcare
  case other

  public var chinese: String {
    switch self {
    case .generalHospital: "综合医院"
    case .tcmHospital: "中医医院"
    case .ethnicMedicineHospital: "民族医医院"
    case .integratedHospital: "中西医结合医院"
    case .specialistHospital: "专科医院"
    case .nursingHome: "护理院"
    case .rehabilitationHospital: "康复医院"
    case .hospice: "安宁疗护中心"
    case .maternalChildHealth: "妇幼保健院"
    case .townshipHealthCentre: "乡镇卫生院"
    case .communityHealthCentre: "社区卫生服务中心"
    case .communityHealthStation: "社区卫生服务站"
    case .villageClinic: "村卫生室"
    case .outpatientDepartment: "门诊部"
    case .clinic: "诊所"
    case .diseaseControlCentre: "疾病预防控制中心"
    case .diseasePreventionInstitute: "专科疾病防治院"
    case .emergencyCentre: "急救中心"
    case .emergencyStation: "急救站"
    case .bloodBank: "采供血机构"
    case .healthSupervision: "卫生监督所"
    case .childcare: "托育服务机构"
    case .other: "其他卫生机构"
    }
  }

  public var alternatives: [String] {
    switch self {
    case .ethnicMedicineHospital: ["蒙医医院", "蒙医院", "中医蒙医医院", "民族医院"]
    case .tcmHospital: ["中医院"]
    case .nursingHome: ["护理站", "护理中心"]
    case .maternalChildHealth: ["妇幼保健所", "妇幼保健站", "妇幼保健计划生育服务中心"]
    case .townshipHealthCentre: ["卫生院", "苏木卫生院", "苏木乡镇卫生院", "中心卫生院", "街道卫生院"]
    case .villageClinic: ["嘎查村卫生室", "卫生室"]
    case .clinic: ["医务室"]
    case .diseaseControlCentre: ["疾控中心"]
    case .diseasePreventionInstitute: ["专科疾病防治所", "专科疾病防治站"]
    case .bloodBank: ["血站"]
    default: []
    }
  }
}
