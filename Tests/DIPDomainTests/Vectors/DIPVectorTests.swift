import DIPDomain
import Quantities
import Testing

/// Numbers published elsewhere, or derived by hand from published formulas. The source stands at each.
@Suite struct DIPVectorTests {
  static let bandsClosedBelow = """
    {reference: mean, bands: [
      {lower: 0, upper: 0.5, upper_inclusive: true, k: {a: 1}},
      {lower: 0.5, lower_inclusive: false, upper: 2, upper_inclusive: true, k: {b: 1}},
      {lower: 2, lower_inclusive: false, k: {a: 1, b: -1}}]}
    """

  static let illustrativeBands = """
    bands: [
      {lower: 0, upper: 0.85, booked: 1},
      {lower: 0.85, upper: 1, upper_inclusive: true, due: 1},
      {lower: 1, lower_inclusive: false, upper: 1.1, upper_inclusive: true, booked: 0.6, due: 0.4},
      {lower: 1.1, lower_inclusive: false, due: 1.06}]
    """

  /// DIP 3.0 draft, table 3-3: a related procedure splits a group at 10 %.
  @Test("REL", arguments: [("28849", "2.91", false), ("44003", "56.97", true)])
  func relatedProcedures(with mean: String, increase: String, separate: Bool) throws {
    let base = try Money(parsing: "28033")
    let related = try Money(parsing: mean)
    let percent = try ScoreMeasurement.increase(baseMean: base, withRelated: related)
    #expect(try percent.rounded(scale: 2, .halfUp).formatted(decimals: 2) == increase)
    #expect(
      try ScoreMeasurement.isSeparateGroup(
        baseMean: base, withRelated: related, percent: Decimal(integer: 10)) == separate)
  }

  /// 荆州 sample tables, third-party published: 5 364 931 772.57 yuan over 674 366 cases.
  @Test("JZ-1") func meanCost() throws {
    let mean = try Money(parsing: "5364931772.57").ratio / Ratio(674_366)
    #expect(try mean.rounded(scale: 2, .halfUp).description == "7955.52")
  }

  /// 荆州: limits at 2 and 0.5 of the mean 6 679.62 are 13 359.24 and 3 339.81.
  @Test(
    "JZ-2",
    arguments: [
      ("13359.24", CaseExplanation.CostBand.normal), ("13359.25", .high), ("3339.81", .normal),
      ("3339.80", .low),
    ])
  func limits(cost: String, band: CaseExplanation.CostBand) throws {
    let explanation = try PolicyText().explain(
      score: "100", coefficient: "1", mean: "6679.62", cost: cost)
    #expect(explanation.costBand == band)
  }

  /// 南充 tool defaults: 78.0521 × 1.0330 × 63.3253, less the patient's 4 745.24.
  @Test("NC-居民", arguments: [true, false])
  func payableMinusPatient(roundsScore: Bool) throws {
    var text = PolicyText(payable: "score_rate_minus_patient")
    text.more = [
      "rounding: {case_standard: {scale: 2, mode: half_up}"
        + (roundsScore ? ", case_score: {scale: 4, mode: half_up}}" : "}")
    ]
    let explanation = try text.explain(
      score: "78.0521", coefficient: "1.0330", mean: nil, cost: "12402.27",
      patient: "4745.24", pointValue: "63.3253")
    #expect(try explanation.exactScore.rounded(scale: 4, .halfUp).description == "80.6278")
    #expect(explanation.value("case_standard") == "5105.78")
    #expect(explanation.payment?.description == "360.54")
  }

  /// DIP 3.0 draft, p. 58: weights 1:2:7 over means 8000, 9000, 10 000 with 100, 200, 300 cases.
  @Test("W127") func weightedMeans() {
    let years = [
      ScoreMeasurement.YearMean(mean: Money(fen: 800_000), cases: 100, weight: 1),
      ScoreMeasurement.YearMean(mean: Money(fen: 900_000), cases: 200, weight: 2),
      ScoreMeasurement.YearMean(mean: Money(fen: 1_000_000), cases: 300, weight: 7),
    ]
    #expect(ScoreMeasurement.mean(of: years, .meanOfMeans) == BigRatio(Ratio(9600)))
    #expect(
      ScoreMeasurement.mean(of: years, .caseWeighted)?.formatted(decimals: 2) == "9769.23")
  }

  /// DIP 3.0 draft: RW of a mean of 9600 in a region of 9820.
  @Test("RW", arguments: [("1000", "977.5967"), ("1", "0.9776")])
  func relativeWeight(base: String, expected: String) throws {
    let score = try ScoreMeasurement.score(
      mean: BigRatio(Ratio(9600)), regionMean: BigRatio(Ratio(9820)), base: Decimal(parsing: base))
    #expect(score?.formatted(decimals: 4) == expected)
  }

  struct Deviation {
    var id: String
    var cost: String
    var isClosed: Bool
    var k: String
    var score: String
    var standard: String
    var review: DeviationBand.Review
  }

  /// DIP 1.0 deviation formulas: score 1000, coefficient 1.05, mean 10 000, point value 10.2345; at the
  /// low boundary both readings (lt, le).
  @Test(
    "V1",
    arguments: [
      Deviation(
        id: "V1-4000.00-lt", cost: "4000.00", isClosed: false, k: "0.4", score: "420",
        standard: "4298.49", review: .none),
      Deviation(
        id: "V1-5000.00-lt", cost: "5000.00", isClosed: false, k: "1", score: "1050",
        standard: "10746.23", review: .none),
      Deviation(
        id: "V1-5000.00-le", cost: "5000.00", isClosed: true, k: "0.5", score: "525",
        standard: "5373.11", review: .none),
      Deviation(
        id: "V1-5000.01-lt", cost: "5000.01", isClosed: false, k: "1", score: "1050",
        standard: "10746.23", review: .none),
      Deviation(
        id: "V1-10000.00-lt", cost: "10000.00", isClosed: false, k: "1", score: "1050",
        standard: "10746.23", review: .none),
      Deviation(
        id: "V1-20000.00-lt", cost: "20000.00", isClosed: false, k: "1", score: "1050",
        standard: "10746.23", review: .none),
      Deviation(
        id: "V1-50000.00-lt", cost: "50000.00", isClosed: false, k: "4", score: "4200",
        standard: "42984.9", review: .specialCase),
    ])
  func nationalDeviation(vector: Deviation) throws {
    var text = PolicyText()
    if vector.isClosed { text.deviation = Self.bandsClosedBelow }
    text.more = ["rounding: {case_standard: {scale: 2, mode: half_up}}"]
    let explanation = try text.explain(
      score: "1000", coefficient: "1.05", mean: "10000", cost: vector.cost,
      pointValue: "10.2345")
    #expect(explanation.value("deviation_k") == vector.k, "\(vector.id)")
    #expect(explanation.caseScore == vector.score, "\(vector.id)")
    #expect(explanation.value("case_standard") == vector.standard, "\(vector.id)")
    #expect(explanation.review == vector.review, "\(vector.id)")
  }

  /// DIP 3.0 draft, p. 67: the reference is score × point value × coefficient; the coefficient cancels
  /// and a low case is paid its own cost.
  @Test("V3-4000.00", arguments: [true, false])
  func lowCaseIsPaidItsOwnCost(roundsScore: Bool) throws {
    var text = PolicyText(
      deviation: "{preset: dip30}", pointValue: "{method: settlement, year_start: 10.2345}")
    text.more = [
      "rounding: {case_standard: {scale: 2, mode: half_up}"
        + (roundsScore ? ", case_score: {scale: 4, mode: half_up}}" : "}")
    ]
    let explanation = try text.explain(
      score: "1000", coefficient: "1.05", mean: nil, cost: "4000.00", pointValue: "10.2345")
    #expect(explanation.costBand == .low)
    #expect(try explanation.exactScore.rounded(scale: 4, .halfUp).description == "390.8349")
    #expect(explanation.value("case_standard") == "4000")
  }

  /// City code of 济宁 (370800) and 泰安 (370900): score 100, mean 10 000.
  @Test(
    "JN",
    arguments: [
      ("5000", "50", "50"), ("10000", "105", "61.1"), ("25000", "155", "111.1"),
      ("50000", "405", "361.1"),
    ])
  func additiveCoefficient(cost: String, jining: String, taian: String) throws {
    let text = PolicyText(deviation: "{preset: jining}")
    for (coefficient, expected) in [("1.05", jining), ("0.611", taian)] {
      let explanation = try text.explain(
        score: "100", coefficient: coefficient, mean: "10000", cost: cost)
      #expect(explanation.caseScore == expected)
    }
    // Above five times the mean only the coefficient is left.
    let extreme = try text.explain(
      score: "100", coefficient: "1.05", mean: "10000", cost: "50000.01")
    #expect(extreme.caseScore == "105")
  }

  /// DIP 3.0 draft, p. 82: 78 million shared by two hospitals.
  @Test("PV-1") func settlementPointValue() throws {
    var cases = SmallSettlement()
    cases.groups = [
      try .simple("A", score: "5400000.00"), try .simple("B", score: "4476543.21"),
    ]
    try cases.add("H99010000001", group: "A", cost: "60000000", booked: "42000000")
    try cases.add("H99010000002", group: "B", cost: "50000000", booked: "38000000")

    func run(_ text: PolicyText) throws -> (PoolSettlement, [String]) {
      let result = try cases.settle(text.policy(), pool: "78000000.00")
      return (result.pools[0], result.accounts.map(\.due.description))
    }
    let (region, regionPay) = try run(PolicyText())
    let value = try #require(region.rate)
    #expect(value.pointValue.formatted(decimals: 10) == "10.8590624999")
    #expect(value.payRatio?.formatted(decimals: 10) == "0.7272727273")
    #expect(regionPay == ["42646500.00", "35353500.00"])
    #expect(region.residual == .zero)

    let (own, ownPay) = try run(
      PolicyText(pointValue: "{method: settlement, pay_ratio_scope: institution}"))
    #expect(ownPay == ["41047256.25", "36944407.50"])
    #expect(own.paid.description == "77991663.75")

    let (rounded, roundedPay) = try run(
      PolicyText(more: ["rounding: {point_value: {scale: 4, mode: half_up}}"]))
    #expect(rounded.pointValue == "10.8591")
    #expect(roundedPay == ["42646647.27", "35353622.09"])
    #expect(rounded.residual.description == "-269.36")
  }

  /// DIP 3.0 draft, pp. 79–80.
  @Test("MONTH") func monthlyAdvance() throws {
    let payment = try MonthlyAdvance.amount(
      score: Decimal(parsing: "12345.6789"), pointValue: Decimal(parsing: "11.2345"),
      patientPaid: Money(parsing: "45678.90"), advance: Decimal(parsing: "0.90"),
      audit: Money(parsing: "1234.56"))
    #expect(payment.description == "82482.21")
  }

  /// DIP 3.0 draft, p. 82: 10 000 000.00 × 0.985 − 12 345.67.
  @Test("ANNUAL") func assessmentAndAudit() throws {
    var cases = SmallSettlement()
    cases.groups = [try .simple("A", score: "100")]
    try cases.add("H99010000001", group: "A", cost: "900", booked: "600")
    let result = try cases.settle(
      PolicyText().policy(), pool: "10000000.00",
      funds: [
        .init(
          code: "H99010000001", insurance: "310", auditDeduction: Money(parsing: "12345.67"),
          assessment: Decimal(parsing: "0.985"))
      ])
    #expect(result.accounts[0].due.description == "9837654.33")
  }

  /// DIP 3.0 draft, p. 74: at most 5 ‰ of the region's discharges.
  @Test("QUOTA") func specialCaseQuota() {
    #expect(SpecialCaseRule(perMille: 5).quota(discharges: 123_456) == 617)
  }

  /// DIP 3.0 draft, glossary 19.
  @Test("CMI") func caseMixIndex() throws {
    let index = try ScoreMeasurement.caseMixIndex([
      (Decimal(integer: 1000), 10), (Decimal(integer: 500), 20), (Decimal(integer: 2500), 5),
    ])
    #expect(try index.rounded(scale: 4, .halfUp).description == "928.5714")
  }

  /// An illustrative policy, no real city's: below 85 % the booked amount, to 100 % the due one, to
  /// 110 % the fund bears 60 % of the excess, above nothing more.
  @Test(
    "BAND",
    arguments: [
      ("8000000", "8000000.00"), ("8499999.99", "8499999.99"), ("8500000", "10000000.00"),
      ("9500000", "10000000.00"), ("10000000", "10000000.00"), ("11000000", "10600000.00"),
      ("12000000", "10600000.00"),
    ])
  func surplusBands(booked: String, expected: String) throws {
    var cases = SmallSettlement()
    cases.groups = [try .simple("A", score: "100")]
    try cases.add("H99010000001", group: "A", cost: booked, booked: booked)
    let result = try cases.settle(
      PolicyText(more: [Self.illustrativeBands]).policy(), pool: "10000000")
    #expect(result.accounts[0].due.description == expected)
  }
}
