import Quantities

/// Why one case has its score and payment (病例解释): every factor exact and as the policy rounds it,
/// with the rule it came from. Computed again from the inputs by the same rule that settles, so an
/// explanation and a settlement cannot differ.
public struct CaseExplanation: Sendable, Hashable {
  /// One factor of a score or payment.
  public struct Factor: Sendable, Hashable {
    /// Stable name such as `institution_coefficient`.
    public var name: String
    public var title: Bilingual
    /// Exact decimal, or a fraction n/d.
    public var exact: String
    /// As the next step uses it.
    public var value: String
    /// Policy key or source.
    public var rule: String
  }

  /// Where the cost of the case lies (费用偏差).
  public enum CostBand: String, Sendable, Hashable {
    case normal, low, high, ungrouped
  }

  public var factors: [Factor]
  public var costBand: CostBand
  public var review: DeviationBand.Review
  /// 病种分值; empty for an ungrouped case.
  public var baseScore: String
  /// 病例分值 as the policy rounds it.
  public var caseScore: String
  public var exactScore: Ratio
  /// What the fund pays for the case, to the fen; nil without a point value.
  public var payment: Money?

  /// One line for each factor.
  public var text: Bilingual {
    func line(_ title: String, _ factor: Factor) -> String {
      let exact = factor.exact == factor.value ? "" : " (= \(factor.exact))"
      return "\(title): \(factor.value)\(exact) [\(factor.rule)]"
    }
    return Bilingual(
      zh: factors.map { line($0.title.zh, $0) }.joined(separator: "\n"),
      en: factors.map { line($0.title.en, $0) }.joined(separator: "\n"))
  }
}
