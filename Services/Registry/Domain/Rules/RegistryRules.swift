import Quantities

/// The rules of the policy texts that the registry holds facts against (规则), with the strength each
/// area's text gives them. `以上 / 以下 / 不低于 / 不超过` and `满` include the number, `超 / 低于 / 不足 /
/// 不满` exclude it; 应 breaks as an error, 原则上 as a warning, 鼓励 / 逐步 as a note.
public struct RegistryRules: Sendable, Hashable {
  public let provisions: [RuleProvision]

  public init(_ provisions: [RuleProvision]) { self.provisions = provisions }

  /// The provision of the smallest area that contains the given one; nil when no text speaks.
  public func provision(_ rule: RegistryRule, in area: AreaCode) -> RuleProvision? {
    provisions
      .filter { $0.rule == rule && ($0.area.map { $0.contains(area) } ?? true) }
      .max { ($0.area?.level.rawValue ?? 0) < ($1.area?.level.rawValue ?? 0) }
  }
}
