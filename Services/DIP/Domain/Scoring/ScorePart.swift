/// The lines that an institution's year is made of (年度清算的组成部分): the seven parts that are paid, and
/// ungrouped cases stated apart from them. Every case is in exactly one.
public enum ScorePart: UInt8, Sendable, Hashable, CaseIterable, Comparable {
  /// 核心病种
  case core
  /// 综合病种
  case composite
  /// 中医病种
  case tcm
  /// 辅助分型: core and composite cases whose score an auxiliary type changed.
  case auxiliary
  /// 基层病种
  case primaryCare
  /// 特例单议
  case special
  /// 新技术加成: scores that come on top of the cases'.
  case newTechnology
  /// 未入组病例
  case ungrouped

  /// How statements name the part.
  public var code: String {
    switch self {
    case .core: "core"
    case .composite: "composite"
    case .tcm: "tcm"
    case .auxiliary: "auxiliary"
    case .primaryCare: "primary_care"
    case .special: "special"
    case .newTechnology: "new_technology"
    case .ungrouped: "ungrouped"
    }
  }

  /// Where an ordinary case of a group belongs: the first of primary care, TCM, auxiliary type and
  /// composite that is true of it.
  init(_ group: ScoringGroup, hasAuxiliaryType: Bool) {
    self =
      group.isPrimaryCare
      ? .primaryCare
      : group.isTCM ? .tcm : hasAuxiliaryType ? .auxiliary : group.isComposite ? .composite : .core
  }

  public static func < (a: ScorePart, b: ScorePart) -> Bool { a.rawValue < b.rawValue }
}
