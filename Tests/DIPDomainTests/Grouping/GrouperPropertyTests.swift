import DIPDomain
import Quantities
import Tabular
import Testing

@Suite("Grouping properties")
struct GrouperPropertyTests {
  /// Cases that hit the sample catalogue in every way: codes of groups, of lists, and noise.
  static func randomCases(_ count: Int, _ random: inout SeededRandom) throws -> [Case] {
    let catalogue = try #require(ProjectData.sampleCatalogue.catalogue)
    let diagnoses = catalogue.groups.flatMap(\.typicalDiagnoses) + catalogue.excludedDiagnoses
    let procedures =
      catalogue.groups.flatMap {
        ($0.mainProcedures.clauses + $0.relatedProcedures.clauses).flatMap { $0 }
          + $0.typicalProcedures
      } + catalogue.excludedProcedures.keys.sorted { $0.key.bits < $1.key.bits }
    return try (0..<count).map { _ in
      let group = catalogue.groups[Int.random(in: catalogue.groups.indices, using: &random)]
      let main = (group.typicalDiagnoses.isEmpty ? diagnoses : group.typicalDiagnoses)
        .randomElement(using: &random)
      let own = (group.mainProcedures.clauses + group.relatedProcedures.clauses)
        .compactMap { $0.randomElement(using: &random) }
      let others = (0..<Int.random(in: 0...3, using: &random)).compactMap { _ in
        diagnoses.randomElement(using: &random)
      }
      let extra = (0..<Int.random(in: 0...2, using: &random)).compactMap { _ in
        procedures.randomElement(using: &random)
      }
      return try makeCase(
        ([main].compactMap { $0 } + others).map(\.description),
        (Bool.random(using: &random) ? own + extra : extra + own).map(\.description),
        ageInDays: Int.random(in: 0...30_000, using: &random),
        birthWeight: Bool.random(using: &random) ? 1700 : nil,
        cost: Int64.random(in: 10_000...9_000_000, using: &random))
    }
  }

  static let policies = [
    GroupingPolicy(),
    GroupingPolicy(
      exclusionMatch: .prefix, p07Position: .any, tie: [.higherScore, .nearestMeanCost],
      compositeFallback: [.range, .letter]),
    GroupingPolicy(
      tie: [.typePriority, .mainProcedureInCode], compositeFallback: [.letter, .prefix]),
  ]

  @Test("No result depends on the order of rows in the files", arguments: 0..<2)
  func fileOrder(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let cases = try Self.randomCases(400, &random)
    let shuffled = CatalogueReader.read(
      ProjectData.sampleCatalogueFiles.map { CatalogueReaderTests.shuffled($0, &random) })
    for policy in Self.policies {
      let original = try Grouper(
        catalogue: try #require(ProjectData.sampleCatalogue.catalogue), rules: GroupingRules(policy)
      )
      let other = try Grouper(
        catalogue: try #require(shuffled.catalogue), rules: GroupingRules(policy))
      for list in cases { #expect(original.group(list) == other.group(list), "seed \(seed)") }
    }
  }

  @Test("Explaining and bulk grouping give what grouping gives", arguments: 0..<2)
  func explanations(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let cases = try Self.randomCases(200, &random)
    for policy in Self.policies {
      let grouper = try Grouper(
        catalogue: try #require(ProjectData.sampleCatalogue.catalogue), rules: GroupingRules(policy)
      )
      var columns = CaseColumns()
      for list in cases { columns.append(list) }
      let results = grouper.group(columns)
      for (index, list) in cases.enumerated() {
        let explanation = grouper.explain(list)
        let result = grouper.group(list)
        #expect(results[index] == result, "seed \(seed), case \(index)")
        #expect(explanation.result == result, "seed \(seed), case \(index)")
        let chosen = explanation.candidates.filter { $0.outcome == .chosen }.map(\.group)
        #expect(chosen == (result.isGrouped ? [Int(result.group)] : []), "seed \(seed)")
      }
    }
  }
}
