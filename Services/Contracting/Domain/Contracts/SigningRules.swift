/// Numbers of the contract rules (签约规则) that a region may set; none is printed in a seed, so each
/// default is an assumption that answers carry along.
public struct SigningRules: Sendable, Hashable {
  /// Most residents of one doctor on any day, over all institutions (签约人数上限).
  public var panelLimit: Int
  /// The limit is the product's default and was not set by the region.
  public var panelLimitIsAssumed: Bool
  /// How far back a first or last day may lie: papers reach the office late.
  public var backdatingDays: Int
  /// How far ahead a first day may lie.
  public var leadDays: Int
  /// A contract can be renewed this many days before its end (续签窗口).
  public var renewalWindowDays: Int

  public init(
    panelLimit: Int = 2000, panelLimitIsAssumed: Bool = true, backdatingDays: Int = 31,
    leadDays: Int = 366, renewalWindowDays: Int = 30
  ) {
    self.panelLimit = panelLimit
    self.panelLimitIsAssumed = panelLimitIsAssumed
    self.backdatingDays = backdatingDays
    self.leadDays = leadDays
    self.renewalWindowDays = renewalWindowDays
  }
}
