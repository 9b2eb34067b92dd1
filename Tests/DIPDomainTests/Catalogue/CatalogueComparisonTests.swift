import DIPDomain
import Quantities
import Testing

@Suite("Differences between catalogues")
struct CatalogueComparisonTests {
  private static func catalogue(
    _ groups: String, _ lists: [CatalogueManifest.Role: String]
  ) throws -> Catalogue {
    try #require(
      CatalogueReaderTests.reading(CatalogueReaderTests.header + groups, lists).catalogue)
  }

  @Test("Every difference in words, groups first")
  func words() throws {
    let before = try Self.catalogue(
      "JC,1,A09,,,,\nJC,2,B02,45.2300,,,\nJC,3,C34,,,,\n",
      [.scores: "code,score\nJC-1,12.5\nJC-2,8\nJC-3,7\n", .excludedDiagnoses: "code\nA00.000\n"])
    let after = try Self.catalogue(
      "JC,2,B02|B03,45.2300,,,\nJC,3,C34,,,,\nJC,4,A09,,,,\n",
      [
        .scores: "code,score\nJC-2,8.25\nJC-3,7\nJC-4,1\n",
        .excludedDiagnoses: "code\nA00.100\n", .complications: "code,level\nI50,CC\n",
      ])
    let changes = CatalogueComparison(before, after).changes
    #expect(
      changes.map(\.sentence.zh) == [
        "病种 JC-2 的主要诊断由 B02 改为 B02|B03", "病种 JC-2 的分值由 8 改为 8.25", "新增病种 JC-4 ",
        "删除病种 JC-1 ", "不纳入分组的主要诊断删除 A00.000", "不纳入分组的主要诊断新增 A00.100",
        "并发症与合并症新增 I50：CC ",
      ])
    #expect(changes.allSatisfy { !$0.sentence.en.isEmpty })
    #expect(CatalogueComparison(before, before).changes.isEmpty)
  }

  @Test("Catalogues differ in words exactly when their hashes differ", arguments: 0..<4)
  func hashes(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let original = try #require(ProjectData.sampleCatalogue.catalogue)
    let changed = ProjectData.sampleCatalogueFiles.map { file in
      guard file.name == "scores.csv" || file.name == "excluded_diagnoses.csv" else { return file }
      return CatalogueReaderTests.shuffled(file, &random)
    }
    let same = try #require(CatalogueReader.read(changed).catalogue)
    #expect(CatalogueComparison(original, same).changes.isEmpty, "seed \(seed)")
    #expect(same.hash == original.hash)
  }
}
