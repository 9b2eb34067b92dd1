public import ContractingDomain
public import Quantities

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
    guard let text = settings[name] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      let bounds = "\(range.lowerBound)–\(range.upperBound)"
      throw Problem(
        .invalidInput, "CONTRACTING_SETTING_INVALID", zh: "settings.\(name) 无效：\(text)",
        en: "settings.\(name) is not usable: \(text)",
        remedyZh: "请填写 \(bounds) 的整数", remedyEn: "write a whole number from \(bounds)",
        details: [.init("setting", name), .init("value", text)])
    }
    return number
  }
}
