/// The kinds of disease groups (病种类型), in the order in which grouping tries them.
public enum GroupKind: UInt8, Sendable, Hashable, CaseIterable, Comparable {
  /// 先期分组
  case advance = 0
  /// 并项
  case merged
  /// 诊断辅助细分
  case subdivided
  /// 基本
  case basic
  /// 本地核心
  case local
  /// 综合
  case composite

  /// The short code of the national workbook; `BD` and `ZH` for the two kinds that it leaves to
  /// regions.
  public var code: String {
    switch self {
    case .advance: "XQ"
    case .merged: "BX"
    case .subdivided: "FZ"
    case .basic: "JC"
    case .local: "BD"
    case .composite: "ZH"
    }
  }

  /// How results name the stage.
  public var stage: String {
    switch self {
    case .local: "local"
    case .composite: "composite"
    default: code
    }
  }

  init?(code: String) {
    guard let kind = Self.allCases.first(where: { $0.code == code || $0.stage == code }) else {
      return nil
    }
    self = kind
  }

  public static func < (a: GroupKind, b: GroupKind) -> Bool { a.rawValue < b.rawValue }
}
