import Quantities

/// A rule that a settlement list has to keep; a row that breaks one is quarantined with its code.
public enum CaseRule: String, Sendable, CaseIterable {
  case idMissing = "CASE_ID_MISSING"
  case idInvalid = "CASE_ID_INVALID"
  case versionInvalid = "CASE_VERSION_INVALID"
  case personMissing = "CASE_PERSON_MISSING"
  case institutionInvalid = "CASE_INSTITUTION_INVALID"
  case insuranceUnknown = "CASE_INSURANCE_TYPE_UNKNOWN"
  case areaInvalid = "CASE_AREA_INVALID"
  case genderInvalid = "CASE_GENDER_INVALID"
  case birthDayInvalid = "CASE_BIRTH_DAY_INVALID"
  case admissionInvalid = "CASE_ADMISSION_INVALID"
  case dischargeInvalid = "CASE_DISCHARGE_INVALID"
  case dischargeBeforeAdmission = "CASE_DISCHARGE_BEFORE_ADMISSION"
  case admissionBeforeBirth = "CASE_ADMISSION_BEFORE_BIRTH"
  case ageImplausible = "CASE_AGE_IMPLAUSIBLE"
  case dischargeWayInvalid = "CASE_DISCHARGE_WAY_INVALID"
  case birthWeightInvalid = "CASE_BIRTH_WEIGHT_INVALID"
  case diagnosisMissing = "CASE_DIAGNOSIS_MISSING"
  case diagnosisInvalid = "CASE_DIAGNOSIS_CODE_INVALID"
  case diagnosisUnknown = "CASE_DIAGNOSIS_CODE_UNKNOWN"
  case procedureInvalid = "CASE_PROCEDURE_CODE_INVALID"
  case procedureUnknown = "CASE_PROCEDURE_CODE_UNKNOWN"
  case tooManyCodes = "CASE_TOO_MANY_CODES"
  case icuDaysInvalid = "CASE_ICU_DAYS_INVALID"
  case amountInvalid = "CASE_AMOUNT_INVALID"
  case amountNegative = "CASE_COST_NEGATIVE"
  case amountImplausible = "CASE_COST_IMPLAUSIBLE"
  case partsDoNotAddUp = "CASE_PARTS_DO_NOT_ADD_UP"
  case subtotalsExceedTotal = "CASE_SUBTOTALS_EXCEED_TOTAL"

  public var code: String { rawValue }

  public var message: Bilingual {
    let (zh, en) = sentences.0
    return Bilingual(zh: zh, en: en)
  }

  /// What the reader can do.
  public var remedy: Bilingual {
    let (zh, en) = sentences.1
    return Bilingual(zh: zh, en: en)
  }

  private typealias Pair = (String, String)

