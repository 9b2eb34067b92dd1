import DIPDomain
import Quantities
import Testing

/// The year-start point value from three years.
@Suite struct YearStartMeasurementTests {
  private func year(_ text: String, _ costs: [Int64], _ scores: [Int64]) throws
    -> YearStartMeasurement.History
  {
    .init(year: try Year(parsing: text), costs: costs, scores: scores, scoreScale: 0)
  }

  /// 1:2:7 over costs of 1000, 2000 and 3000 yuan and scores of 100, 250 and 300 points, with one, two
  /// and one cases. Case-weighted: (1000 + 4000 + 21000) ÷ (100 + 500 + 2100) = 26000 ÷ 2700.
  /// By means: (1000 + 2·1000 + 7·3000) ÷ (100 + 2·125 + 7·300) = 24000 ÷ 2450.
  @Test(arguments: [
    (ScoreMeasurement.Weighting.caseWeighted, "260/27", "9.6296"),
    (.meanOfMeans, "480/49", "9.7959"),
  ])
  func weights(
    weighting: ScoreMeasurement.Weighting, exact: String, rounded: String
  ) throws {
    // The order of years does not matter.
    let measured = try YearStartMeasurement(
      [
        year("2024", [300_000], [300]), year("2022", [100_000], [100]),
        year("2023", [120_000, 80_000], [130, 120]),
      ], rule: YearStartRule(weighting: weighting), rounding: .decimals(4, .halfUp))
    #expect(measured.exact.description == exact)
    #expect(measured.pointValue.description == rounded)
    #expect(measured.years.map(\.weight) == [1, 2, 7])
    #expect(measured.years.map(\.cost.description) == ["1000.00", "2000.00", "3000.00"])
  }

  /// Of twenty cases, the percentiles 10 and 90 are the costs at places 2 and 18: one below and two
  /// above leave, by the costs of their own year.
  @Test func percentiles() throws {
    let costs = (1...20).map { Int64($0) * 100 }
    let measured = try YearStartMeasurement(
      [year("2024", costs.reversed(), Array(repeating: 2, count: 20))],
      rule: YearStartRule(
        yearWeights: [1],
        trimming: .percentile(lower: Decimal(integer: 10), upper: Decimal(integer: 90))),
      rounding: .exact)
    #expect(measured.years[0].kept == 17)
    #expect(measured.years[0].bounds == 200...1800)
    // Mean of 2 … 18 is 10 yuan, two points each.
    #expect(measured.exact.description == "5")
  }

  @Test func refusals() throws {
    let one = try year("2024", [100], [1])
    let none = try year("2023", [], [])
    let zero = try year("2024", [100], [0])
    for (history, weights) in [
      ([one], [1, 2]), ([one, one], [1, 2]), ([none, one], [1, 2]), ([zero], [1]),
    ] {
      let problem = #expect(throws: Problem.self) {
        try YearStartMeasurement(
          history, rule: YearStartRule(yearWeights: weights), rounding: .exact)
      }
      #expect(problem?.code == "DIP_POINT_VALUE_HISTORY")
    }
  }
}
