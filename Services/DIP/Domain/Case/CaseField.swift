import Tabular

/// A column of a settlement list table (医保基金结算清单), named as in interface record 4101A.
///
/// Diagnoses and procedures may come in one column with the main code first, or in a column for the
/// main code and one for the others.
public enum CaseField: Int, Sendable, CaseIterable {
  case id, version, person, institution, insurance, area, gender, birthDay
  case admission, discharge, dischargeWay, birthWeight
  case diagnoses, mainDiagnosis, otherDiagnoses, procedures, mainProcedure, otherProcedures
  case icuDays, totalCost, fundPaid, patientPart, drugs, treatment, surgery, consumables

  /// The name that `CaseWriter` writes.
  public var name: String { column.name }

  public static let columns: [CSVColumn] = allCases.map(\.column)

  private var column: CSVColumn {
    switch self {
    case .id: CSVColumn("setl_id", aliases: ["结算ID", "结算编号", "清单流水号"])
    case .version: CSVColumn("version", aliases: ["版本", "版本号"], required: false)
    case .person: CSVColumn("psn_no", aliases: ["人员编号", "个人编号"])
    case .institution: CSVColumn("fixmedins_code", aliases: ["定点医药机构编号", "定点医疗机构代码", "机构编码"])
    case .insurance: CSVColumn("insutype", aliases: ["险种类型", "险种", "医保类型", "hi_type"])
    case .area: CSVColumn("admdvs", aliases: ["参保地", "参保所属医保区划", "医保区划", "insuplc_admdvs"])
    case .gender: CSVColumn("gend", aliases: ["性别"], required: false)
    case .birthDay: CSVColumn("brdy", aliases: ["出生日期"])
    case .admission: CSVColumn("adm_time", aliases: ["入院时间", "入院日期"])
    case .discharge: CSVColumn("dscg_time", aliases: ["出院时间", "出院日期"])
    case .dischargeWay: CSVColumn("dscg_way", aliases: ["离院方式"], required: false)
    case .birthWeight: CSVColumn("nwb_bir_wt", aliases: ["新生儿出生体重", "出生体重"], required: false)
    case .diagnoses: CSVColumn("diag_codes", aliases: ["诊断编码"], required: false)
    case .mainDiagnosis:
      CSVColumn("main_diag_code", aliases: ["主要诊断编码", "主要诊断代码"], required: false)
    case .otherDiagnoses:
      CSVColumn("other_diag_codes", aliases: ["其他诊断编码", "其他诊断代码"], required: false)
    case .procedures: CSVColumn("oprn_oprt_codes", aliases: ["手术操作编码"], required: false)
    case .mainProcedure:
      CSVColumn("main_oprn_oprt_code", aliases: ["主要手术操作编码", "主要手术操作代码"], required: false)
    case .otherProcedures:
      CSVColumn("other_oprn_oprt_codes", aliases: ["其他手术操作编码", "其他手术操作代码"], required: false)
    case .icuDays: CSVColumn("icu_days", aliases: ["重症监护天数", "ICU天数"], required: false)
    case .totalCost: CSVColumn("medfee_sumamt", aliases: ["医疗费总额", "总费用"])
    case .fundPaid: CSVColumn("fund_pay_sumamt", aliases: ["基金支付总额", "基金支付"])
    case .patientPart: CSVColumn("psn_part_amt", aliases: ["个人负担总金额", "个人负担"])
    case .drugs: CSVColumn("drug_fee", aliases: ["药品费"], required: false)
    case .treatment: CSVColumn("treat_fee", aliases: ["治疗费"], required: false)
    case .surgery: CSVColumn("surg_fee", aliases: ["手术费"], required: false)
    case .consumables: CSVColumn("matl_fee", aliases: ["耗材费", "卫生材料费"], required: false)
    }
  }
}
