import Quantities

/// What a review made of a case (特例单议结果): accepted ones leave ordinary scoring, rejected ones are no
/// outcome at all and are scored like any other.
public struct SpecialOutcome: Sendable, Hashable {
  public enum Decision: Sendable, Hashable {
    /// 按项目付费: the fund's amount comes off the pool before the rest is shared.
    case paidByItem(fund: Money)
    /// 调整分值: the case earns this score.
    case adjustedScore(Decimal)
  }

  /// `setl_id` of the settlement list.
  public var settlementID: String
  public var decision: Decision

  public init(settlementID: String, decision: Decision) {
    self.settlementID = settlementID
    self.decision = decision
  }
}
