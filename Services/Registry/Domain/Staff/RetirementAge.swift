import Quantities

/// The legal age of retirement (法定退休年龄) of professional staff: 60 for men and 55 for women, and
/// since 2025-01-01 a month later for every four months of birth, up to 63 and 58 (全国人大常委会关于
/// 实施渐进式延迟法定退休年龄的决定, 2024-09-13, and its tables).
public enum RetirementAge {
  /// The law's first day.
  private static let reform = Day.literal(2025, 1, 1)

  /// First day of legal retirement of somebody born on a day, as the law stands on another day.
  public static func day(born birthday: Day, _ sex: Sex, asOf: Day) throws(Problem) -> Day {
    let (years, most) = sex == .male ? (60, 36) : (55, 36)
    var months = years * 12
    if asOf >= reform {
      // The first ones born late enough to be concerned: 1965-01 for men, 1970-01 for women.
      let first = try Month(year: 2025 - years, month: 1)
      let late = Int(birthday.month.number - first.number)
      if late >= 0 { months += min(late / 4 + 1, most) }
    }
    let month = try birthday.month.adding(months: months)
    // Somebody born on the 31st retires at the end of a shorter month.
    return try month.firstDay.adding(days: min(birthday.civil.day, month.dayCount) - 1)
  }
}

extension Day {
  fileprivate static func literal(_ year: Int, _ month: Int, _ day: Int) -> Day {
    guard let made = try? Day(year: year, month: month, day: day) else {
      preconditionFailure("a day of the calendar")
    }
    return made
  }
}
