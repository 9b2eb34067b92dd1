import Quantities
import Tabular
import Testing

@testable import DIPDomain

/// Three made-up years, as `healthmesh cases synth` writes them, measured with the project's own
/// catalogue and the sample policy.
@Suite("Measuring a synthetic history")
struct SyntheticHistoryTests {
  static func policy() throws -> Policy {
    let bytes = try #require(ProjectData.bytes("Deploy/policies/dip30.yaml"))
    var policy = try Policy.read(yaml: String(decoding: bytes, as: UTF8.self)).policy
    policy.measurement.trimming = .percentile(
      lower: try Decimal(parsing: "2.5"), upper: try Decimal(parsing: "97.5"))
    policy.auxiliary.types = [
      AuxiliaryType(code: "child", test: .age(from: nil, below: .years(7))),
      AuxiliaryType(code: "icu", test: .icu(from: 2, through: nil)),
      AuxiliaryType(code: "death", test: .severity(SeverityTest(death: true))),
    ]
    return policy
  }

  static func inputs(cases: Int) throws -> CatalogueMeasurement.Inputs {
    let base = try #require(ProjectData.sampleCatalogue.catalogue)
    let institutions = try CaseSynthesisTests.institutions()
    let years = try [2022, 2023, 2024].map { year in
      var synthesis = try CaseSynthesis(
        catalogue: base, institutions: institutions, year: try Year(year), count: cases,
        seed: UInt64(year))
      var writer = CSVWriter()
      synthesis.writeHeader(to: &writer)
      while synthesis.write(rows: 4096, to: &writer) > 0 {}
      return ScoreHistory.Year(
        year: try Year(year), lists: try CaseTable(csv: writer.bytes).columns,
        listDigest: SHA256Digest(of: writer.bytes), institutions: try regional(institutions))
    }
    return CatalogueMeasurement.Inputs(
      history: ScoreHistory(region: try AreaCode(parsing: "990000"), years: years), base: base,
      files: ProjectData.sampleCatalogueFiles, policy: try policy(), isFictional: true)
  }

  static func regional(_ institutions: [SynthesisInstitution]) throws -> [RegionInstitution] {
    try institutions.map {
      RegionInstitution(
        scoring: ScoringInstitution(
          code: $0.code, name: $0.code, level: $0.level, isTCM: $0.isTCM),
        area: try AreaCode(parsing: "\($0.area)"))
    }
  }

  @Test("It ends in a catalogue that imports clean and settles the next year")
  func line() throws {
    let inputs = try Self.inputs(cases: 2500)
    let measurement = try CatalogueMeasurement(inputs, threads: 2)
    let reading = CatalogueReader.read(measurement.files)
    #expect(reading.errors.isEmpty, "\(reading.errors.prefix(3))")
    let before = Set(ProjectData.sampleCatalogue.warnings.map(\.issue.code))
    #expect(Set(reading.warnings.map(\.issue.code)).isSubset(of: before))
    let catalogue = try #require(reading.catalogue)
    #expect(catalogue.hasFictionalScores && catalogue.version.hasPrefix("2025."))

    let report = measurement.report
    #expect(report.counts.allSatisfy { $0.lists > 2250 && $0.ungrouped * 50 < $0.lists })
    #expect(!report.dropped.isEmpty)
    // Costs were drawn around means that rise with the level.
    let levels = report.levels.filter { $0.exact != nil }
    #expect(levels.count >= 3)
    #expect(zip(levels, levels.dropFirst()).allSatisfy { $0.coefficient < $1.coefficient })
    let totals = report.totals
    #expect(totals.withCoefficients * totals.neutralFactor == totals.measured)

    let lists = inputs.history.years[2].lists
    var policy = inputs.policy
    policy.coefficients.level = report.levels.map(\.coefficient)
    let settled = try SettlementComputation(
      SettlementComputation.Inputs(
        region: inputs.history.region, lists: lists, policy: policy, catalogue: catalogue,
        institutions: inputs.history.years[2].institutions,
        funds: SettlementFunds(
          pools: policy.pools.types.map {
            .init(insurance: $0, amount: Money(fen: 2_000_000_000))
          })), threads: 2)
    #expect(settled.counts.scored > 2250)
    for pool in settled.result.pools {
      let paid = try pool.paid + pool.residual
      #expect(try paid + pool.regulation == pool.pool)
    }
  }
}