  private var sentences: (Pair, Pair) {
    switch self {
    case .idMissing: (("缺少结算ID", "the settlement id is missing"), Self.completeExport)
    case .idInvalid:
      (
        ("结算ID含有空格或控制字符，或超过 64 字节", "the settlement id has blanks or is over 64 bytes"),
        Self.completeExport
      )
    case .versionInvalid:
      (
        ("版本号应为不小于 1 的整数", "a version is a whole number from 1"),
        ("请填写 1、2、3…，更正的清单版本加一", "write 1, 2, 3 …; a correction adds one")
      )
    case .personMissing:
      (
        ("缺少人员编号或超过 64 字节", "the person number is missing or over 64 bytes"),
        Self.completeExport
      )
    case .institutionInvalid:
      (
        ("定点医疗机构编码应为 H 加 11 位数字", "an institution code is H and eleven digits"),
        ("请按国家医保编码填写", "write the national insurance code")
      )
    case .insuranceUnknown:
      (
        ("险种类型应为 310（职工）或 390（居民）", "the insurance type is 310 (employee) or 390 (resident)"),
        ("其他险种不参加 DIP 结算，请剔除或更正", "other types are not settled by DIP: correct or remove")
      )
    case .areaInvalid:
      (
        ("参保地应为 6 位行政区划代码", "the insured area is a six-digit area code"),
        ("请填写如 341602 的代码", "write a code such as 341602")
      )
    case .genderInvalid:
      (("性别应为 1、2、0 或 9", "sex is 1, 2, 0 or 9"), ("请按 GB/T 2261.1 填写", "use GB/T 2261.1"))
    case .birthDayInvalid: (("出生日期无效", "the birth day is not a day"), Self.writeDay)
    case .admissionInvalid: (("入院时间无效", "the admission time is not a time"), Self.writeTime)
    case .dischargeInvalid: (("出院时间无效", "the discharge time is not a time"), Self.writeTime)
    case .dischargeBeforeAdmission:
      (("出院时间早于入院时间", "discharge is before admission"), Self.checkTimes)
    case .admissionBeforeBirth:
      (("入院日期早于出生日期", "admission is before birth"), Self.checkTimes)
    case .ageImplausible: (("年龄超过 130 岁", "the age is over 130 years"), Self.checkTimes)
    case .dischargeWayInvalid:
      (
        ("离院方式应为 1、2、3、4、5 或 9", "the discharge way is 1, 2, 3, 4, 5 or 9"),
        ("请按清单填写规范填写", "use the codes of the list's rules")
      )
    case .birthWeightInvalid:
      (
        ("新生儿出生体重应为 1–9999 克的整数", "a birth weight is a whole number of 1–9999 grams"),
        ("单位是克", "the unit is grams")
      )
    case .diagnosisMissing:
      (("缺少主要诊断编码", "the main diagnosis is missing"), ("请补充主要诊断", "add the main diagnosis"))
    case .diagnosisInvalid:
      (
        ("诊断编码格式不符", "not the form of a diagnosis code"),
        ("请使用 ICD-10 医保版编码，如 A09.901", "use ICD-10 (医保版), such as A09.901")
      )
    case .diagnosisUnknown:
      (("诊断编码不在编码库中", "the diagnosis code is not in the code table"), Self.mapCode)
    case .procedureInvalid:
      (
        ("手术操作编码格式不符", "not the form of a procedure code"),
        ("请使用 ICD-9-CM-3 医保版编码，如 51.2300", "use ICD-9-CM-3 (医保版), such as 51.2300")
      )
    case .procedureUnknown:
      (("手术操作编码不在编码库中", "the procedure code is not in the code table"), Self.mapCode)
    case .tooManyCodes:
      (("编码超过 128 个", "there are more than 128 codes"), ("请检查分隔符", "check the separators"))
    case .icuDaysInvalid:
      (
        ("重症监护天数应为不超过住院天数的整数", "intensive care days are a whole number up to the stay"),
        ("请检查天数和入出院时间", "check the days and the times")
      )
    case .amountInvalid:
      (
        ("金额应为至多两位小数的元", "an amount is yuan with at most two decimals"),
        ("请填写如 1234.56 的金额", "write an amount such as 1234.56")
      )
    case .amountNegative:
      (
        ("金额为负", "an amount is negative"),
        ("冲正请以新版本替换原清单", "replace the list by a new version instead of reversing it")
      )
    case .amountImplausible:
      (
        ("金额超过 10 亿元", "an amount is over a thousand million yuan"),
        ("请检查单位是否为元", "check that the unit is yuan")
      )
    case .partsDoNotAddUp:
      (
        ("基金支付与个人负担之和不等于医疗费总额", "fund and patient parts do not add up to the total"),
        ("请核对三项金额", "compare the three amounts")
      )
    case .subtotalsExceedTotal:
      (("分项费用之和超过医疗费总额", "the subtotals exceed the total"), ("请核对分项费用", "compare the subtotals"))
    }
  }

  private static let completeExport = ("请从结算系统重新导出该清单", "export the list again")
  private static let writeDay = ("请填写如 1956-03-04 的日期", "write a day such as 1956-03-04")
  private static let writeTime = (
    "请填写如 2025-03-01 10:30:00 的时间", "write a time such as 2025-03-01 10:30:00"
  )
  private static let checkTimes = (
    "请核对出生、入院、出院时间", "compare the times of birth, admission and discharge"
  )
  private static let mapCode = (
    "请核对编码版本，或用映射表转换", "check the code version, or map the code"
  )
}
