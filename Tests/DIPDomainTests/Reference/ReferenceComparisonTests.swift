import DIPDomain
import DIPReference
import Quantities
import Tabular
import Testing

/// The settlement and the naive one agree: groups, scores and fen.
@Suite struct ReferenceComparisonTests {
  /// A sample of what `make crosscheck` does with 100 000 cases under 20 policies.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func theSettlementAgreesWithTheNaiveOne(_ policy: UInt64) throws {
    let catalogue = try #require(ProjectData.sampleCatalogue.catalogue)
    let comparison = try Comparison(catalogue, cases: 250, seed: policy)
    #expect(try comparison.check(policy: policy, threads: 2) > 60)
  }

  /// A synthetic year of the sample catalogue, settled under every policy that the project ships.
  @Test(arguments: PolicySamples.files)
  func everyShippedPolicyAgrees(file: String) throws {
    let catalogue = try #require(ProjectData.sampleCatalogue.catalogue)
    let policy = try Policy.read(yaml: PolicySamples.text(file)).policy
    let comparison = Comparison(catalogue, lists: try Self.year.get())
    #expect(try comparison.check(policy, named: file, threads: 2) > Self.cases * 9 / 10)
  }

  private static let cases = 1000

  private static let year = Result { () throws -> CaseColumns in
    let catalogue = try #require(ProjectData.sampleCatalogue.catalogue)
    var synthesis = try CaseSynthesis(
      catalogue: catalogue,
      institutions: RandomCases.institutions.map { institution in
        SynthesisInstitution(
          code: institution.scoring.code, level: institution.scoring.level,
          isTCM: institution.scoring.isTCM, area: 990_100, beds: 200)
      }, year: try Year(2025), count: cases, seed: 20_250_101, defectsPerMille: 0)
    var writer = CSVWriter()
    synthesis.writeHeader(to: &writer)
    while synthesis.write(rows: 4096, to: &writer) > 0 {}
    return try CaseTable(csv: writer.bytes).columns
  }
}
