import Quantities

/// What a person should know about how a case was grouped (入组标识); each has a stable reason code.
public struct GroupingFlags: OptionSet, Sendable, Hashable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Only the sequence number decided between candidates.
  public static let tieBrokenBySequence = GroupingFlags(rawValue: 1 << 0)
  /// 按保守治疗入组: no procedure of the case can be its main one.
  public static let conservative = GroupingFlags(rawValue: 1 << 1)
  /// 基层病种
  public static let primaryCare = GroupingFlags(rawValue: 1 << 2)
  /// The first procedure is excluded; a later one became the main one, or none.
  public static let mainProcedureReplaced = GroupingFlags(rawValue: 1 << 3)
  /// A group by birth weight was possible, and the list states no weight.
  public static let birthWeightMissing = GroupingFlags(rawValue: 1 << 4)
  /// A procedure is in no list of the catalogue; it matched nothing by itself.
  public static let procedureUnknown = GroupingFlags(rawValue: 1 << 5)
  /// The main procedure has no class, so that no composite group can be chosen.
  public static let procedureClassUnknown = GroupingFlags(rawValue: 1 << 6)
  /// A composite group wider than the category of the main diagnosis.
  public static let compositeFallback = GroupingFlags(rawValue: 1 << 7)
  /// Ungrouped: the main diagnosis is on the exclusion list.
  public static let diagnosisExcluded = GroupingFlags(rawValue: 1 << 8)
  /// Ungrouped: no group of the catalogue matches.
  public static let noGroup = GroupingFlags(rawValue: 1 << 9)
  /// Out of DIP by the policy's scope.
  public static let bedDay = GroupingFlags(rawValue: 1 << 10)
  public static let psychiatric = GroupingFlags(rawValue: 1 << 11)
  public static let rehabilitation = GroupingFlags(rawValue: 1 << 12)
  public static let daySurgery = GroupingFlags(rawValue: 1 << 13)
  /// Ungrouped: the code tables do not have the main diagnosis.
  public static let diagnosisUnknown = GroupingFlags(rawValue: 1 << 14)
  /// The main surgery has no level, so that no composite group by level can be chosen.
  public static let surgeryLevelUnknown = GroupingFlags(rawValue: 1 << 15)

  init(scope reason: GroupingPolicy.ScopeRule.Reason) {
    switch reason {
    case .bedDay: self = .bedDay
    case .psychiatric: self = .psychiatric
    case .rehabilitation: self = .rehabilitation
    case .daySurgery: self = .daySurgery
    }
  }

  private static let reasons: [(GroupingFlags, String, Bilingual)] = [
    (
      .tieBrokenBySequence, "TIE_BROKEN_BY_SEQUENCE",
      Bilingual(zh: "候选病种仅由序号决定", en: "only the sequence number decided between groups")
    ),
    (
      .conservative, "CONSERVATIVE_TREATMENT",
      Bilingual(zh: "按保守治疗入组", en: "grouped as conservative treatment")
    ),
    (.primaryCare, "PRIMARY_CARE_GROUP", Bilingual(zh: "基层病种", en: "primary-care group")),
    (
      .mainProcedureReplaced, "MAIN_PROCEDURE_REPLACED",
      Bilingual(zh: "首个手术操作被排除", en: "the first procedure is excluded from being the main one")
    ),
    (
      .birthWeightMissing, "BIRTH_WEIGHT_MISSING",
      Bilingual(zh: "缺少新生儿出生体重", en: "the birth weight is not stated")
    ),
    (
      .procedureUnknown, "PROCEDURE_CODE_UNKNOWN",
      Bilingual(zh: "目录中没有该手术操作编码", en: "the catalogue does not know a procedure code")
    ),
    (
      .procedureClassUnknown, "PROCEDURE_CLASS_UNKNOWN",
      Bilingual(zh: "主要手术操作没有类别", en: "the main procedure has no class")
    ),
    (
      .surgeryLevelUnknown, "SURGERY_LEVEL_UNKNOWN",
      Bilingual(zh: "主要手术没有手术级别", en: "the main surgery has no level")
    ),
    (
      .compositeFallback, "COMPOSITE_FALLBACK",
      Bilingual(zh: "入更宽范围的综合病种", en: "a composite group of a wider range was used")
    ),
    (
      .diagnosisExcluded, "MAIN_DIAGNOSIS_EXCLUDED",
      Bilingual(zh: "主要诊断在排除表中", en: "the main diagnosis is on the exclusion list")
    ),
    (
      .diagnosisUnknown, "DIAGNOSIS_CODE_UNKNOWN",
      Bilingual(zh: "编码库中没有主要诊断编码", en: "the code tables do not have the main diagnosis")
    ),
    (.noGroup, "NO_GROUP_MATCHES", Bilingual(zh: "没有符合的病种", en: "no group matches")),
    (.bedDay, "SCOPE_BED_DAY", Bilingual(zh: "按床日付费，不纳入 DIP", en: "paid by bed-day, not by DIP")),
    (
      .psychiatric, "SCOPE_PSYCHIATRIC",
      Bilingual(zh: "精神类病例，不纳入 DIP", en: "psychiatric case, not paid by DIP")
    ),
    (
      .rehabilitation, "SCOPE_REHABILITATION",
      Bilingual(zh: "康复类病例，不纳入 DIP", en: "rehabilitation case, not paid by DIP")
    ),
    (
      .daySurgery, "SCOPE_DAY_SURGERY",
      Bilingual(zh: "日间手术，不纳入 DIP", en: "day surgery, not paid by DIP")
    ),
  ]

  /// Stable reason codes, in a fixed order.
  public var codes: [String] { Self.reasons.filter { contains($0.0) }.map(\.1) }
  /// The reasons as sentences, in the order of the codes.
  public var sentences: [Bilingual] { Self.reasons.filter { contains($0.0) }.map(\.2) }
}
