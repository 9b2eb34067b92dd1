import IndicatorsDomain
import Messages
import Quantities

extension TargetEvaluation {
  var message: Indicators.Evaluation {
    get throws {
      var evaluation = Indicators.Evaluation()
      evaluation.target = target.message
      evaluation.period = period.text
      evaluation.subjectsReported = UInt32(subjectsReported)
      evaluation.subjectsExpected = UInt32(subjectsExpected)
      evaluation.numeratorSum = numeratorSum?.description ?? ""
      evaluation.denominatorSum = denominatorSum?.description ?? ""
      switch verdict {
      case .met(let value):
        evaluation.verdict = .met
        evaluation.exactValue = value.description
        evaluation.value = try Self.display(value)
        evaluation.gap = "0"
      case .notMet(let value, let gap):
        evaluation.verdict = .notMet
        evaluation.exactValue = value.description
        evaluation.value = try Self.display(value)
        evaluation.gap = try Self.display(gap)
      case .notEvaluable(let reason):
        evaluation.verdict = .notEvaluable
        evaluation.reason = reason.code
        evaluation.explanation = reason.explanation.message
      }
      return evaluation
    }
  }

  /// Four decimals, half up, for people; the verdict was made on the exact value.
  private static func display(_ value: Ratio) throws -> String {
    try value.rounded(scale: 4, .halfUp).description
  }
}

extension TargetEvaluation.Reason {
  var code: String {
    switch self {
    case .observationsMissing: "INDICATOR_OBSERVATION_MISSING"
    case .denominatorZero: "INDICATOR_DENOMINATOR_ZERO"
    case .notAdditive: "INDICATOR_NOT_ADDITIVE"
    }
  }

  var explanation: Bilingual {
    switch self {
    case .observationsMissing(let gaps):
      let places = gaps.map { "\($0.subject) \($0.element)" }
      return Bilingual(
        zh: "缺少数据：\(places.joined(separator: "；"))。",
        en: "Values are missing: \(places.joined(separator: "; ")).")
    case .denominatorZero:
      return Bilingual(zh: "分母为零。", en: "The denominator is zero.")
    case .notAdditive(let element):
      return Bilingual(
        zh: "数据元 \(element) 不能按地区相加。",
        en: "The element \(element) does not add up over areas.")
    }
  }
}
