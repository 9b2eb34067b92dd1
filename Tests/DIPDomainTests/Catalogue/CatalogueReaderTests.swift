import DIPDomain
import Quantities
import Tabular
import Testing

@Suite("Reading catalogues")
struct CatalogueReaderTests {
  /// A small catalogue with this groups file and nothing else.
  static func reading(
    _ groups: String, _ others: [CatalogueManifest.Role: String] = [:], rows: Int? = nil
  ) -> CatalogueReading {
    var files = [CatalogueFile(name: "groups.csv", content: Array(groups.utf8))]
    var names: [CatalogueManifest.Role: String] = [.groups: "groups.csv"]
    for (role, text) in others {
      names[role] = "\(role.rawValue).csv"
      files.append(CatalogueFile(name: "\(role.rawValue).csv", content: Array(text.utf8)))
    }
    let manifest = CatalogueManifest(
      name: "t", version: "1", title: Bilingual(zh: "试", en: "t"), hasFictionalScores: true,
      files: names, rows: rows.map { [.groups: $0] } ?? [:])
    files.append(CatalogueFile(name: CatalogueManifest.fileName, content: manifest.csv))
    return CatalogueReader.read(files)
  }

  static let header =
    "kind,seq,main_diagnosis_codes,main_procedure_codes,related_procedure_codes,other_conditions,procedure_class\n"

