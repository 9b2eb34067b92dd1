import Quantities

/// What a plan promises for an indicator (目标), with the words it is printed in.
public struct Target: Sendable, Hashable {
  /// How the value is compared. 以上, 以下, 不低于 and 不超过 include the number itself (Civil Code
  /// article 1259, the reading rule of the policy texts).
  public enum Comparison: Sendable, Hashable {
    case atLeast(Decimal)
    case atMost(Decimal)
    case equal(Decimal)
    case between(Decimal, Decimal)
  }

  /// How binding the text is.
  public enum Strength: Sendable, Hashable {
    /// 应
    case must
    /// 力争
    case strive
    /// 逐步
    case gradual
    /// 原则上
    case inPrinciple
  }

  public let id: String
  public let indicator: String
  public let comparison: Comparison
  /// Year by which it holds; nil when the plan prints none.
  public let year: Year?
  /// Area or institution.
  public let subject: String
  public let strength: Strength
  /// Plan and clause, for example `S003·22`.
  public let source: String
  public let quote: String

  /// - Throws: `INDICATOR_FIELD_MISSING`, `INDICATOR_TARGET_INVALID` when an interval is empty.
  public init(
    id: String, indicator: String, comparison: Comparison, year: Year?, subject: String,
    strength: Strength, source: String, quote: String
  ) throws(Problem) {
    guard !id.isEmpty else { throw IndicatorProblem.missingField("id") }
    guard !subject.isEmpty else { throw IndicatorProblem.missingField("subject") }
    if case .between(let lower, let upper) = comparison, upper < lower {
      throw IndicatorProblem.invalidTarget(
        id, zh: "区间上限 \(upper) 小于下限 \(lower)",
        en: "the upper value \(upper) is below the lower \(lower)")
    }
    self.id = id
    self.indicator = indicator
    self.comparison = comparison
    self.year = year
    self.subject = subject
    self.strength = strength
    self.source = source
    self.quote = quote
  }

  /// How far a value is from the target; zero when it is met. Compared on exact values, never on a
  /// rounded quotient.
  public func gap(of value: Ratio) throws(Problem) -> Ratio {
    switch comparison {
    case .atLeast(let bound): value < bound.ratio ? try bound.ratio - value : .zero
    case .atMost(let bound): value > bound.ratio ? try value - bound.ratio : .zero
    case .equal(let wanted):
      value < wanted.ratio ? try wanted.ratio - value : try value - wanted.ratio
    case .between(let lower, let upper):
      if value < lower.ratio {
        try lower.ratio - value
      } else {
        value > upper.ratio ? try value - upper.ratio : .zero
      }
    }
  }
}
