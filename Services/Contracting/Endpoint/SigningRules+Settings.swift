public import ContractingDomain
public import Quantities
import Runtime

extension SigningRules {
  /// Names that the service understands below `settings` of its configuration.
  public static let settingNames: Set<String> = [
    "panel_limit", "backdating_days", "lead_days", "renewal_window_days",
  ]

  /// The rules that a region sets; what it does not set is assumed.
  public init(settings: [String: String]) throws(Problem) {
    let assumed = SigningRules()
    let limit = try Self.number("panel_limit", 1...1_000_000, settings)
    self.init(
      panelLimit: limit ?? assumed.panelLimit, panelLimitIsAssumed: limit == nil,
      backdatingDays: try Self.number("backdating_days", 0...3660, settings)
        ?? assumed.backdatingDays,
      leadDays: try Self.number("lead_days", 0...3660, settings) ?? assumed.leadDays,
      renewalWindowDays: try Self.number("renewal_window_days", 1...366, settings)
        ?? assumed.renewalWindowDays)
  }

  private static func number(
    _ name: String, _ range: ClosedRange<Int>, _ settings: [String: String]
  ) throws(Problem) -> Int? {
    try settings.wholeNumber(name, in: range, reason: "CONTRACTING_SETTING_INVALID")
  }
}
