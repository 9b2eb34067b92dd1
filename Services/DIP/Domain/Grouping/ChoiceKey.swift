import Quantities

/// The keys of the one total order between candidate groups, first key first.
public enum ChoiceKey: Sendable, Hashable {
  case stage
  /// The core row leaves a surgery of the case unmatched, and the policy then prefers a composite
  /// group of surgery (宜昌).
  case unmatchedSurgery
  /// The full code beats a prefix (荆门、襄阳).
  case fullCode
  case relatedProcedures, andTerms, diagnosisPrefix, exactCodes
  case tie(GroupingPolicy.TieKey)
  /// Place in the catalogue: kind, then sequence number.
  case sequence

  /// Stable name in explanations.
  public var code: String {
    switch self {
    case .stage: "stage"
    case .unmatchedSurgery: "unmatched_related_surgery"
    case .fullCode: "full_code"
    case .relatedProcedures: "related_procedures"
    case .andTerms: "and_terms"
    case .diagnosisPrefix: "diagnosis_prefix"
    case .exactCodes: "exact_codes"
    case .tie(let key): key.rawValue
    case .sequence: "sequence"
    }
  }

  /// The key of a code.
  public init?(code: String) {
    let fixed: [ChoiceKey] = [
      .stage, .unmatchedSurgery, .fullCode, .relatedProcedures, .andTerms, .diagnosisPrefix,
      .exactCodes, .sequence,
    ]
    let all = fixed + GroupingPolicy.TieKey.allCases.map { .tie($0) }
    guard let key = all.first(where: { $0.code == code }) else { return nil }
    self = key
  }

  /// Why the group on the losing side lost.
  var sentence: Bilingual {
    switch self {
    case .stage: Bilingual(zh: "分组环节靠后", en: "a later stage")
    case .unmatchedSurgery:
      Bilingual(
        zh: "未匹配病例的相关手术，优先入综合病种",
        en: "it leaves a surgery of the case unmatched: the composite group goes first")
    case .fullCode:
      Bilingual(zh: "手术操作仅按前缀匹配，完整编码优先", en: "matched by a prefix only: a full code goes first")
    case .relatedProcedures:
      Bilingual(zh: "匹配的相关手术操作较少", en: "fewer related procedures are matched")
    case .andTerms: Bilingual(zh: "手术操作组合较少", en: "fewer combined procedures")
    case .diagnosisPrefix: Bilingual(zh: "诊断编码匹配较短", en: "a shorter part of the diagnosis code")
    case .exactCodes: Bilingual(zh: "完全一致的编码较少", en: "fewer codes are the very same")
    case .tie(.higherScore): Bilingual(zh: "分值较低", en: "a lower score")
    case .tie(.nearestMeanCost): Bilingual(zh: "次均费用差距较大", en: "its mean cost is farther away")
    case .tie(.typePriority): Bilingual(zh: "操作类别靠后", en: "a later class of procedure")
    case .tie(.mainProcedureInCode):
      Bilingual(zh: "病种编码不含主要手术操作", en: "its code does not contain the main procedure")
    case .tie(.exactProcedure):
      Bilingual(
        zh: "病例还有该病种之外的手术操作", en: "the case has procedures beyond those of the group")
    case .sequence: Bilingual(zh: "序号靠后", en: "a later place in the catalogue")
    }
  }
}
