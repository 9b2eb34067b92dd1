import Quantities
import Testing

@testable import DIPDomain

/// Every expected number is worked out by hand from the published formulas.
@Suite("Measuring scores from history")
struct CatalogueMeasurementTests {
  static let appendectomy = "JC,1,K35.3,47.0100,,,,阑尾切除"
  static let conservative = "JC,2,K35.3,,,,,阑尾炎"

  /// Two groups with one case a year each: A (level 3) 8000, 9000, 10 000, as W127; B (level 2) 4000,
  /// 5000, 6000.
  static func pair() throws -> SmallHistory {
    var history = try SmallHistory()
    history.groups = [appendectomy, conservative]
    for (year, mean) in ["8000", "9000", "10000"].enumerated() {
      try history.add(year: year, "K35.300", ["47.0100"], level: 3, yuan: mean)
    }
    for (year, mean) in ["4000", "5000", "6000"].enumerated() {
      try history.add(year: year, "K35.300", level: 2, pool: .resident, yuan: mean)
    }
    history.policy.measurement.minimumLevelCases = 1
    return history
  }

  /// W127: 9600; B: (4000 + 2·5000 + 7·6000) ÷ 10 = 5600; region: (6000 + 2·7000 + 7·8000) ÷ 10 = 7600.
  @Test("Scores are means over years weighted 1:2:7 ÷ the region's mean × 1000")
  func average() throws {
    let measurement = try Self.pair().measure()
    let a = try #require(measurement.group("JC-1"))
    #expect(a.mean == BigRatio(Ratio(9600)))
    #expect(try a.exactScore == BigRatio(Ratio(24000, 19)))
    #expect(a.score.description == "1263.1579")
    #expect(measurement.group("JC-2")?.score.description == "736.8421")
    #expect(measurement.report.regionMean == BigRatio(Ratio(7600)))
    #expect(measurement.report.counts.map(\.grouped) == [2, 2, 2])
  }

  @Test("A benchmark group has the base score; a quota is the plain ratio")
  func methods() throws {
    var history = try Self.pair()
    history.policy.measurement.method = .benchmark
    history.policy.measurement.benchmarkGroup = "JC-1"
    let benchmark = try history.measure()
    #expect(benchmark.group("JC-1")?.score.description == "1000")
    // 5600 ÷ 9600 × 1000
    #expect(benchmark.group("JC-2")?.score.description == "583.3333")
    history.policy.measurement.method = .quota
    // 5600 ÷ 7600
    #expect(try history.measure().group("JC-2")?.score.description == "0.7368")
    // A fixed M of 8000 yuan: 5600 ÷ 8000.
    history.policy.measurement.quota = Money(fen: 800_000)
    #expect(try history.measure().group("JC-2")?.score.description == "0.7")
    history.policy.measurement.quota = nil
    history.policy.measurement.method = .benchmark
    history.policy.measurement.benchmarkGroup = "JC-9"
    #expect(throws: Problem.self) { try history.measure() }
  }

  /// W127 case-weighted: cases 100, 200, 300 a year give 9769.23 for the group.
  @Test("Case-weighted means count each year's cases, and a policy rounds each year's mean")
  func caseWeighted() throws {
    var history = try SmallHistory()
    history.groups = [Self.appendectomy]
    for (year, (mean, cases)) in [("8000", 100), ("9000", 200), ("10000", 300)].enumerated() {
      for _ in 0..<cases { try history.add(year: year, "K35.300", ["47.0100"], yuan: mean) }
    }
    history.policy.measurement.weighting = .caseWeighted
    #expect(try history.measure().group("JC-1")?.mean?.formatted(decimals: 2) == "9769.23")

    var rounded = try Self.pair()
    // A year of 10 000 and 10 001 has the mean 10 000.5, which rounds to 10 001.
    try rounded.add(year: 2, "K35.300", ["47.0100"], yuan: "10001")
    rounded.policy.rounding = RoundingTable([.yearlyMean: .decimals(0, .halfUp)])
    // (8000 + 18 000 + 7 · 10 001) ÷ 10
    #expect(try rounded.measure().group("JC-1")?.mean?.description == "9600.7")
  }

