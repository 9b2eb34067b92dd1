import Quantities

extension ScorePart {
  /// How statements name the part.
  public var title: Bilingual {
    switch self {
    case .core: Bilingual(zh: "核心病种", en: "Core groups")
    case .composite: Bilingual(zh: "综合病种", en: "Composite groups")
    case .tcm: Bilingual(zh: "中医病种", en: "TCM groups")
    case .auxiliary: Bilingual(zh: "辅助分型", en: "Auxiliary types")
    case .primaryCare: Bilingual(zh: "基层病种", en: "Primary-care groups")
    case .special: Bilingual(zh: "特例单议", en: "Special cases")
    case .newTechnology: Bilingual(zh: "新技术加成", en: "New technology")
    case .ungrouped: Bilingual(zh: "未入组", en: "Ungrouped")
    }
  }
}
