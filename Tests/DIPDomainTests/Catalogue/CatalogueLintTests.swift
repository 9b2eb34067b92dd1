import DIPDomain
import Quantities
import Tabular
import Testing

@Suite("Lint of catalogues")
struct CatalogueLintTests {
  /// Warnings as `row code value`.
  private static func warnings(
    _ groups: String, _ lists: [CatalogueManifest.Role: String] = [:]
  ) throws -> [String] {
    let reading = CatalogueReaderTests.reading(CatalogueReaderTests.header + groups, lists)
    #expect(reading.errors.isEmpty, "\(reading.errors)")
    return reading.warnings.map { "\($0.issue.row) \($0.issue.code) \($0.issue.value)" }
  }

  @Test("Groups that one case meets on equal terms overlap")
  func overlaps() throws {
    let found = try Self.warnings(
      """
      BX,1,A09.0|A09.9,45.2300|45.2301,,,
      BX,2,A09.9,45.2301|45.2302,,,
      BX,3,A09.9,45.2302+51.2300,,,
      BX,4,A09.9,45.2302,51.2300,,
      JC,5,A09.9,45.2302,,,
      JC,6,A09.9,45.2302,,,
      """)
    #expect(found == ["3 CATALOGUE_OVERLAP BX-1", "7 CATALOGUE_SAME_DEFINITION JC-5"])
  }

  @Test("Codes that the code tables do not have, unusual forms, what is repeated")
  func codes() throws {
    let found = try Self.warnings(
      "BX,1,A09.0|M47.0+|A08,45.2300|17.98124,45.2300|45.23|45.2300,,\n",
      [
        .diagnosisCodes: "code\nA09.000\nA09.000x001\nM47.000\n",
        .procedureCodes: "code\n45.2300\n45.2300x003\n",
        .excludedDiagnoses: "code\nB02.000\nB03.000\nB03.000\n",
      ])
    #expect(
      found == [
        "0 CATALOGUE_CODES_UNKNOWN B02.000 B03.000", "4 CATALOGUE_CODE_REPEATED B03.000",
        "2 CATALOGUE_CODE_UNKNOWN 17.98124", "2 CATALOGUE_CODE_UNKNOWN A08",
        "2 CATALOGUE_ASTERISK_DROPPED A09.0|M47.0+|A08", "2 CATALOGUE_CODE_FORM 17.98124",
        "2 CATALOGUE_CODE_REPEATED 45.2300|45.23|45.2300",
      ])
  }

  @Test("Composite groups whose classes and levels no file states")
  func references() throws {
    let levels =
      "kind,seq,main_diagnosis_codes,main_procedure_codes,procedure_class,surgery_level\n"
    let reading = CatalogueReaderTests.reading(
      levels + "ZH,1,A09,,,3\nZH,2,A09,,相关手术组_2,\nZH,3,A09,,内科,\n",
      [
        .procedureClasses: "code,class\n45.2300,相关手术组_1\n",
        .complications: "code,level,exclusion\nI50,CC,1\n",
        .complicationExclusions: "exclusion,main_diagnosis\n1,I10\n2,I11\n",
      ])
    #expect(
      reading.warnings.map { "\($0.file) \($0.issue.row) \($0.issue.code) \($0.issue.value)" } == [
        "complication_exclusions.csv 0 CATALOGUE_EXCLUSION_UNUSED 2",
        "groups.csv 2 CATALOGUE_LEVELS_MISSING 3", "groups.csv 3 CATALOGUE_CLASS_UNUSED 相关手术组_2",
      ])
  }

  @Test("The oddities of the national excerpt are said, not repaired")
  func excerpt() throws {
    guard let reading = NationalExcerpt.reading else { return }
    let counts = Dictionary(grouping: reading.warnings, by: \.issue.code).mapValues(\.count)
    #expect(counts["CATALOGUE_RELATED_IS_MAIN"] == 16)
    #expect(counts["CATALOGUE_CODE_REPEATED", default: 0] >= 3)
    #expect(counts["CATALOGUE_CODE_FORM", default: 0] >= 1)
    #expect(counts["CATALOGUE_ASTERISK_DROPPED"] == 2)
  }

  @Test("Codes of the national excerpt that its code version lacks are fourteen procedures")
  func unknownProcedures() throws {
    guard let groups = SharedData.text("data/dip3/groups.csv"),
      let codes = SharedData.text("data/codes/icd9cm3-yibao-2.0.dat")
    else { return }
    let list = codes.split(whereSeparator: \.isNewline).compactMap {
      $0.split(separator: " ").first
    }
    let reading = CatalogueReaderTests.reading(
      groups, [.procedureCodes: "code\n" + list.joined(separator: "\n") + "\n"])
    let unknown = reading.warnings.filter { $0.issue.code == "CATALOGUE_CODE_UNKNOWN" }
    #expect(Set(unknown.map(\.issue.value)).count == 14)
    let rows = Set(
      unknown.compactMap { finding in
        reading.catalogue?.groups.first { $0.source.row == finding.issue.row }?.code
      })
    #expect(rows == ["XQ-2", "XQ-4", "XQ-7", "XQ-11", "BX-156", "BX-1050", "BX-1051"])
  }
}