  @Test("A year without cases takes no part, and the others keep their proportion")
  func missingYear() throws {
    var history = try Self.pair()
    history.groups.append("JC,3,J18.9,,,,,肺炎")
    try history.add(year: 0, "J18.900", yuan: "3000")
    try history.add(year: 1, "J18.900", yuan: "6000")
    try history.add(year: 1, "J18.900", yuan: "6000")
    // (3000 + 2 · 6000) ÷ 3
    #expect(try history.measure().group("JC-3")?.mean == BigRatio(Ratio(5000)))
  }

  /// Level 3 has A's cases, level 2 B's: 9600 ÷ 7600 = 24/19 and 5600 ÷ 7600 = 14/19.
  @Test("Level coefficients are a level's weighted mean ÷ the region's, with enough cases")
  func levels() throws {
    var history = try Self.pair()
    let levels = try history.measure().report.levels
    #expect(try levels[3].exact == BigRatio(Ratio(24, 19)))
    #expect(levels.map(\.coefficient.description) == ["1", "1", "0.7368", "1.2632"])
    #expect(levels.map(\.cases) == [0, 0, 3, 3])
    history.policy.measurement.minimumLevelCases = 4
    let few = try history.measure().report.levels
    #expect(few.allSatisfy { $0.exact == nil && $0.coefficient == .one })
  }

  /// With 24/19 → 1.2632 and 14/19 → 0.7368 the last year's 2000 points become
  /// (24 000 · 1.2632 + 14 000 · 0.7368) ÷ 19 = 40 632/19; the factor is 38 000/40 632 = 4750/5079, and
  /// A has 24 000/19 · 4750/5079 = 6 000 000/5079 = 1181.3349.
  @Test("The rescale keeps the last year's total score, exactly before rounding")
  func neutral() throws {
    var history = try Self.pair()
    history.policy.measurement.keepsTotalScore = true
    let measurement = try history.measure()
    let totals = measurement.report.totals
    #expect(totals.measured == BigRatio(Ratio(2000)))
    #expect(try totals.withCoefficients == BigRatio(Ratio(40_632, 19)))
    #expect(try totals.neutralFactor == BigRatio(Ratio(4750, 5079)))
    #expect(totals.withCoefficients * totals.neutralFactor == totals.measured)
    #expect(try measurement.group("JC-1")?.exactScore == BigRatio(Ratio(6_000_000, 5079)))
    #expect(measurement.group("JC-1")?.score.description == "1181.3349")
    #expect(measurement.group("JC-2")?.score.description == "689.112")
  }

  /// 100 cases of 1…100 yuan: percentiles 2.5 and 97.5 are the 3rd and the 98th, so 3…98 stay with the
  /// mean 50.5. One case of ten at 1000, nine at 100: mean 190, deviation √72 900 = 270, so that two
  /// deviations reach 730 and 1000 is cut off.
  @Test("Trimming cuts off by percentile or by standard deviations")
  func trimming() throws {
    var history = try SmallHistory(years: 1)
    history.policy.measurement.yearWeights = [1]
    history.groups = [Self.appendectomy, Self.conservative]
    for yuan in 1...100 { try history.add(year: 0, "K35.300", ["47.0100"], yuan: "\(yuan)") }
    for index in 0..<10 {
      try history.add(year: 0, "K35.300", yuan: index == 4 ? "1000" : "100")
    }
    history.policy.measurement.trimming = .percentile(
      lower: try Decimal(parsing: "2.5"), upper: try Decimal(parsing: "97.5"))
    let percentile = try #require(try history.measure().group("JC-1"))
    #expect(percentile.years[0].trimmed == 4)
    #expect(percentile.years[0].lowest == Money(fen: 300))
    #expect(percentile.years[0].highest == Money(fen: 9800))
    #expect(try percentile.mean == BigRatio(Ratio(101, 2)))
    history.policy.measurement.trimming = .sigma(Decimal(integer: 2))
    let sigma = try #require(try history.measure().group("JC-2"))
    #expect(sigma.years[0].trimmed == 1)
    #expect(sigma.years[0].highest == Money(fen: 73_000))
    #expect(sigma.mean == BigRatio(Ratio(100)))
    // 270 ÷ 190 before, 0 after trimming.
    #expect(sigma.variation == 0)
    history.policy.measurement.trimming = .none
    #expect(try history.measure().group("JC-2")?.variation == 1_421_053)
  }

