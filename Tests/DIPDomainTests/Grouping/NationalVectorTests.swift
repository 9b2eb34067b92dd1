import DIPDomain
import Foundation
import Quantities
import Tabular
import Testing

@Suite("Grouping by the national excerpt", .enabled(if: NationalExcerpt.catalogue != nil))
struct NationalVectorTests {
  private func grouper() throws -> Grouper {
    try Grouper(catalogue: try #require(NationalExcerpt.catalogue), rules: GroupingRules())
  }

  @Test("The excerpt is read without an error")
  func reading() throws {
    let reading = try #require(NationalExcerpt.reading)
    #expect(reading.errors.isEmpty, "\(reading.errors.prefix(5))")
    #expect(reading.catalogue?.groups.count == 2704)
    // The workbook's own oddities: related = main in 16 rows, a repeated code in three.
    let codes = Dictionary(grouping: reading.warnings, by: \.issue.code).mapValues(\.count)
    #expect(codes["CATALOGUE_RELATED_IS_MAIN"] == 16)
    #expect(codes["CATALOGUE_CODE_REPEATED"] == 3)
  }

  @Test(
    "Known cases of the excerpt's description",
    arguments: [
      (["A09.001"], ["44.1300x001"], "BX-20"), (["A40.900"], ["34.0401"], "BX-26"),
      (["A40.900"], ["93.9001"], "BX-27"), (["K80.302"], ["51.2300"], "BX-1029"),
      (["A01.000"], [], "JC-1858"), (["Z51.101", "C34.901"], ["99.2503"], "FZ-1770"),
      (["A17.000"], [], "FZ-1841"),
    ])
  func knownCases(diagnoses: [String], procedures: [String], expected: String) throws {
    #expect(try grouper().code(makeCase(diagnoses, procedures)) == expected)
  }

  @Test(
    "GRP-09, 11, 12, 13: newborns by weight",
    arguments: [("P07.000", 800, "XQ-16"), ("P07.100", 1800, "XQ-18"), ("P07.200", 2300, "XQ-19")])
  func newborns(code: String, grams: Int, expected: String) throws {
    let grouper = try grouper()
    let list = try makeCase([code], ageInDays: 10, birthWeight: Int32(grams))
    #expect(grouper.code(list) == expected)
    // 3000 g, 29 days, or an unknown weight: no XQ group; the missing weight is told.
    #expect(
      !grouper.code(try makeCase([code], ageInDays: 10, birthWeight: 3000)).hasPrefix("XQ"))
    #expect(
      !grouper.code(try makeCase([code], ageInDays: 29, birthWeight: Int32(grams))).hasPrefix("XQ"))
    let unknown = grouper.group(try makeCase([code], ageInDays: 10))
    #expect(unknown.flags.contains(.birthWeightMissing))
  }

  @Test("GRP-34: an excluded procedure makes the case conservative")
  func excludedProcedure() throws {
    let grouper = try grouper()
    let list = try makeCase(["Z51.800", "C34.901"], ["99.2800"])
    #expect(grouper.code(list) == "JC-5120")
    #expect(grouper.group(list).flags.contains(.conservative))
    #expect(grouper.group(list).flags.contains(.mainProcedureReplaced))
  }

  @Test("Scoped procedures are main only within their diagnoses; ECMO counts anywhere")
  func positions() throws {
    let grouper = try grouper()
    #expect(
      try grouper.group(makeCase(["I50.900"], ["44.1300x001"])).flags.contains(.conservative))
    #expect(try grouper.code(makeCase(["I50.900"], ["38.9700", "39.6500"])) == "XQ-11")
    #expect(try grouper.code(makeCase(["I50.900"], ["96.7201", "39.9500x007"])) == "XQ-13")
    #expect(try grouper.code(makeCase(["I50.900"], ["96.7201"])) == "XQ-14")
  }

  @Test("More related procedures go first: BX-139 before BX-141")
  func related() throws {
    let grouper = try grouper()
    let base = ["32.4100", "40.5905"]
    #expect(try grouper.code(makeCase(["C34.901"], base)) == "BX-141")
    #expect(try grouper.code(makeCase(["C34.901"], base + ["32.2001"])) == "BX-139")
    // Both 139 and 140 fit, and only the sequence tells them apart.
    let both = try makeCase(["C34.901"], base + ["32.2001", "32.3001"])
    #expect(grouper.code(both) == "BX-139")
    #expect(grouper.group(both).flags.contains(.tieBrokenBySequence))
    let explanation = grouper.explain(both)
    let lost = explanation.candidates.filter { $0.outcome == .lost(by: .sequence) }
    #expect(lost.map { grouper.catalogue.groups[$0.group].code } == ["BX-140"])
    // The same code twice is a bilateral operation (BX-1111).
    #expect(try grouper.code(makeCase(["M16.900"], ["81.5100", "81.5100"])) == "BX-1111")
    #expect(try grouper.code(makeCase(["M16.900"], ["81.5100"])) != "BX-1111")
  }
}
