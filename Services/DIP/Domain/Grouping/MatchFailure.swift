import Quantities

/// Why a group that the diagnosis allows does not fit a case.
public enum MatchFailure: String, Sendable, Hashable, CaseIterable {
  /// A conservative group, and the case has a main procedure.
  case hasMainProcedure = "has_main_procedure"
  /// The main procedure is not one of the group's, or a clause has none.
  case mainProcedure = "main_procedure"
  case relatedProcedure = "related_procedure"
  case procedureClass = "procedure_class"
  case surgeryLevel = "surgery_level"
  case ageOrWeight = "age_or_weight"
  case birthWeightMissing = "birth_weight_missing"
  case otherDiagnosis = "other_diagnosis"
  case drugResistance = "drug_resistance"

  /// Stable name of what did not fit.
  public var code: String { rawValue }

  public var reason: Bilingual {
    switch self {
    case .hasMainProcedure:
      Bilingual(zh: "该病种为保守治疗，病例有主要手术操作", en: "a conservative group; the case has a main procedure")
    case .mainProcedure:
      Bilingual(zh: "主要手术操作不符", en: "the main procedure is not one of the group's")
    case .relatedProcedure: Bilingual(zh: "缺少相关手术操作", en: "a related procedure is missing")
    case .procedureClass:
      Bilingual(zh: "主要手术操作类别不符", en: "the class of the main procedure differs")
    case .surgeryLevel:
      Bilingual(zh: "主要手术的级别不符", en: "the level of the main surgery differs")
    case .ageOrWeight: Bilingual(zh: "年龄或出生体重不符", en: "age or birth weight is outside the group's")
    case .birthWeightMissing: Bilingual(zh: "缺少新生儿出生体重", en: "the birth weight is not stated")
    case .otherDiagnosis: Bilingual(zh: "没有所需的其他诊断", en: "no other diagnosis is one of the group's")
    case .drugResistance: Bilingual(zh: "耐药情况不符", en: "drug resistance differs")
    }
  }
}
