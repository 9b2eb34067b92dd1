import IndicatorsDomain
import Quantities

extension Target.Comparison {
  /// Comparator, value and upper value as stored.
  var columns: (comparator: String, value: String, upper: String?) {
    switch self {
    case .atLeast(let bound): ("ge", bound.description, nil)
    case .atMost(let bound): ("le", bound.description, nil)
    case .equal(let wanted): ("eq", wanted.description, nil)
    case .between(let lower, let upper): ("between", lower.description, upper.description)
    }
  }

  init(comparator: String, value: String, upper: String?) throws(Problem) {
    let bound = try Decimal(parsing: value)
    self =
      switch comparator {
      case "ge": .atLeast(bound)
      case "le": .atMost(bound)
      case "between": .between(bound, try Decimal(parsing: upper ?? value))
      default: .equal(bound)
      }
  }
}

extension Target.Strength {
  /// As stored and as written in files.
  var column: String {
    switch self {
    case .must: "must"
    case .strive: "strive"
    case .gradual: "gradual"
    case .inPrinciple: "in_principle"
    }
  }

  init(column: String) {
    self =
      switch column {
      case "strive": .strive
      case "gradual": .gradual
      case "in_principle": .inPrinciple
      default: .must
      }
  }
}
