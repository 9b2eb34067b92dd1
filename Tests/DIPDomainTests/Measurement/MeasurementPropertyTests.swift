import DIPReference
import Quantities
import Testing

@testable import DIPDomain

@Suite("Measuring, for random histories")
struct MeasurementPropertyTests {
  static let groups = [
    "FZ,1,C34.1,,,,,肺癌", "JC,1,K35.3,47.0100,,,,阑尾切除", "JC,2,K35.3,,,,,阑尾炎",
    "JC,3,J18.9,,,,,肺炎", "JC,4,A09.9,,,,,肠炎", "BD,1,K80.1,51.2300,,,,胆囊", "BD,2,I10,,,,是,眩晕",
    "ZH,1,K35,,,内科,,内科", "ZH,2,K35,,,相关手术,,手术", "ZH,3,J18,,,治疗性操作,,治疗",
  ]
  static let codes: [(String, [String])] = [
    ("C34.100", []), ("K35.300", ["47.0100"]), ("K35.300", []), ("J18.900", []),
    ("A09.900", []), ("K80.100", ["51.2300"]), ("I10.x00", []), ("K35.800", []),
    ("K35.800", ["51.2300"]), ("K35.800", ["51.2300", "54.2100"]), ("J18.000", ["96.0400"]),
    ("B02.900", []), ("Z99.100", ["96.0400"]),
  ]

  /// A random history under a random policy.
  static func history(seed: UInt64, cases: Int) throws -> SmallHistory {
    var random = SeededRandom(seed: seed)
    var history = try SmallHistory()
    history.groups = groups
    history.primaryCare = ["A09.9,"]
    history.scores = groups.map { row in
      let parts = row.split(separator: ",")
      return "\(parts[0])-\(parts[1]),\(random.integer(in: 1...5000)),1"
    }
    for _ in 0..<cases {
      let (diagnosis, procedures) = codes[Int(random.integer(in: 0...Int64(codes.count - 1)))]
      let fen = random.integer(in: 1...3_000_000)
      try history.add(
        year: Int(random.integer(in: 0...2)), diagnosis, procedures,
        level: Int(random.integer(in: 0...3)),
        pool: random.integer(in: 0...1) == 0 ? .employee : .resident,
        yuan: Money(fen: random.integer(in: 0...3) == 0 ? fen / 50_000 * 50_000 : fen).description,
        age: Int(random.integer(in: 1...90)))
    }
    var policy = history.policy.measurement
    policy.coreThreshold =
      random.integer(in: 0...1) == 0
      ? .cases(Int(random.integer(in: 1...8))) : .coverage(try Decimal(parsing: "0.8"))
    policy.weighting = random.integer(in: 0...1) == 0 ? .meanOfMeans : .caseWeighted
    policy.method = random.integer(in: 0...1) == 0 ? .average : .quota
    policy.minimumLevelCases = Int(random.integer(in: 1...20))
    policy.keepsTotalScore = random.integer(in: 0...1) == 0
    policy.trimming =
      [
        .none, .percentile(lower: try Decimal(parsing: "2.5"), upper: try Decimal(parsing: "97.5")),
        .sigma(try Decimal(parsing: "1.5")),
      ][Int(random.integer(in: 0...2))]
    policy.cvSigma = .one
    policy.auxiliaryTrigger = .init(cases: 3, cvFallPercent: Decimal(integer: 5))
    history.policy.measurement = policy
    history.policy.auxiliary.types = [
      AuxiliaryType(code: "young", test: .age(from: nil, below: .years(30))),
      AuxiliaryType(code: "old", test: .age(from: .years(70), below: nil)),
    ]
    if random.integer(in: 0...1) == 0 {
      history.policy.rounding = RoundingTable([
        .yearlyMean: .decimals(2, .halfUp), .measuredScore: .decimals(2, .halfEven),
      ])
    }
    return history
  }

