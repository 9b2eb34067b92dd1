import DIPDomain
import Quantities
import Tabular
import Testing

@Suite("Synthetic lists")
struct CaseSynthesisTests {
  static func institutions() throws -> [SynthesisInstitution] {
    try SynthesisInstitution.read(
      registry: try #require(ProjectData.bytes("Deploy/registry/demo/institutions.csv")))
  }

  static func bytes(
    count: Int, seed: UInt64, chunk: Int = 500, defectsPerMille: Int = 10
  ) throws -> [UInt8] {
    var synthesis = try CaseSynthesis(
      catalogue: try #require(ProjectData.sampleCatalogue.catalogue), institutions: institutions(),
      year: try Year(2025), count: count, seed: seed,
      defectsPerMille: defectsPerMille)
    var writer = CSVWriter()
    synthesis.writeHeader(to: &writer)
    while synthesis.write(rows: chunk, to: &writer) > 0 {}
    return writer.bytes
  }

  @Test("The same seed gives the same bytes, whatever the batches")
  func reproducible() throws {
    let first = try Self.bytes(count: 500, seed: 7)
    #expect(try first == Self.bytes(count: 500, seed: 7, chunk: 37))
    #expect(try first != Self.bytes(count: 500, seed: 8))
  }

  @Test("Lists are accepted but for as many as is asked, refused for many reasons")
  func quality() throws {
    let count = 1500
    let table = try CaseTable(csv: Self.bytes(count: count, seed: 1, defectsPerMille: 60))
    let refused = Set(table.issues.map(\.row))
    #expect(table.columns.count + refused.count == count)
    #expect((45...135).contains(refused.count))
    #expect(Set(table.issues.map(\.code)).count >= 12)
    #expect(Set(table.columns.insurances) == Set(InsuranceType.allCases))
    #expect(table.columns.institutionCodes.count >= 15)
    #expect(Set((0..<table.columns.count).map(table.columns.id)).count == table.columns.count)
  }

  @Test("Cases fall into groups, few groups have most of them, costs spread around the means")
  func distribution() throws {
    let catalogue = try #require(ProjectData.sampleCatalogue.catalogue)
    let table = try CaseTable(csv: Self.bytes(count: 3000, seed: 2))
    let grouper = try Grouper(
      catalogue: catalogue,
      rules: GroupingRules(
        GroupingPolicy(p07Position: .any, compositeFallback: [.range, .letter])))
    let results = grouper.group(table.columns)
    let grouped = results.filter(\.isGrouped)
    #expect(grouped.count * 100 >= results.count * 98)
    let sizes = Dictionary(grouping: grouped, by: \.group).mapValues(\.count).values.sorted(by: >)
    #expect(sizes.count > 200)
    #expect(sizes.prefix(sizes.count / 5).reduce(0, +) * 2 > grouped.count)
    #expect(Set(grouped.map { catalogue.groups[Int($0.group)].kind }) == Set(GroupKind.allCases))
    var low = 0
    var high = 0
    for (index, result) in results.enumerated() where result.isGrouped {
      guard
        let mean = catalogue.groups[Int(result.group)].scoring.referenceMeans[
          .init(level: nil, insurance: nil)]
      else { continue }
      let total = table.columns.costs[index].total
      if total.fen * 2 < mean.fen { low += 1 }
      if total.fen > mean.fen * 2 { high += 1 }
    }
    #expect((8...30).contains(low * 100 / results.count))
    #expect((3...14).contains(high * 100 / results.count))
  }
}