  @Test("The project's own catalogue has no error and every kind of group")
  func sample() throws {
    let reading = ProjectData.sampleCatalogue
    #expect(reading.errors.isEmpty, "\(reading.errors.prefix(3))")
    let catalogue = try #require(reading.catalogue)
    #expect(catalogue.name == "healthmesh-sample")
    #expect(catalogue.hasFictionalScores)
    #expect(catalogue.groups.count >= 150)
    #expect(Set(catalogue.groups.map(\.kind)) == Set(GroupKind.allCases))
    #expect(
      catalogue.groups.contains { $0.isTCM } && catalogue.groups.contains { $0.isPrimaryCare })
    #expect(catalogue.groups.allSatisfy { $0.score != nil && !$0.referenceMeans.isEmpty })
    let group = try #require(catalogue.groups.first { $0.code == "BX-20" })
    let mean = try #require(group.scoring.referenceMean(level: 2, insurance: "390"))
    #expect(mean.fen > 0)
    // Every group can be the group of a made-up case, whose codes are real ones.
    // Composite groups of two characters are for policies that fall back to them; nobody makes up cases.
    #expect(
      catalogue.groups.allSatisfy { group in
        !group.typicalDiagnoses.isEmpty
          || (group.kind == .composite && group.diagnoses.allSatisfy { $0.description.count == 2 })
      })
  }

  @Test(
    "What is wrong is refused with its row and column",
    arguments: [
      ("XX,1,A09,,,,", "kind", "CATALOGUE_KIND_INVALID"),
      ("JC,0,A09,,,,", "seq", "CATALOGUE_SEQUENCE_INVALID"),
      ("JC,1,A9,,,,\nJC,1,A0900,,,,", "main_diagnosis_codes", "CATALOGUE_CODE_INVALID"),
      ("JC,1,所有诊断,,,,", "main_diagnosis_codes", "CATALOGUE_CODE_INVALID"),
      ("JC,1,A09,51.2300||51.24,,,", "main_procedure_codes", "CATALOGUE_CODE_INVALID"),
      ("JC,1,A09,51.23,+,,", "related_procedure_codes", "CATALOGUE_CODE_INVALID"),
      ("JC,1,A09,,,性别男,", "other_conditions", "CATALOGUE_CONDITION_INVALID"),
      ("ZH,1,A09,,,,", "procedure_class", "CATALOGUE_CLASS_INVALID"),
      ("JC,1,A09,,,,\nJC,1,A08,,,,", "seq", "CATALOGUE_SEQUENCE_TWICE"),
      ("JC,1,A09,,", "", "CSV_RAGGED_ROW"),
    ])
  func defects(rows: String, column: String, code: String) throws {
    let reading = Self.reading(Self.header + rows)
    #expect(reading.catalogue == nil)
    let finding = try #require(reading.errors.first)
    #expect(finding.file == "groups.csv")
    #expect(finding.issue.row >= 2)
    #expect(finding.issue.column == column)
    #expect(finding.issue.code == code)
  }

  @Test("Manifest: missing files, row counts, unknown entries")
  func manifest() {
    #expect(CatalogueReader.read([]).errors.map(\.issue.code) == ["CATALOGUE_MANIFEST_MISSING"])
    let short = Self.reading(Self.header + "JC,1,A09,,,,", rows: 2)
    #expect(short.errors.map(\.issue.code) == ["CATALOGUE_ROW_COUNT"])
    let unknown = CatalogueReader.read([
      CatalogueFile(
        name: CatalogueManifest.fileName,
        content: Array("key,value\nname,a\nversion,1\nfile:groups,g.csv\ncolour,red\n".utf8))
    ])
    #expect(unknown.errors.map(\.issue.code) == ["CATALOGUE_MANIFEST_ENTRY"])
  }

  @Test("Scores, exclusions and lists are checked against the groups")
  func lists() throws {
    let groups = Self.header + "JC,1,A09,,,,\nJC,2,B02,45.2300,,,"
    let reading = Self.reading(
      groups,
      [
        .scores: "code,score,mean,mean_310_3\nJC-1,12.5,100,120\n",
        .primaryCare: "main_diagnosis_codes,main_procedure_codes\nA09,\nC34,\n",
        .excludedProcedures:
          "code,exclusion_kind,scope_main_diagnosis\n45.2300,不可作为主要手术操作,\n44.13,限范围可作主要手术操作,A00-A09|I85\n",
      ])
    let catalogue = try #require(reading.catalogue)
    #expect(catalogue.groups[0].score == (try Decimal(parsing: "12.5")))
    #expect(catalogue.groups[0].isPrimaryCare && !catalogue.groups[1].isPrimaryCare)
    #expect(
      Set(reading.warnings.map(\.issue.code)) == [
        "CATALOGUE_PRIMARY_CARE_UNUSED", "CATALOGUE_SCORE_MISSING", "CATALOGUE_MAIN_IS_EXCLUDED",
      ])
    let bad = Self.reading(
      groups,
      [
        .scores: "code,score\nJC-9,1\nJC-1,-1\nJC-2,1,5\n",
        .excludedProcedures: "code,exclusion_kind\n45.23,别的\n",
        .procedureClasses: "code,class\n45.23,别的\n",
      ])
    #expect(
      Set(bad.errors.map(\.issue.code)) == [
        "CATALOGUE_SCORE_GROUP", "CATALOGUE_NUMBER_INVALID", "CSV_RAGGED_ROW",
        "CATALOGUE_EXCLUSION_INVALID", "CATALOGUE_CLASS_INVALID",
      ])
  }

  @Test("Code lists are part of a catalogue that has them")
  func codeLists() throws {
    let groups = Self.header + "JC,1,A09,,,,"
    let without = try #require(Self.reading(groups).catalogue)
    #expect(without.codes == nil)
    let lists: [CatalogueManifest.Role: String] = [
      .diagnosisCodes: "code,name\na09.900,胃肠炎\nA09.901,肠炎\n",
      .procedureCodes: "编码\n45.2300\n",
    ]
    let with = try #require(Self.reading(groups, lists).catalogue)
    #expect(
      with.codes
        == CodeTable(
          diagnoses: [
            try DiagnosisCode(parsing: "A09.901"), try DiagnosisCode(parsing: "A09.900"),
          ], procedures: [try ProcedureCode(parsing: "45.2300")]))
    #expect(with.hash != without.hash)
    let bad = Self.reading(
      groups, [.diagnosisCodes: "code\nA9\n", .procedureCodes: "code\nA09.900\n"])
    #expect(bad.catalogue == nil)
    #expect(
      bad.errors.map { "\($0.file):\($0.issue.row) \($0.issue.code)" } == [
        "diagnosis_codes.csv:2 CATALOGUE_CODE_INVALID",
        "procedure_codes.csv:2 CATALOGUE_CODE_INVALID",
      ])
  }

  @Test("Expressions: | binds tighter than +, conditions of the workbook")
  func expressions() throws {
    let text =
      Self.header
      + "FZ,1,Z51.1|Z51.8,99.25|99.28+45.23/45.24,,天龄 <29天; 出生体重1000-1499克;其他诊断 C00-C75（原发）|D37,"
    let reading = Self.reading(text)
    #expect(reading.errors.count == 1, "text after the bracket is no code")
    let good = Self.reading(
      Self.header
        + "FZ,1,Z51.1|Z51.8,99.25|99.28+45.23/45.24,,天龄 <29天; 出生体重1000-1499克;其他诊断 C00-C75|D37（原发）; 面积＜10%,"
    )
    let group = try #require(good.catalogue?.groups.first)
    #expect(group.mainProcedures.clauses.map(\.count) == [2, 2])
    #expect(group.conditions.count == 3)
    #expect(group.conditions.contains(.ageInDays(0...28)))
    #expect(group.conditions.contains(.birthWeight(1000...1499)))
  }

  @Test(
    "The hash does not depend on the order of rows, and changes with any rule", arguments: 0..<2)
  func hash(seed: UInt64) throws {
    let original = try #require(ProjectData.sampleCatalogue.catalogue)
    var random = SeededRandom(seed: seed)
    let shuffled = CatalogueReader.read(
      ProjectData.sampleCatalogueFiles.map { Self.shuffled($0, &random) })
    #expect(shuffled.catalogue?.hash == original.hash, "seed \(seed)")
    let changed = ProjectData.sampleCatalogueFiles.map { file in
      guard file.name == "scores.csv" else { return file }
      var lines = String(decoding: file.content, as: UTF8.self).split(separator: "\n")
      let row = Int.random(in: 1..<lines.count, using: &random)
      var cells = lines[row].split(separator: ",").map(String.init)
      cells[1] += "1"
      lines[row] = Substring(cells.joined(separator: ","))
      return CatalogueFile(name: file.name, content: Array(lines.joined(separator: "\n").utf8))
    }
    #expect(CatalogueReader.read(changed).catalogue?.hash != original.hash, "seed \(seed)")
  }

  /// The file with its rows in another order.
  static func shuffled(_ file: CatalogueFile, _ random: inout SeededRandom) -> CatalogueFile {
    guard file.name != CatalogueManifest.fileName else { return file }
    let lines = String(decoding: file.content, as: UTF8.self).split(separator: "\n")
    let rows = [lines[0]] + lines.dropFirst().shuffled(using: &random)
    return CatalogueFile(name: file.name, content: Array(rows.joined(separator: "\n").utf8))
  }

  @Test("Garbage never crashes the reader", arguments: 0..<6)
  func garbage(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let files = ProjectData.sampleCatalogueFiles.map { file in
      var content = Array(file.content.prefix(20_000))
      for _ in 0..<20 where !content.isEmpty {
        content[Int.random(in: content.indices, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      return CatalogueFile(name: file.name, content: content)
    }
    let reading = CatalogueReader.read(files)
    #expect((reading.catalogue == nil) == !reading.errors.isEmpty, "seed \(seed)")
  }
}
