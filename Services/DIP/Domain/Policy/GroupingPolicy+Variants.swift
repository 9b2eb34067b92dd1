extension GroupingPolicy {
  /// Stages of grouping (分组环节).
  public enum Stage: String, Sendable, Hashable, CaseIterable {
    /// 先期分组 XQ
    case advance
    /// 并项病种 BX
    case merged
    /// 诊断辅助细分 FZ
    case subdivided
    /// 基本病种 JC
    case basic
    /// 地方核心病种
    case local
    /// 基层病种
    case primaryCare = "primary_care"
    /// 综合病种
    case composite
  }

  /// How a procedure of a case meets a code of a row.
  public enum ProcedureMatch: String, Sendable, Hashable, CaseIterable {
    /// A base code in a row matches its extensions; an x-code needs the same x-code.
    case extensions
    /// Only the very code.
    case exact
    /// A row's code is a prefix of the case's; a full code beats a prefix (荆门、襄阳).
    case prefix
  }

  /// How many of the procedures that a row lists must be there.
  public enum ListedProcedures: String, Sendable, Hashable, CaseIterable {
    /// As the row's expression says (`|` any of, `+` all of).
    case any
    /// Every procedure that the row lists (济宁).
    case all
  }

  /// When a composite group is tried before the core ones.
  public enum CompositeFirst: String, Sendable, Hashable, CaseIterable {
    case never
    /// When the case has a related surgery that the core row leaves unmatched (宜昌).
    case unmatchedRelatedSurgery = "unmatched_related_surgery"
  }

  /// What a composite group is told by, beside the diagnosis.
  public enum CompositeBy: String, Sendable, Hashable, CaseIterable {
    /// Class of the main procedure: 相关手术, 治疗性操作, 诊断性操作, 内科.
    case procedureClass = "procedure_class"
    /// Level of surgery 1…4 (济宁).
    case surgeryLevel = "surgery_level"
  }

  /// The national order XQ → BX → FZ → JC → local → composite, each stage before the next.
  public static let nationalStages: [[Stage]] = [
    [.advance], [.merged], [.subdivided], [.basic], [.local], [.composite],
  ]
}
