import Quantities

/// Why this settlement and a bureau's own system differ about a case (差异原因), from the first step
/// that differs: which list, which group, which score, which point value.
public enum ReconciliationCause: String, Sendable, Hashable, CaseIterable {
  case equal
  /// In the run, not in the bureau's file.
  case missingThere = "missing_there"
  /// In the bureau's file, not in the run.
  case missingHere = "missing_here"
  /// The run does not score the case: out of scope, or at an institution elsewhere.
  case notScoredHere = "not_scored_here"
  case ungroupedHere = "ungrouped_here"
  case ungroupedThere = "ungrouped_there"
  /// The catalogue of the run has no group of that code.
  case groupNotInCatalogue = "group_not_in_catalogue"
  /// Their group fits as well; only the tie list or the sequence decided.
  case groupTie = "group_tie"
  /// Their group fits as well; a rule of choice goes before it.
  case groupChoice = "group_choice"
  /// Their group does not fit the codes of the list as they are here (code version or mapping).
  case groupCodes = "group_codes"
  /// Same group, another 病种分值.
  case groupScore = "group_score"
  /// Same group: another institution coefficient.
  case coefficient
  /// Same group: another deviation band or factor.
  case deviation
  /// Same group: a score that differs by less than the last decimal shown.
  case scoreRounding = "score_rounding"
  /// Same score; payment ÷ score is another one for all cases alike.
  case pointValue = "point_value"
  /// Same score; the payment differs by no more than a fen.
  case paymentRounding = "payment_rounding"
  /// Same score; the payment differs otherwise (patient's share, pay ratio, a correction).
  case payment

  public var title: Bilingual {
    switch self {
    case .equal: Bilingual(zh: "一致", en: "Equal")
    case .missingThere: Bilingual(zh: "对方无此清单", en: "Not in the bureau's file")
    case .missingHere: Bilingual(zh: "本批次无此清单", en: "Not in the run")
    case .notScoredHere: Bilingual(zh: "本批次不计分", en: "Not scored in the run")
    case .ungroupedHere: Bilingual(zh: "本批次未入组", en: "Ungrouped in the run")
    case .ungroupedThere: Bilingual(zh: "对方未入组", en: "Ungrouped at the bureau")
    case .groupNotInCatalogue: Bilingual(zh: "病种不在目录", en: "Group not in the catalogue")
    case .groupTie: Bilingual(zh: "病种并列取舍", en: "Tie between groups")
    case .groupChoice: Bilingual(zh: "分组规则", en: "Rule of grouping")
    case .groupCodes: Bilingual(zh: "编码或映射", en: "Codes or their mapping")
    case .groupScore: Bilingual(zh: "病种分值", en: "Score of the group")
    case .coefficient: Bilingual(zh: "机构系数", en: "Institution coefficient")
    case .deviation: Bilingual(zh: "偏差系数", en: "Deviation")
    case .scoreRounding: Bilingual(zh: "分值取整", en: "Rounding of the score")
    case .pointValue: Bilingual(zh: "点值", en: "Point value")
    case .paymentRounding: Bilingual(zh: "金额取整", en: "Rounding of the amount")
    case .payment: Bilingual(zh: "支付计算", en: "Payment")
    }
  }
}
