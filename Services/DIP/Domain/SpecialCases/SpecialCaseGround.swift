import Quantities

/// What makes a case eligible for 特例单议, as applications name it.
public enum SpecialCaseGround: String, Sendable, Hashable, CaseIterable {
  /// 费用超过支付标准若干倍
  case costRatio = "cost_ratio"
  /// 住院时间长
  case longStay = "long_stay"
  /// 新药耗新技术
  case newTechnology = "new_technology"
  /// 危急重症
  case critical
  /// 多学科联合诊疗
  case multidisciplinary
}

extension SpecialCaseRule.Eligibility {
  public var ground: SpecialCaseGround {
    switch self {
    case .costRatio: .costRatio
    case .longStay: .longStay
    case .newTechnology: .newTechnology
    case .critical: .critical
    case .multidisciplinary: .multidisciplinary
    }
  }

  /// The limit as text; empty where there is none.
  var limit: String {
    switch self {
    case .costRatio(let ratio): ratio.description
    case .longStay(let days): String(days)
    case .newTechnology, .critical, .multidisciplinary: ""
    }
  }
}
