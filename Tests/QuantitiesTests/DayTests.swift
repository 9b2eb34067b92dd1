import Quantities
import Testing

@Suite struct DayTests {
  /// Dates whose day number is known from the Unix epoch and the Julian day count.
  @Test(arguments: [
    ("1970-01-01", Int32(0)), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2000-03-01", 11_017),
    ("2025-03-31", 20_178), ("1900-03-01", -25_508), ("9999-12-31", 2_932_896),
    ("0001-01-01", -719_162),
  ])
  func countsFromTheEpoch(text: String, number: Int32) throws {
    #expect(try Day(parsing: text).number == number)
    #expect(try Day(number: number).description == text)
  }

  @Test(arguments: [
    "2025-02-29", "1900-02-29", "2025-13-01", "2025-00-10", "2025-04-31", "2025-4-1", "20250431",
    "2025/04/01", "", "0000-01-01", "2025-04-0１", "2025-04-011",
  ])
  func refuses(text: String) {
    #expect(throws: Problem.self) { try Day(parsing: text) }
  }

  /// Every day of four centuries follows the one before in the calendar.
  @Test func everyDayFollowsTheLast() throws {
    var expected = (year: 1800, month: 1, day: 1)
    var day = try Day(year: 1800, month: 1, day: 1)
    for _ in 0..<146_097 {
      guard day.civil == expected else {
        Issue.record("\(day) is not \(expected)")
        return
      }
      expected.day += 1
      if expected.day > (try Month(year: expected.year, month: expected.month).dayCount) {
        expected = (expected.year, expected.month + 1, 1)
      }
      if expected.month > 12 { expected = (expected.year + 1, 1, 1) }
      day = try day.adding(days: 1)
    }
    #expect(day.description == "2200-01-01")
  }

  @Test func textsReadBack() throws {
    var random = SeededRandom(seed: 51)
    for _ in 0..<2000 {
      let day = try Day(
        number: Int32(random.integer(in: Int64(Day.range.lowerBound)...Int64(Day.range.upperBound)))
      )
      #expect(try Day(parsing: day.description) == day)
      #expect(try Day(parsing: day.compact) == day)
      #expect(day.month.firstDay <= day && day <= day.month.lastDay)
      #expect(day.year.firstDay <= day && day <= day.year.lastDay)
      #expect(try Month(parsing: day.month.description) == day.month)
    }
  }

  @Test func countsAnniversaries() throws {
    let birth = try Day(parsing: "2004-02-29")
    #expect(try Day(parsing: "2005-02-28").years(since: birth) == 0)
    #expect(try Day(parsing: "2005-03-01").years(since: birth) == 1)
    #expect(try Day(parsing: "2024-02-29").years(since: birth) == 20)
    #expect(try Day(parsing: "2025-01-01").days(since: Day(parsing: "2024-01-01")) == 366)
  }

  @Test func monthsAndYears() throws {
    #expect(try Month(parsing: "2024-02").dayCount == 29)
    #expect(try Month(parsing: "202412").adding(months: 1).description == "2025-01")
    #expect(try Year(parsing: "2025").lastDay.description == "2025-12-31")
    for bad in ["2025-1", "2025-13", "2025/01", "20251", "2025-001"] {
      #expect(throws: Problem.self) { try Month(parsing: bad) }
    }
    for bad in ["25", "0000", "20255", "２０２５"] {
      #expect(throws: Problem.self) { try Year(parsing: bad) }
    }
  }
}
