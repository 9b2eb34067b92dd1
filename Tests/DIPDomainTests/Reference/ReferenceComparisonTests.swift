import DIPDomain
import DIPReference
import Testing

/// A sample of what `make crosscheck` does with 100 000 cases under 20 policies.
@Suite struct ReferenceComparisonTests {
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func theSettlementAgreesWithTheNaiveOne(_ policy: UInt64) throws {
    let catalogue = try #require(ProjectData.sampleCatalogue.catalogue)
    let comparison = try Comparison(catalogue, cases: 400, seed: policy)
    #expect(try comparison.check(policy: policy, threads: 2) > 100)
  }
}
