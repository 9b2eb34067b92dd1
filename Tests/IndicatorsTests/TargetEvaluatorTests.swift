import IndicatorsDomain
import Quantities
import Testing

@Suite("Targets judged against observations")
struct TargetEvaluatorTests {
  /// 县域内住院人次占比: inpatients treated within the county ÷ inpatients insured there × 100.
  static let elements: [String: Element] = {
    var known: [String: Element] = [:]
    for (code, aggregation, additive) in [
      ("inpatient.county", Element.TimeAggregation.sum, true),
      ("inpatient.insured", .sum, true), ("beds", .last, true), ("rank", .last, false),
    ] {
      known[code] = try? Element(
        code: code, name: Bilingual(zh: code, en: code), unit: "1", timeAggregation: aggregation,
        isAdditiveOverAreas: additive)
    }
    return known
  }()

  func share() throws -> Indicator {
    try Indicator(
      code: "county_inpatient_share",
      name: Bilingual(zh: "县域内住院人次占比", en: "County inpatient share"),
      unit: "%", numerator: Formula(parsing: "#{inpatient.county}"),
      denominator: Formula(parsing: "#{inpatient.insured}"), factor: Decimal(parsing: "100"))
  }

  func count(_ element: String) throws -> Indicator {
    try Indicator(
      code: "count", name: Bilingual(zh: "数", en: "count"), unit: "1",
      numerator: Formula(parsing: "#{\(element)}"), denominator: nil, factor: .one)
  }

  func observation(
    _ element: String, _ subject: String, _ period: String, _ value: String
  ) throws -> Observation {
    try Observation(
      key: .init(element: element, subject: subject, period: ReportingPeriod(parsing: period)),
      value: Decimal(parsing: value), reporter: "test")
  }

  func target(_ comparison: Target.Comparison) throws -> Target {
    try Target(
      id: "T", indicator: "county_inpatient_share", comparison: comparison, year: Year(2025),
      subject: "990100", strength: .must, source: "test", quote: "")
  }

  func verdict(
    _ comparison: Target.Comparison, _ indicator: Indicator, _ observations: [Observation],
    period: String = "2025", parts: [String] = []
  ) throws -> TargetEvaluation.Verdict {
    try TargetEvaluator(elements: Self.elements, values: ElementValues(observations))
      .evaluate(
        target(comparison), indicator, in: ReportingPeriod(parsing: period), parts: parts
      ).verdict
  }

  @Test("Counties roll up as Σ numerator ÷ Σ denominator, not as a mean of their ratios")
  func rollUp() throws {
    let observations = try [
      observation("inpatient.county", "990101", "2025", "90"),
      observation("inpatient.insured", "990101", "2025", "100"),
      observation("inpatient.county", "990102", "2025", "500"),
      observation("inpatient.insured", "990102", "2025", "1000"),
    ]
    // (90 + 500) ÷ (100 + 1000) = 53.63… %; the mean of the ratios would be 70 %.
    let verdict = try verdict(
      .atLeast(Decimal(parsing: "70")), share(), observations, parts: ["990101", "990102"])
    let value = try Ratio(59000, 1100)
    #expect(verdict == .notMet(value: value, gap: try Ratio(70) - value))
  }

  @Test(
    "The bounds are part of the target, and the comparison is exact",
    arguments: [
      // 849 999 999 ÷ 1 000 000 000 prints as 85.00 % and is below it.
      ("849999999", "1000000000", false), ("850000000", "1000000000", true),
    ])
  func exactBound(_ inside: String, _ all: String, _ isMet: Bool) throws {
    let observations = try [
      observation("inpatient.county", "990100", "2025", inside),
      observation("inpatient.insured", "990100", "2025", all),
    ]
    let verdict = try verdict(.atLeast(Decimal(parsing: "85")), share(), observations)
    if case .met = verdict { #expect(isMet) } else { #expect(!isMet) }
  }

  @Test("le, eq and between include their ends")
  func comparators() throws {
    let observations = [try observation("beds", "990100", "2025", "3")]
    let beds = try count("beds")
    let three = try Decimal(parsing: "3")
    let four = try Decimal(parsing: "4")
    #expect(try verdict(.atMost(three), beds, observations) == .met(value: Ratio(3)))
    #expect(try verdict(.equal(three), beds, observations) == .met(value: Ratio(3)))
    #expect(try verdict(.between(three, four), beds, observations) == .met(value: Ratio(3)))
    #expect(
      try verdict(.between(four, four), beds, observations)
        == .notMet(value: Ratio(3), gap: Ratio(1)))
    #expect(
      try verdict(.atMost(Decimal(parsing: "1.5")), beds, observations)
        == .notMet(value: Ratio(3), gap: Ratio(3, 2)))
    #expect(throws: Problem.self) { try self.target(.between(four, three)) }
  }

  @Test("Missing is not zero: the verdict names what is missing")
  func missing() throws {
    let observations = [try observation("inpatient.county", "990101", "2025", "90")]
    let verdict = try verdict(
      .atLeast(.one), share(), observations, parts: ["990101", "990102"])
    guard case .notEvaluable(.observationsMissing(let gaps)) = verdict else {
      Issue.record("judged in spite of missing values: \(verdict)")
      return
    }
    #expect(
      gaps.map { "\($0.subject) \($0.element)" } == [
        "990101 inpatient.insured", "990102 inpatient.county", "990102 inpatient.insured",
      ])
  }

  @Test("A zero denominator and a non-additive element are reasons, not numbers")
  func reasons() throws {
    let nobody = try [
      observation("inpatient.county", "990100", "2025", "0"),
      observation("inpatient.insured", "990100", "2025", "0"),
    ]
    #expect(try verdict(.atLeast(.one), share(), nobody) == .notEvaluable(.denominatorZero))
    let ranks = try [
      observation("rank", "990101", "2025", "1"), observation("rank", "990102", "2025", "2"),
    ]
    #expect(
      try verdict(.atLeast(.one), count("rank"), ranks, parts: ["990101", "990102"])
        == .notEvaluable(.notAdditive(element: "rank")))
  }

  @Test("Flows fill a year from its months only when all are there; stocks take the last")
  func finerPeriods() throws {
    let admissions = try (1...12).map {
      try observation("inpatient.county", "990100", "2025-\($0 < 10 ? "0" : "")\($0)", "\($0)")
    }
    let inpatients = try count("inpatient.county")
    let wanted = try Decimal(parsing: "78")
    #expect(try verdict(.equal(wanted), inpatients, admissions) == .met(value: Ratio(78)))
    guard
      case .notEvaluable = try verdict(
        .equal(wanted), inpatients, Array(admissions.dropFirst()))
    else {
      Issue.record("a year with a missing month was judged")
      return
    }
    let beds = try [
      observation("beds", "990100", "2025-11", "40"),
      observation("beds", "990100", "2025-12", "50"),
    ]
    #expect(
      try verdict(.equal(Decimal(parsing: "50")), count("beds"), beds) == .met(value: Ratio(50)))
  }
}
