import IndicatorsDomain
import Quantities
import Testing

@Suite("Reporting periods")
struct ReportingPeriodTests {
  @Test(
    "First and last days by the calendar and ISO 8601",
    arguments: [
      ("2025", "2025-01-01", "2025-12-31"), ("2024Q1", "2024-01-01", "2024-03-31"),
      ("2025Q4", "2025-10-01", "2025-12-31"), ("2024-02", "2024-02-01", "2024-02-29"),
      // ISO 8601 examples: 2020 has 53 weeks, and week 1 of 2025 starts in December 2024.
      ("2020W53", "2020-12-28", "2021-01-03"), ("2025W01", "2024-12-30", "2025-01-05"),
      ("2011W31", "2011-08-01", "2011-08-07"), ("2025-03-31", "2025-03-31", "2025-03-31"),
    ])
  func spans(_ text: String, _ first: String, _ last: String) throws {
    let period = try ReportingPeriod(parsing: text)
    #expect(period.first == (try Day(parsing: first)))
    #expect(period.last == (try Day(parsing: last)))
  }

  @Test(
    "Anything else is refused",
    arguments: [
      "", "25", "2025Q5", "2025-13", "2025W54", "2021W53", "2025-02-30", "2025/03", "２０２５",
    ])
  func refused(_ text: String) {
    let problem = #expect(throws: Problem.self) { try ReportingPeriod(parsing: text) }
    #expect(problem?.code == "INDICATOR_PERIOD_INVALID")
  }

  @Test("The months of a year, and the days of a month, fill it without gap")
  func filling() throws {
    let year = try ReportingPeriod(parsing: "2024")
    let months = try (1...12).map {
      try ReportingPeriod(parsing: "2024-\($0 < 10 ? "0" : "")\($0)")
    }
    #expect(months.allSatisfy(year.contains))
    #expect(months.map(\.days).reduce(0, +) == year.days)
    #expect(year.days == 366)
    #expect(!year.contains(year))
    #expect(!year.contains(try ReportingPeriod(parsing: "2025W01")))
  }
}
