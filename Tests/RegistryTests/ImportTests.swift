import Quantities
import RegistryDomain
import RegistryStorage
import Store
import Tabular
import Testing

@Suite struct ImportTests {
  private static let areaHeader =
    "code,name,kind,parent,valid_from,valid_to,successors,residents,residents_year\n"
  private static let institutionHeader =
    "code,name,uscc,insurance_code,kind,level,grade,ownership,area,valid_from,valid_to\n"

  @Test(arguments: ["areas.csv", "demo/areas.csv"])
  func areasRoundTrip(file: String) throws {
    let bytes = try RegistryFixture.deployed(file)
    let registry = try RegistryFixture()
    try registry.importAreas(bytes)
    #expect(try registry.exportAreas() == bytes)
    let again = try registry.importAreas(bytes)
    #expect(again.unchanged == again.rowsRead)
    #expect(try registry.read { try $0.lastRecorded() } == 1)
  }

  @Test func institutionsAndConsortiaRoundTrip() throws {
    let registry = try RegistryFixture.demo()
    let institutions = try RegistryFixture.deployed("demo/institutions.csv")
    let consortia = try RegistryFixture.deployed("demo/consortia.csv")
    #expect(try registry.exportInstitutions() == institutions)
    #expect(try registry.exportConsortia() == consortia)
    let before = try registry.read { try $0.lastRecorded() }
    let events = registry.database.outbox.last
    let i = try registry.importInstitutions(institutions)
    let c = try registry.importConsortia(consortia)
    #expect(i.unchanged == i.rowsRead && i.rowsRead == 35)
    #expect(c.unchanged == c.rowsRead && c.rowsRead == 32)
    #expect(try registry.read { try $0.lastRecorded() } == before)
    #expect(registry.database.outbox.last == events)
  }

  /// Rows in any order, and histories that were edited, export and import to the same bytes.
  @Test(arguments: 0..<6 as Range<UInt64>)
  func anyHistoryRoundTrips(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let registry = try RegistryFixture.demo()
    for step in 0..<12 {
      let at = try day("2024-01-01").adding(days: Int.random(in: 0..<700, using: &random))
      try registry.write { writer in
        var filter = RegistryReader.InstitutionFilter()
        filter.kinds = [.townshipHealthCentre]
        let all = try writer.reader.institutions(
          filter, asOf: AsOf(day: at), page: Page(limit: 1000))
        guard let version = all.randomElement(using: &random) else { return }
        let old = version.fact
        _ = try? writer.editInstitution(
          Institution(
            code: old.code, name: "卫生院 \"\(step)\", 甲", aliases: ["别名\(step)"],
            uscc: old.uscc, insuranceCode: old.insuranceCode, kind: old.kind, rating: old.rating,
            ownership: old.ownership, founder: "", area: old.area, beds: UInt32(step)),
          from: at, expected: version.recorded)
      }
    }
    let exported = try registry.exportInstitutions()
    let other = try RegistryFixture()
    try other.importAreas(registry.exportAreas())
    // Shuffled rows.
    var lines = String(decoding: exported, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    let header = lines.removeFirst()
    lines.removeLast()
    lines.shuffle(using: &random)
    let shuffled = ([header] + lines).joined(separator: "\n") + "\n"
    let outcome = try other.importInstitutions(Array(shuffled.utf8))
    #expect(outcome.quarantined == 0, "seed \(seed): \(outcome.issues.first?.description ?? "")")
    #expect(try other.exportInstitutions() == exported, "seed \(seed)")
    try other.importConsortia(registry.exportConsortia())
    let consortia = try registry.exportConsortia()
    #expect(try other.exportConsortia() == consortia, "seed \(seed)")
  }

  @Test func everyBadRowSaysWhereAndWhy() throws {
    let registry = try RegistryFixture()
    let file =
      Self.areaHeader + """
        990000,示例省,省,,2020-01-01,,,,
        99000,坏代码,省,,2020-01-01,,,,
        990100,临江市,地级市,990000,2020-13-01,,,,
        990200,怪市,大市,990000,2020-01-01,,,,
        990300,短市,地级市,990000
        990400,人口市,地级市,990000,2020-01-01,,,12万,2024
        990500,无年市,地级市,990000,2020-01-01,,,120000,
        990600,倒置市,地级市,990000,2020-01-01,2019-01-01,,,
        990700,孤儿市,地级市,980000,2020-01-01,,,,
        990701,孤儿区,市辖区,990700,2020-01-01,,,,
        990800,,地级市,990000,2020-01-01,,,,
        990900,好市,地级市,990000,2020-01-01,,,,

        """
    let outcome = try registry.importAreas(Array(file.utf8))
    #expect(outcome.adds)
    #expect(outcome.inserted == 2)
    #expect(outcome.quarantined == 10)
    let found = outcome.issues.map { "\($0.row) \($0.column) \($0.code)" }
    #expect(
      found == [
        "3 code AREA_CODE_INVALID", "4 valid_from DAY_INVALID", "5 kind REGISTRY_TERM_UNKNOWN",
        "6  CSV_RAGGED_ROW", "7 residents REGISTRY_NUMBER_INVALID",
        "8 residents REGISTRY_POPULATION_INVALID", "9 valid_to REGISTRY_VALIDITY_EMPTY",
        "10 parent REGISTRY_UNKNOWN", "11 parent REGISTRY_UNKNOWN", "12 name REGISTRY_CELL_EMPTY",
      ])
    for issue in outcome.issues {
      #expect(!issue.message.zh.isEmpty && !issue.message.en.isEmpty)
      #expect(!issue.remedy.zh.isEmpty && !issue.remedy.en.isEmpty)
    }
  }

