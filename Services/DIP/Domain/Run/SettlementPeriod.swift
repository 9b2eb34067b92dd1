import Quantities

/// The period of discharge that a settlement covers (结算期): a year or a month.
public enum SettlementPeriod: Sendable, Hashable {
  case year(Year)
  case month(Month)

  /// Reads `2025` or `2025-03`.
  public init(parsing text: String) throws(Problem) {
    if text.utf8.count == 4 {
      self = .year(try Year(parsing: text))
    } else {
      self = .month(try Month(parsing: text))
    }
  }

  public var year: Year {
    switch self {
    case .year(let year): year
    case .month(let month): month.year
    }
  }

  public var firstDay: Day {
    switch self {
    case .year(let year): year.firstDay
    case .month(let month): month.firstDay
    }
  }

  public var lastDay: Day {
    switch self {
    case .year(let year): year.lastDay
    case .month(let month): month.lastDay
    }
  }
}

extension SettlementPeriod: CustomStringConvertible {
  public var description: String {
    switch self {
    case .year(let year): year.description
    case .month(let month): month.description
    }
  }
}