  @Test("Every number is that of the naive second calculation", arguments: [1, 2, 3, 4, 5, 6])
  func naive(seed: UInt64) throws {
    let history = try Self.history(seed: seed, cases: 400)
    let inputs = try history.inputs()
    let measurement = try CatalogueMeasurement(inputs, threads: 2)
    let report = measurement.report
    let naive = try NaiveMeasurement(inputs, measurement.catalogue)
    #expect(naive.regionMean().map(Self.big) == report.regionMean)
    for level in report.levels {
      #expect(naive.levelCoefficient(level.level).map(Self.big) == level.exact)
    }
    for group in report.groups {
      #expect(naive.mean(group.code).map(Self.big) == group.mean, "seed \(seed) \(group.code)")
      let exact = naive.score(group.code).map { Self.big($0) * report.totals.neutralFactor }
      #expect(exact == group.exactScore)
      guard group.basis == .measured else { continue }
      for (_, reference) in ScoreColumns.references {
        let expected = naive.reference(
          group.code, level: reference.level, pool: reference.insurance)
        let isAll = reference.level == nil && reference.insurance == nil
        if isAll, expected == nil { continue }
        #expect(group.references[reference]?.fen == expected, "seed \(seed) \(group.code)")
      }
      for level in 0...3 where group.levelCoefficients[level] != nil {
        let years = naive.cases[group.code]?.map { $0.filter { $0.level == level } } ?? []
        let ratio = try #require(naive.mean(years)) / (try #require(naive.mean(group.code)))
        #expect(
          group.levelCoefficients[level]
            == (try Decimal(
              parsing: Self.big(ratio).formatted(decimals: 4))))
      }
    }
    // Groups of the result with the numbers of cases that grouping gives them.
    for group in report.groups {
      let counts = (0..<3).map { Int64(naive.cases[group.code]?[$0].count ?? 0) }
      #expect(group.years.map { $0.cases - $0.trimmed } == counts)
    }
  }

  static func big(_ fraction: Fraction) -> BigRatio {
    BigRatio(WideInteger(fraction.numerator), WideInteger(fraction.denominator))
  }

  @Test("The same bytes for any number of threads and any order of lists", arguments: [11, 12, 13])
  func order(seed: UInt64) throws {
    let history = try Self.history(seed: seed, cases: 500)
    var random = SeededRandom(seed: seed)
    let first = try CatalogueMeasurement(history.inputs(), threads: 1)
    let second = try CatalogueMeasurement(history.inputs(shuffled: &random), threads: 3)
    #expect(first.files == second.files, "seed \(seed)")
    #expect(first.report.tables == second.report.tables)
    #expect(first.report.policyFragment == second.report.policyFragment)
  }

  @Test("The rescale keeps the last year's total exactly before rounding", arguments: [21, 22, 23])
  func neutral(seed: UInt64) throws {
    var history = try Self.history(seed: seed, cases: 400)
    history.policy.measurement.keepsTotalScore = true
    let totals = try history.measure().report.totals
    #expect(totals.withCoefficients * totals.neutralFactor == totals.measured, "seed \(seed)")
  }

  @Test("Three times the costs are the same scores and three times the means", arguments: [31, 32])
  func scale(seed: UInt64) throws {
    var history = try Self.history(seed: seed, cases: 300)
    history.policy.rounding = RoundingTable()
    let first = try history.measure()
    for year in history.years.indices {
      var tripled = CaseColumns()
      for index in 0..<history.years[year].count {
        var list = history.years[year][index]
        list.cost.total = Money(fen: list.cost.total.fen * 3)
        tripled.append(list)
      }
      history.years[year] = tripled
    }
    let second = try history.measure()
    #expect(first.report.groups.map(\.score) == second.report.groups.map(\.score))
    #expect(
      first.report.levels.map(\.coefficient) == second.report.levels.map(\.coefficient))
    for (one, three) in zip(first.report.groups, second.report.groups) {
      #expect(one.mean.map { $0 * BigRatio(3, 1) } == three.mean)
      #expect(one.variation == three.variation)
    }
  }

  @Test("The new catalogue reads back as it was measured, with its inputs in the manifest")
  func readsBack() throws {
    let measurement = try Self.history(seed: 41, cases: 500).measure()
    let reading = CatalogueReader.read(measurement.files)
    #expect(reading.errors.isEmpty)
    #expect(reading.catalogue == measurement.catalogue)
    let manifest = try #require(
      measurement.files.first { $0.name == CatalogueManifest.fileName })
    #expect(
      String(decoding: manifest.content, as: UTF8.self)
        .contains("measured_from,\(measurement.report.inputsDigest)"))
    for (group, measured) in zip(reading.catalogue?.groups ?? [], measurement.report.groups) {
      #expect(group.code == measured.code && group.score == measured.score)
      #expect(group.referenceMeans == measured.references)
    }
  }
}
