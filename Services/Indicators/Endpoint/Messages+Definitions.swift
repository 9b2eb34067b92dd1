import IndicatorsDomain
import Messages
import Quantities

// What the contract says, as the domain means it, and back.

extension Bilingual {
  init(_ message: Common.Bilingual?) {
    self.init(zh: message?.zh ?? "", en: message?.en ?? "")
  }

  var message: Common.Bilingual {
    var text = Common.Bilingual()
    text.zh = zh
    text.en = en
    return text
  }
}

extension Element {
  init(_ message: Indicators.Element) throws(Problem) {
    let aggregation: TimeAggregation
    switch message.timeAggregation {
    case .sum: aggregation = .sum
    case .last: aggregation = .last
    default: throw EndpointProblem.unknownEnumeration("time_aggregation")
    }
    try self.init(
      code: message.code, name: Bilingual(message.name), unit: message.unit,
      timeAggregation: aggregation, isAdditiveOverAreas: message.additiveOverAreas)
  }

  var message: Indicators.Element {
    var element = Indicators.Element()
    element.code = code
    element.name = name.message
    element.unit = unit
    element.timeAggregation = timeAggregation == .sum ? .sum : .last
    element.additiveOverAreas = isAdditiveOverAreas
    return element
  }
}

extension Indicator {
  init(_ message: Indicators.Indicator) throws(Problem) {
    try self.init(
      code: message.code, name: Bilingual(message.name), unit: message.unit,
      numerator: Formula(parsing: message.numerator),
      denominator: message.denominator.isEmpty ? nil : Formula(parsing: message.denominator),
      factor: message.factor.isEmpty ? .one : Decimal(parsing: message.factor))
  }

  var message: Indicators.Indicator {
    var indicator = Indicators.Indicator()
    indicator.code = code
    indicator.name = name.message
    indicator.unit = unit
    indicator.numerator = numerator.text
    indicator.denominator = denominator?.text ?? ""
    indicator.factor = factor.description
    return indicator
  }
}

extension Target {
  init(_ message: Indicators.Target) throws(Problem) {
    try self.init(
      id: message.id, indicator: message.indicator, comparison: Comparison(message),
      year: message.year == 0 ? nil : Year(Int(message.year)), subject: message.subject,
      strength: Strength(message.strength), source: message.source, quote: message.quote)
  }

  var message: Indicators.Target {
    var target = Indicators.Target()
    target.id = id
    target.indicator = indicator
    switch comparison {
    case .atLeast(let bound): (target.comparator, target.value) = (.ge, bound.description)
    case .atMost(let bound): (target.comparator, target.value) = (.le, bound.description)
    case .equal(let wanted): (target.comparator, target.value) = (.eq, wanted.description)
    case .between(let lower, let upper):
      (target.comparator, target.value) = (.between, lower.description)
      target.upperValue = upper.description
    }
    target.year = UInt32(year?.number ?? 0)
    target.subject = subject
    target.strength = strength.message
    target.source = source
    target.quote = quote
    return target
  }
}

extension Target.Comparison {
  init(_ message: Indicators.Target) throws(Problem) {
    let value = try Decimal(parsing: message.value)
    switch message.comparator {
    case .ge: self = .atLeast(value)
    case .le: self = .atMost(value)
    case .eq: self = .equal(value)
    case .between: self = .between(value, try Decimal(parsing: message.upperValue))
    default: throw EndpointProblem.unknownEnumeration("comparator")
    }
  }
}

extension Target.Strength {
  init(_ message: Indicators.Strength) throws(Problem) {
    switch message {
    case .must: self = .must
    case .strive: self = .strive
    case .gradual: self = .gradual
    case .inPrinciple: self = .inPrinciple
    default: throw EndpointProblem.unknownEnumeration("strength")
    }
  }

  var message: Indicators.Strength {
    switch self {
    case .must: .must
    case .strive: .strive
    case .gradual: .gradual
    case .inPrinciple: .inPrinciple
    }
  }
}

enum EndpointProblem {
  static func unknownEnumeration(_ field: String) -> Problem {
    Problem(
      .invalidInput, "INDICATOR_ENUM_UNKNOWN", zh: "“\(field)”的取值无法识别。",
      en: "The value of “\(field)” is not known.",
      remedyZh: "请按接口文档选择取值。", remedyEn: "Choose one of the contract's values.",
      details: [.init("field", field)])
  }

  static func invalidPageToken() -> Problem {
    Problem(
      .invalidInput, "INDICATOR_PAGE_TOKEN_INVALID", zh: "分页标记无效。",
      en: "The page token is not one.",
      remedyZh: "请原样传回上一页的 next_page_token。",
      remedyEn: "Send back next_page_token of the page before as it is.")
  }
}