  /// Last year, level 3: two cases of 100 and 300; level 2: one of 500. Means 200, 500 and 300 of all.
  @Test("Reference means are the last year's, by level and pool where there are enough cases")
  func references() throws {
    var history = try SmallHistory(years: 1)
    history.policy.measurement.yearWeights = [1]
    history.policy.measurement.minimumLevelCases = 2
    history.groups = [Self.appendectomy]
    try history.add(year: 0, "K35.300", ["47.0100"], level: 3, yuan: "100")
    try history.add(year: 0, "K35.300", ["47.0100"], level: 3, pool: .resident, yuan: "300")
    try history.add(year: 0, "K35.300", ["47.0100"], level: 2, yuan: "500.01")
    let references = try #require(try history.measure().group("JC-1")).references
    #expect(
      references == [
        .init(level: nil, insurance: nil): Money(fen: 30_000),
        .init(level: 3, insurance: nil): Money(fen: 20_000),
        // (100 + 500.01) ÷ 2 = 300.005
        .init(level: nil, insurance: "310"): Money(fen: 30_001),
      ])
  }

  /// The group's costs are 10, 10, 10, 10 and 50, 50: mean 70/3, squared distances 6400/3 in all. Children
  /// are the two of 50: split off, nothing is left, and 50 ÷ (70/3) = 15/7.
  @Test("An auxiliary type is triggered by enough cases and a smaller variation")
  func auxiliary() throws {
    var history = try SmallHistory(years: 1)
    history.policy.measurement.yearWeights = [1]
    history.groups = [Self.appendectomy]
    for _ in 0..<4 { try history.add(year: 0, "K35.300", ["47.0100"], yuan: "10") }
    for _ in 0..<2 { try history.add(year: 0, "K35.300", ["47.0100"], yuan: "50", age: 9) }
    history.policy.auxiliary.types = [
      AuxiliaryType(code: "child", test: .age(from: nil, below: .years(18))),
      AuxiliaryType(code: "all", test: .age(from: nil, below: .years(90))),
      AuxiliaryType(
        code: "fixed", test: .age(from: nil, below: .years(18)), coefficient: .one),
    ]
    history.policy.measurement.auxiliaryTrigger.cases = 2
    let measurement = try history.measure()
    let child = try #require(measurement.report.auxiliary.first { $0.type == "child" })
    #expect(child.isTriggered && child.cases == 2 && child.groupCases == 6)
    #expect(try child.exact == BigRatio(Ratio(15, 7)))
    #expect(child.coefficient.description == "2.1429")
    #expect(child.variationWithin == 0)
    // √(6400/3 ÷ 6) ÷ (70/3) = √(3200/9) · 3/70 = 0.808122
    #expect(child.variation == 808_122)
    #expect(measurement.report.auxiliary.first { $0.type == "all" }?.isTriggered == false)
    #expect(!measurement.report.auxiliary.contains { $0.type == "fixed" })
    #expect(
      measurement.catalogue.auxiliary.coefficient(group: 0, type: "child") == child.coefficient)
    // The group has six cases.
    history.policy.measurement.auxiliaryTrigger.groupCases = 6
    #expect(try !history.measure().catalogue.auxiliary.isEmpty)
    history.policy.measurement.auxiliaryTrigger.groupCases = 7
    #expect(try history.measure().catalogue.auxiliary.isEmpty)
    history.policy.measurement.auxiliaryTrigger.groupCases = 1
    history.policy.measurement.auxiliaryTrigger.cases = 3
    // Relaxed limits are those of ICU days only.
    history.policy.measurement.auxiliaryTrigger.intensiveCare = .init(
      cases: 1, cvFallPercent: .one)
    #expect(try history.measure().catalogue.auxiliary.isEmpty)
    #expect(
      history.policy.measurement.auxiliaryTrigger.limits(of: .icu(from: 2, through: nil)).cases == 1
    )
  }

  /// Variances 1 and 1 within, 0.5625 · total exactly at a fall of 25 %: squares compare, not roots.
  @Test("A fall of the variation is compared by squares, at the limit exactly")
  func squares() throws {
    // Costs 0, 2 | c, c + 2: within 4, between (c)²; total 4 + c². A fall of 20 % asks for
    // 4 ≤ 0.64 (4 + c²), so c² ≥ 2.25 and c ≥ 1.5: in fen 150.
    func isTriggered(_ c: Int64) -> Bool {
      var group = CostSums()
      var type = CostSums()
      for cost in [0, 200, c, c + 200] { group.add(cost) }
      for cost in [c, c + 200] { type.add(cost) }
      return AuxiliaryMeasurement.isTriggered(
        type, type.deviation + (group - type).deviation, of: group,
        .init(cases: 1, cvFallPercent: Decimal(integer: 20)))
    }
    #expect(isTriggered(150))
    #expect(!isTriggered(149))
  }

  /// Case-weighted: costs of 12 000, 14 000 and 16 000 a year weigh 152 000; every year has
  /// 1263.1579 · 1.2632 + 736.8421 · 0.7368 = 2138.52631856 points, so that they weigh ten times that.
  @Test("The year-start point value is the history's weighted cost ÷ its weighted score")
  func yearStart() throws {
    var history = try Self.pair()
    let value = try #require(try history.measure().report.yearStart)
    #expect(value.weightedCost == BigRatio(Ratio(152_000)))
    #expect(value.weightedScore == BigRatio(try Decimal(parsing: "21385.2631856")))
    #expect(value.exact * value.weightedScore == value.weightedCost)
    // A year of ungrouped cases only has no score.
    history.years[1].removeAll()
    try history.add(year: 1, "B02.900", yuan: "10")
    #expect(try history.measure().report.yearStart == nil)
  }

  @Test("The report tells every figure, exact and rounded, as text, CSV and JSON")
  func report() throws {
    var history = try Self.pair()
    history.scores = ["JC-1,1000,1", "JC-2,800,1"]
    let report = try history.measure().report
    let tables = report.tables
    #expect(
      tables.map(\.key)
        == ["measurement.summary", "measurement.years", "measurement.levels", "measurement.groups"])
    let groups = try #require(tables.last).table
    let cells = Dictionary(
      uniqueKeysWithValues: zip(groups.columns.map(\.key), groups.rows[0].map { $0.text(.en) }))
    #expect(cells["group_code"] == "JC-1" && cells["basis"] == "measured")
    #expect(cells["cases_2024"] == "1" && cells["mean_2024"] == "10000.00")
    #expect(cells["mean"] == "9600.00" && cells["mean_exact"] == "9600")
    #expect(cells["score_exact"] == "24000/19" && cells["score"] == "1263.1579")
    // 1263.1579 ÷ 1000 − 1
    #expect(cells["old_score"] == "1000" && cells["change"] == "26.32")
    #expect(cells["coefficient_3"] == "1" && cells["coefficient_2"] == "")
    #expect(groups.json().contains("\"score_exact\":\"24000/19\""))
    #expect(String(decoding: groups.csv(), as: UTF8.self).contains("24000/19,1263.1579,1000,26.32"))
    let totals = Dictionary(
      uniqueKeysWithValues: tables[0].table.rows.map { ($0[0].text(.en), $0[1].text(.en)) })
    // Last year one case each: 1000 + 800 before; 24 000/19 + 14 000/19 = 2000 measured.
    #expect(totals["Total score: old"] == "1800.0000")
    #expect(totals["Total score: measured"] == "2000.0000")
    #expect(totals["Method"] == "average: mi ÷ M × 1000")
    #expect(
      report.policyFragment.contains(
        "level: {\"3\": 1.2632, \"2\": 0.7368, \"1\": 1, \"0\": 1}"))
  }
}
