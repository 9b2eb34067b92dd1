import Quantities

/// The judgement on one target for one period (目标评价).
public struct TargetEvaluation: Sendable, Hashable {
  public enum Verdict: Sendable, Hashable {
    case met(value: Ratio)
    case notMet(value: Ratio, gap: Ratio)
    case notEvaluable(Reason)
  }

  /// Why a target cannot be judged.
  public enum Reason: Sendable, Hashable {
    /// Elements and subjects of which no value was reported, at most 20.
    case observationsMissing([MissingObservation])
    case denominatorZero
    /// The element's values do not add up over areas, so parts cannot stand for the whole.
    case notAdditive(element: String)
  }

  public struct MissingObservation: Sendable, Hashable {
    public let element: String
    public let subject: String
  }

  public let target: Target
  public let period: ReportingPeriod
  public let verdict: Verdict
  public let numeratorSum: Ratio?
  public let denominatorSum: Ratio?
  public let subjectsReported: Int
  public let subjectsExpected: Int
}

/// Judges targets against what was reported.
public struct TargetEvaluator: Sendable {
  private let elements: [String: Element]
  private let values: ElementValues

  /// Names at most this many gaps: enough to act on, and the message stays readable.
  private static let namedGaps = 20

  public init(elements: [String: Element], values: ElementValues) {
    self.elements = elements
    self.values = values
  }

  /// - Parameter parts: subjects that roll up into the target's subject; empty when it reported
  ///   itself.
  public func evaluate(
    _ target: Target, _ indicator: Indicator, in period: ReportingPeriod, parts: [String]
  ) throws(Problem) -> TargetEvaluation {
    let subjects = parts.isEmpty ? [target.subject] : Array(Set(parts)).sorted()
    let collected = try collect(indicator, subjects, in: period)

    func judged(
      _ verdict: TargetEvaluation.Verdict, _ numerator: Ratio? = nil, _ denominator: Ratio? = nil
    ) -> TargetEvaluation {
      TargetEvaluation(
        target: target, period: period, verdict: verdict, numeratorSum: numerator,
        denominatorSum: denominator, subjectsReported: collected.complete,
        subjectsExpected: subjects.count)
    }

    if subjects.count > 1, let fixed = collected.notAdditive {
      return judged(.notEvaluable(.notAdditive(element: fixed)))
    }
    guard collected.missing.isEmpty else {
      return judged(.notEvaluable(.observationsMissing(collected.missing)))
    }
    // The constant of a formula counts once, not once a subject: it belongs to the definition.
    let numerator = try indicator.numerator.evaluated(collected.sums)
    guard let formula = indicator.denominator else {
      return judged(try verdict(target, try numerator * indicator.factor.ratio), numerator)
    }
    let denominator = try formula.evaluated(collected.sums)
    guard denominator != .zero else {
      return judged(.notEvaluable(.denominatorZero), numerator, denominator)
    }
    let value = try numerator / denominator * indicator.factor.ratio
    return judged(try verdict(target, value), numerator, denominator)
  }

  private func verdict(
    _ target: Target, _ value: Ratio
  ) throws(Problem) -> TargetEvaluation.Verdict {
    let gap = try target.gap(of: value)
    return gap == .zero ? .met(value: value) : .notMet(value: value, gap: gap)
  }

  private struct Collected {
    var sums: [String: Ratio] = [:]
    var missing: [TargetEvaluation.MissingObservation] = []
    var complete = 0
    var notAdditive: String?
  }

  private func collect(
    _ indicator: Indicator, _ subjects: [String], in period: ReportingPeriod
  ) throws(Problem) -> Collected {
    var collected = Collected()
    for subject in subjects {
      var isComplete = true
      for code in indicator.elements {
        guard let element = elements[code] else {
          throw IndicatorProblem.unknownElement(code, in: indicator.code)
        }
        if !element.isAdditiveOverAreas { collected.notAdditive = code }
        if let value = try values.value(element, of: subject, in: period) {
          collected.sums[code] = try (collected.sums[code] ?? .zero) + value
        } else {
          isComplete = false
          if collected.missing.count < Self.namedGaps {
            collected.missing.append(.init(element: code, subject: subject))
          }
        }
      }
      if isComplete { collected.complete += 1 }
    }
    return collected
  }
}
