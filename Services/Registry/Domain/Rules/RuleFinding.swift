import Quantities

/// One rule that the facts touch (规则核查结果): what the text asks, what was found, what to do.
public struct RuleFinding: Sendable, Hashable {
  public let provision: RuleProvision
  /// Code of the institution, area or consortium that is meant.
  public let subject: String
  public let message: Bilingual
  public let remedy: Bilingual
  /// Set when someone let the fact stand against the rule.
  public let override: RuleOverride?

  public init(
    _ provision: RuleProvision, subject: String, message: Bilingual, remedy: Bilingual,
    override: RuleOverride? = nil
  ) {
    self.provision = provision
    self.subject = subject
    self.message = message
    self.remedy = remedy
    self.override = override
  }

  /// Whether the fact may not stand: an error that nobody overrode.
  public var forbids: Bool { provision.strength == .error && override == nil }

  public func overridden(by decision: RuleOverride?) -> RuleFinding {
    guard let decision, decision.rule == provision.rule else { return self }
    return RuleFinding(
      provision, subject: subject, message: message, remedy: remedy, override: decision)
  }

  /// With the decision among these that is about its rule, if there is one.
  public func overridden(by decisions: [RuleOverride]) -> RuleFinding {
    overridden(by: decisions.first { $0.rule == provision.rule })
  }

  /// The refusal of a write that breaks the rule.
  public var problem: Problem {
    Problem(
      .failedPrecondition, "REGISTRY_RULE_\(provision.rule.rawValue)", zh: message.zh,
      en: message.en, remedyZh: remedy.zh, remedyEn: remedy.en,
      details: [
        Problem.Detail("rule", provision.rule.rawValue),
        Problem.Detail("source", provision.source), Problem.Detail("subject", subject),
      ])
  }
}
