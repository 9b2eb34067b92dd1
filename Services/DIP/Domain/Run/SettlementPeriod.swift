import Quantities

/// The period of discharge that a settlement covers (结算期): a year or a month.
public enum SettlementPeriod: Sendable, Hashable {
  case year(Year)
  case month(Month)

  /// Reads `2025` or `2025-03`.
  ///
  /// - Throws: `DIP_PERIOD_INVALID`.
  public init(parsing text: String) throws(Problem) {
    if text.utf8.count == 4, let year = try? Year(parsing: text) {
      self = .year(year)
    } else if let month = try? Month(parsing: text) {
      self = .month(month)
    } else {
      throw Problem(
        .invalidInput, "DIP_PERIOD_INVALID", zh: "结算期“\(text.prefix(32))”既不是年度也不是月份。",
        en: "\(text.prefix(32)) is neither a year nor a month.",
        remedyZh: "请填写如 2025 的年度，或如 2025-03 的月份。",
        remedyEn: "Write a year such as 2025, or a month such as 2025-03.")
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
