import Quantities

/// A case, or a set of cases, that people should look at (监管线索), with its evidence.
public struct SupervisionFinding: Sendable, Hashable {
  public enum Rule: String, Sendable, Hashable, CaseIterable {
    /// 二次入院
    case readmission
    /// 分解住院
    case splitStay = "split_stay"
    /// 低标入院
    case lowThreshold = "low_threshold"
    /// 超长住院
    case overlongStay = "overlong_stay"
    /// 高分值病种占比异常
    case upcodingShift = "upcoding_shift"
  }

  public var rule: Rule
  public var institution: String
  public var institutionName: String
  /// Group of the case; for a shift the category of the main diagnoses.
  public var group: String
  /// 清单 that show it, in order of admission, or of `setl_id` for a shift.
  public var lists: [String]
  /// What was found, with its numbers.
  public var text: Bilingual
}

extension SupervisionFinding.Rule {
  public var title: Bilingual {
    switch self {
    case .readmission: Bilingual(zh: "二次入院", en: "Re-admission")
    case .splitStay: Bilingual(zh: "分解住院", en: "Split stay")
    case .lowThreshold: Bilingual(zh: "低标入院", en: "Low-threshold admission")
    case .overlongStay: Bilingual(zh: "超长住院", en: "Over-long stay")
    case .upcodingShift: Bilingual(zh: "高分值病种占比异常", en: "Shift to high scores")
    }
  }

  /// The rule in words, with the options it was applied with.
  public func words(_ options: SupervisionOptions) -> Bilingual {
    switch self {
    case .readmission:
      Bilingual(
        zh: "同一参保人出院后 \(options.readmissionDays) 日内再次入院且入同一病种",
        en:
          "the same person admitted again within \(options.readmissionDays) days into the same group"
      )
    case .splitStay:
      Bilingual(
        zh: "同一参保人在同一机构出院后 \(options.splitDays) 日内再次入院且入另一病种，或住院时间重叠",
        en:
          "the same person at the same institution again within \(options.splitDays) days in another group, or stays that overlap"
      )
    case .lowThreshold:
      Bilingual(
        zh:
          "保守治疗病种，住院不超过 \(options.lowThresholdDays) 天，总费用不超过全区该病种均值的 \(options.lowThresholdCostPercent)%，无重症监护，医嘱离院",
        en:
          "a conservative group, at most \(options.lowThresholdDays) days, cost at most \(options.lowThresholdCostPercent) % of the region's mean of the group, no intensive care, discharged on advice"
      )
    case .overlongStay:
      Bilingual(
        zh:
          "住院 \(options.overlongDays) 天及以上，或达到全区该病种平均住院日的 \(options.overlongPercent)%（病种不少于 \(options.minimumCases) 例）",
        en:
          "a stay of \(options.overlongDays) days or more, or of \(options.overlongPercent) % of the region's mean of the group (of at least \(options.minimumCases) cases)"
      )
    case .upcodingShift:
      Bilingual(
        zh:
          "同一诊断类目中高分值病种（高于全区平均分值）占比，高出同级其他机构 \(options.shiftPeerPoints) 个百分点及以上，且较本机构上年上升 \(options.shiftYearPoints) 个百分点及以上（无上年数据时只看前者；均不少于 \(options.minimumCases) 例）",
        en:
          "share of high-score groups (above the region's mean score) within a category of main diagnoses: \(options.shiftPeerPoints) points or more above the other institutions of the level, and \(options.shiftYearPoints) points or more above its own previous year (the former alone without one; at least \(options.minimumCases) cases each)"
      )
    }
  }
}
