import Quantities

/// A validated settlement list (病例；医保基金结算清单): one discharge as the domain sees it.
///
/// It comes out of `CaseParser` or out of storage, never straight from an unchecked row.
public struct Case: Sendable, Hashable {
  /// 结算ID (setl_id)
  public var id: String
  /// A correction carries a higher version; the first is 1.
  public var version: Int32
  /// 人员编号 (psn_no)
  public var person: String
  /// 定点医疗机构编码 (fixmedins_code)
  public var institution: String
  public var insurance: InsuranceType
  /// 参保地 (admdvs), six digits.
  public var area: Int32
  public var gender: Gender
  public var birthDay: Day
  public var admission: LocalMinute
  public var discharge: LocalMinute
  public var dischargeWay: DischargeWay
  /// 新生儿出生体重 in grams; nil when not stated.
  public var birthWeightGrams: Int32?
  /// Main diagnosis first; never empty.
  public var diagnoses: [DiagnosisCode]
  /// Main procedure first; empty without any.
  public var procedures: [ProcedureCode]
  /// The diagnosis codes as on the list, normalised, separated by `|`: keeps asterisk parts.
  public var diagnosisText: String
  public var icuDays: Int32
  public var cost: CaseCost

  /// Age at admission in days (天龄).
  public var ageInDays: Int { admission.day.days(since: birthDay) }
  /// Age at admission in completed calendar years (周岁).
  public var ageInYears: Int { admission.day.years(since: birthDay) }
  /// Length of stay: days from admission to discharge, at least 1 (住院天数).
  public var stayInDays: Int { max(discharge.day.days(since: admission.day), 1) }

  /// The procedure codes separated by `|`.
  public var procedureText: String { procedures.map(\.description).joined(separator: "|") }
}

extension Case {
  /// A case read back from storage, or made for a question; codes as texts separated by `|`, main
  /// one first.
  ///
  /// - Throws: `DIAGNOSIS_CODE_INVALID` (also without any), `PROCEDURE_CODE_INVALID`.
  public init(
    id: String, version: Int32, person: String, institution: String, insurance: InsuranceType,
    area: Int32, gender: Gender, birthDay: Day, admission: LocalMinute, discharge: LocalMinute,
    dischargeWay: DischargeWay, birthWeightGrams: Int32?, diagnosisText: String,
    procedureText: String, icuDays: Int32, cost: CaseCost
  ) throws(Problem) {
    var diagnoses: [DiagnosisCode] = []
    for part in diagnosisText.split(separator: "|", omittingEmptySubsequences: false) {
      diagnoses.append(try DiagnosisCode(parsing: String(part)))
    }
    var procedures: [ProcedureCode] = []
    for part in procedureText.split(separator: "|") {
      procedures.append(try ProcedureCode(parsing: String(part)))
    }
    self.init(
      id: id, version: version, person: person, institution: institution, insurance: insurance,
      area: area, gender: gender, birthDay: birthDay, admission: admission, discharge: discharge,
      dischargeWay: dischargeWay, birthWeightGrams: birthWeightGrams, diagnoses: diagnoses,
      procedures: procedures, diagnosisText: diagnosisText, icuDays: icuDays, cost: cost)
  }
}