  @Test func aLaterFileContinuesTheHistory() throws {
    let registry = try RegistryFixture()
    try registry.importAreas(
      Array((Self.areaHeader + "990000,示例省,省,,2020-01-01,,,,\n").utf8))
    let overlapping = try registry.importAreas(
      Array((Self.areaHeader + "990000,新名省,省,,2023-01-01,,,,\n").utf8))
    #expect(overlapping.codes == ["REGISTRY_HISTORY_OVERLAP"])
    let renamed = try registry.importAreas(
      Array(
        (Self.areaHeader + """
          990000,示例省,省,,2020-01-01,2023-01-01,,,
          990000,新名省,省,,2023-01-01,,,,
          990000,别名省,省,,2023-01-01,,,,
          990000,新名省,省,,2023-01-01,,,,

          """).utf8))
    #expect(renamed.replaced == 1 && renamed.inserted == 1 && renamed.unchanged == 1)
    #expect(renamed.codes == ["REGISTRY_ROW_TWICE"])
    try registry.read { reader throws in
      let code = try areaCode("990000")
      #expect(try reader.area(code, asOf: asOf("2022-12-31"))?.fact.name == "示例省")
      #expect(try reader.area(code, asOf: asOf("2023-01-01"))?.fact.name == "新名省")
      // As known before the rename.
      #expect(try reader.area(code, asOf: asOf("2023-01-01", 1))?.fact.name == "示例省")
      #expect(try reader.history(ofArea: code).count == 3)
    }
  }

  @Test func institutionsNeedAnAreaAndOwnIdentifiers() throws {
    let registry = try RegistryFixture.demo()
    // 91350100M000100Y43 is the worked example of GB 32100; its last character is the check.
    let file =
      Self.institutionHeader + """
        X-0001,甲医院,91350100M000100Y43,H99012100091,综合医院,二级,甲等,政府办,990121,2024-01-01,
        X-0002,乙医院,91350100M000100Y44,,综合医院,二级,甲等,政府办,990121,2024-01-01,
        X-0003,丙医院,91350100M000100Y43,,综合医院,二级,甲等,政府办,990121,2024-01-01,
        X-0004,丁医院,,H9901210009,综合医院,二级,甲等,政府办,990121,2024-01-01,
        X-0005,戊医院,,H99012100001,综合医院,二级,甲等,政府办,990121,2024-01-01,
        X-0006,己医院,,,综合医院,二级,甲等,政府办,990199,2024-01-01,
        X-0007,庚医院,,,综合医院,四级,甲等,政府办,990121,2024-01-01,
        X-0008,辛医院,,,综合医院,二级,甲等,政府办,990121,2019-12-31,
        X-0009,壬卫生室,,,嘎查村卫生室,,,政府办,990121,2024-01-01,

        """
    let outcome = try registry.importInstitutions(Array(file.utf8))
    #expect(outcome.adds)
    #expect(
      outcome.issues.map { "\($0.row) \($0.column) \($0.code)" } == [
        "3 uscc USCC_INVALID", "4 uscc REGISTRY_DUPLICATE",
        "5 insurance_code INSTITUTION_CODE_INVALID", "6 insurance_code REGISTRY_DUPLICATE",
        "7 area REGISTRY_UNKNOWN", "8 level REGISTRY_TERM_UNKNOWN", "9 area REGISTRY_UNKNOWN",
      ])
    #expect(outcome.inserted == 2)
  }

  @Test func filesThatAreNoneAreRefused() throws {
    for (text, expected) in [
      ("", "REGISTRY_FILE_EMPTY"), ("a,b\n1,2\n", "CSV_COLUMNS_MISSING"),
    ] {
      let error = #expect(throws: Problem.self) {
        try RegistryFixture().importAreas(Array(text.utf8))
      }
      #expect(error?.code == expected)
    }
  }

  @Test func issuesAreBounded() throws {
    var file = Self.areaHeader
    for _ in 0..<(ImportOutcome.issueLimit + 50) { file += "x,甲,省,,2020-01-01,,,,\n" }
    let outcome = try RegistryFixture().importAreas(Array(file.utf8))
    #expect(outcome.issues.count == ImportOutcome.issueLimit)
    #expect(outcome.issuesTruncated)
    #expect(outcome.quarantined == ImportOutcome.issueLimit + 50)
  }

  @Test func chineseHeadersAndGB18030Work() throws {
    // "代码,名称,类型,上级代码,启用日期\n990000,甲省,省,,2020-01-01\n" in GB18030.
    let bytes: [UInt8] =
      [0xB4, 0xFA, 0xC2, 0xEB, 0x2C, 0xC3, 0xFB, 0xB3, 0xC6, 0x2C, 0xC0, 0xE0, 0xD0, 0xCD, 0x2C]
      + [0xC9, 0xCF, 0xBC, 0xB6, 0xB4, 0xFA, 0xC2, 0xEB, 0x2C, 0xC6, 0xF4, 0xD3, 0xC3, 0xC8, 0xD5]
      + [0xC6, 0xDA, 0x0A] + Array("990000,".utf8) + [0xBC, 0xD7, 0xCA, 0xA1, 0x2C, 0xCA, 0xA1]
      + Array(",,2020-01-01\n".utf8)
    let registry = try RegistryFixture()
    let outcome = try registry.importAreas(bytes)
    #expect(outcome.inserted == 1, "\(outcome.issues)")
    #expect(
      try registry.read { try $0.area(areaCode("990000"), asOf: asOf("2024-01-01"))?.fact.name }
        == "甲省")
  }
}
