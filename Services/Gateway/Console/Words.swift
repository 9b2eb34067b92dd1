/// What the contract's words are called on a page.
enum Words {
  /// 医疗机构级别
  static func level(_ level: UInt32, _ language: Language) -> String {
    switch level {
    case 1: language("一级", "1")
    case 2: language("二级", "2")
    case 3: language("三级", "3")
    default: language("未定级", "unrated")
    }
  }

  /// 分组环节
  static func stage(_ stage: String, _ language: Language) -> String {
    switch stage {
    case "XQ": language("XQ 先期分组", "XQ, in advance")
    case "BX": language("BX 并项病种", "BX, merged")
    case "FZ": language("FZ 诊断辅助细分病种", "FZ, subdivided")
    case "JC": language("JC 基本病种", "JC, basic")
    case "local": language("地方核心病种", "local core")
    case "composite": language("综合病种", "composite")
    case "ungrouped": language("未入组", "ungrouped")
    case "out_of_scope": language("不纳入 DIP", "out of scope")
    default: stage
    }
  }
}
