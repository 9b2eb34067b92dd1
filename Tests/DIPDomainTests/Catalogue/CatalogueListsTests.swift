import DIPDomain
import Quantities
import Tabular
import Testing

@Suite("Lists of a catalogue beside its groups")
struct CatalogueListsTests {
  private static let groups =
    CatalogueReaderTests.header + "JC,1,A09,,,,\nJC,2,B02,45.2300,,,\n"

  private static func catalogue(
    _ lists: [CatalogueManifest.Role: String], groups: String = Self.groups
  ) throws -> Catalogue {
    let reading = CatalogueReaderTests.reading(groups, lists)
    #expect(reading.errors.isEmpty, "\(reading.errors)")
    return try #require(reading.catalogue)
  }

  private static func diagnosis(_ text: String) throws -> CodeKey {
    try DiagnosisCode(parsing: text).key
  }

  private static func procedure(_ text: String) throws -> CodeKey {
    try ProcedureCode(parsing: text).key
  }

  @Test("A complication does not count beside a main diagnosis of its exclusion list")
  func complications() throws {
    let table = try Self.catalogue([
      .complications: "code,level,exclusion\nI50,CC,\nI50.1,MCC,\nJ18.900,CC,1\nE11.9,MCC,2\n",
      .complicationExclusions: "exclusion,main_diagnosis\n1,J10-J22\n2,E10|E11\n",
    ]).complications
    let main = try Self.diagnosis("K80.302")
    // The longest entry decides; a full code means itself, a shorter one all codes below it.
    #expect(table.level(of: try Self.diagnosis("I50.900"), main: main) == .cc)
    #expect(table.level(of: try Self.diagnosis("I50.100x002"), main: main) == .mcc)
    #expect(table.level(of: try Self.diagnosis("J18.900"), main: main) == .cc)
    #expect(table.level(of: try Self.diagnosis("J18.900x001"), main: main) == nil)
    #expect(table.level(of: try Self.diagnosis("J18.9"), main: main) == nil)
    #expect(table.level(of: try Self.diagnosis("K29.500"), main: main) == nil)
    let pneumonia = try Self.diagnosis("J15.900")
    #expect(table.level(of: try Self.diagnosis("J18.900"), main: pneumonia) == nil)
    #expect(table.level(of: try Self.diagnosis("I50.900"), main: pneumonia) == .cc)
    let all = try ["J18.900", "E11.900", "I50.900"].map(Self.diagnosis)
    #expect(table.level(ofSecondaries: all, main: main) == .mcc)
    #expect(table.level(ofSecondaries: all, main: try Self.diagnosis("E11.500")) == .cc)
  }

  @Test("Every comorbidity category counts once")
  func comorbidities() throws {
    let table = try Self.catalogue([
      .comorbidities: """
      category,weight,code
      糖尿病,1,E10
      糖尿病,1,E11
      糖尿病伴慢性并发症,2,E11.2
      转移性实体瘤,6,C77
      """
    ]).comorbidities
    let keys = try ["E10.900", "E11.900", "E11.900x001", "E11.200", "C77.000", "I10.x00"]
      .map(Self.diagnosis)
    #expect(table.index(of: keys) == 9)
    #expect(table.index(of: keys.prefix(3)) == 1)
    #expect(table.index(of: []) == 0)
    #expect(table.category(of: keys[3])?.name == "糖尿病伴慢性并发症")
  }

  @Test("Codes of other versions lead to the catalogue's, with the row as trail")
  func mapping() throws {
    let catalogue = try Self.catalogue([
      .diagnosisMapping: """
      from,to,from_version,to_version
      A18.300x009,A18.300x009+K93.0*,1.0,2.0
      A19.800x011,A19.000x002,1.0,2.0
      A19.800x011,A19.100,1.0,3.0
      """,
      .procedureMapping: "from,to,to_version\n45.23,45.2300,2.0\n",
    ])
    let diagnoses = catalogue.diagnosisMapping
    #expect(diagnoses.targets == ["2.0", "3.0"])
    let from = try Self.diagnosis("A19.800x011")
    #expect(diagnoses.map(from, to: "2.0")?.to == (try Self.diagnosis("A19.000x002")))
    #expect(diagnoses.map(from, to: "2.0")?.row == 3)
    #expect(diagnoses.map(from, to: "3.0")?.row == 4)
    #expect(diagnoses.map(from) == nil, "two versions: the policy has to name one")
    #expect(diagnoses.map(from, to: "4.0") == nil)
    #expect(diagnoses.map(try Self.diagnosis("A19.9"), to: "2.0") == nil)
    let found = catalogue.procedureMapping.map(try Self.procedure("45.23"))
    #expect(found?.to == (try Self.procedure("45.2300")))
  }

  @Test("Class tables by name: the first that lists a code decides")
  func classTables() throws {
    let catalogue = try Self.catalogue([
      .procedureClasses: """
      code,class,table
      45.2300,诊断性操作,national
      33.2700,手术,national
      45.2300,治疗性操作组_2,taian
      """
    ])
    let code = try ProcedureCode(parsing: "45.2300")
    #expect(catalogue.procedureClassTables.map(\.name) == ["national", "taian"])
    #expect(catalogue.procedureClasses[code] == .diagnostic)
    #expect(catalogue.procedureClasses(of: [])[code]?.procedureClass == .diagnostic)
    let taian = catalogue.procedureClasses(of: ["taian", "national"])
    #expect(taian[code] == .init(.therapeutic, division: 2))
    #expect(taian.count == 2)
    #expect(catalogue.procedureClasses(of: ["taian"]).count == 1)
  }

  @Test("Auxiliary coefficients, new technology, Chinese medicine, local groups, surgery levels")
  func groupTables() throws {
    let composite = "ZH,1,A09,,,,诊断性操作\n"
    let catalogue = try Self.catalogue(
      [
        .local: "seq,主要诊断编码,主要手术操作编码\n7,A01,\n",
        .auxiliary:
          "group_code,type,coefficient,cases,mean\nJC-2,icu-2-7,1.85,31,20000\nBD-7,age,0.9,,\n",
        .tcmGroups: "group_code,score\nBD-7,120\n",
        .newTechnology: "code,score,note\n37.9000x002,310.5,左心耳封堵\n",
        .surgeryLevels: "code,level\n45.23,1\n45.2300x003,2\n",
      ], groups: Self.groups + composite)
    let local = try #require(catalogue.index(of: "BD-7"))
    #expect(catalogue.groups[local].kind == .local && catalogue.groups[local].isTCM)
    #expect(catalogue.groups[local].score == (try Decimal(parsing: "120")))
    let second = try #require(catalogue.index(of: "JC-2"))
    #expect(
      catalogue.auxiliary.coefficient(group: second, type: "icu-2-7")
        == (try Decimal(parsing: "1.85")))
    #expect(catalogue.auxiliary.coefficient(group: second, type: "age") == nil)
    #expect(catalogue.auxiliary.coefficient(group: 0, type: "age") == nil)
    #expect(catalogue.auxiliary.types == ["age", "icu-2-7"])
    #expect(catalogue.newTechnologies.map(\.score) == [try Decimal(parsing: "310.5")])
    #expect(catalogue.surgeryLevels[try Self.procedure("45.2300x001")] == 1)
    #expect(catalogue.surgeryLevels[try Self.procedure("45.2300x003")] == 2)
    #expect(catalogue.surgeryLevels[try Self.procedure("51.2300")] == nil)
    let levels = try Self.catalogue(
      [:],
      groups:
        "kind,seq,main_diagnosis_codes,main_procedure_codes,procedure_class,surgery_level\nZH,1,A09,,,3\nZH,2,A09,,相关手术组_2,\n"
    )
    #expect(levels.groups[0].surgeryLevel == 3 && levels.groups[0].procedureClass == .surgical)
    #expect(levels.groups[1].surgeryLevel == nil && levels.groups[1].procedureDivision == 2)
  }

  @Test(
    "What is wrong in a list is refused with file, row and column",
    arguments: [
      (
        .auxiliary, "group_code,type,coefficient\nJC-9,a,1\n", "group_code",
        "CATALOGUE_GROUP_UNKNOWN"
      ),
      (
        .auxiliary, "group_code,type,coefficient\nJC-1,a,x\n", "coefficient",
        "CATALOGUE_NUMBER_INVALID"
      ),
      (
        .auxiliary, "group_code,type,coefficient\nJC-1,a,1\nJC-1,a,2\n", "type",
        "CATALOGUE_AUXILIARY_TYPE"
      ),
      (.complications, "code,level\nA09,cC\n", "level", "CATALOGUE_LEVEL_INVALID"),
      (
        .complications, "code,level,exclusion\nA09,CC,7\n", "exclusion",
        "CATALOGUE_EXCLUSION_UNKNOWN"
      ),
      (.complications, "code,level\nA09,CC\nA09,MCC\n", "code", "CATALOGUE_CODE_TWICE"),
      (
        .comorbidities, "category,weight,code\na,1,A09\na,2,A08\n", "category",
        "CATALOGUE_CATEGORY_INVALID"
      ),
      (.comorbidities, "category,weight,code\na,1.5,A09\n", "weight", "CATALOGUE_NUMBER_INVALID"),
      (.surgeryLevels, "code,level\n45.23,5\n", "level", "CATALOGUE_NUMBER_INVALID"),
      (
        .diagnosisMapping, "from,to,to_version\nA09,A08,\n", "to_version",
        "CATALOGUE_VERSION_MISSING"
      ),
      (
        .diagnosisMapping, "from,to,to_version\nA09,A08,2\nA09,A07,2\n", "from",
        "CATALOGUE_CODE_TWICE"
      ),
      (.procedureMapping, "from,to,to_version\nA09,45.23,2\n", "from", "CATALOGUE_CODE_INVALID"),
      (.newTechnology, "code,score\n45.23,-1\n", "score", "CATALOGUE_NUMBER_INVALID"),
      (.tcmGroups, "group_code\nJC-9\n", "group_code", "CATALOGUE_GROUP_UNKNOWN"),
      (
        .local, "seq,main_diagnosis_codes,main_procedure_codes,code\n1,A09,,JC-1\n", "code",
        "CATALOGUE_CODE_TWICE"
      ),
      (.procedureClasses, "code,class\n45.23,手术\n45.23,手术\n", "code", "CATALOGUE_CODE_TWICE"),
      (.procedureClasses, "code,class\n45.23,相关手术组_x\n", "class", "CATALOGUE_CLASS_INVALID"),
    ] as [(CatalogueManifest.Role, String, String, String)])
  func defects(role: CatalogueManifest.Role, text: String, column: String, code: String) throws {
    let reading = CatalogueReaderTests.reading(Self.groups, [role: text])
    #expect(reading.catalogue == nil)
    let finding = try #require(reading.errors.first)
    #expect(finding.file == "\(role.rawValue).csv")
    #expect(finding.issue.row == text.split(separator: "\n").count)
    #expect(finding.issue.column == column)
    #expect(finding.issue.code == code)
    #expect(!finding.issue.message.zh.isEmpty && !finding.issue.remedy.zh.isEmpty)
  }

  @Test("A list is part of the hash; a catalogue without the new files keeps the hash it had")
  func hash() throws {
    let without = try Self.catalogue([:])
    for (role, text) in [
      (.auxiliary, "group_code,type,coefficient\nJC-1,a,1\n"),
      (.complications, "code,level\nA09,CC\n"), (.comorbidities, "category,weight,code\na,1,A09\n"),
      (.surgeryLevels, "code,level\n45.23,3\n"), (.newTechnology, "code,score\n45.23,1\n"),
      (.diagnosisMapping, "from,to,to_version\nA09,A08,2\n"),
    ] as [(CatalogueManifest.Role, String)] {
      #expect(try Self.catalogue([role: text]).hash != without.hash, "\(role)")
      #expect(try Self.catalogue([role: text]) == Self.catalogue([role: text]))
    }
  }

  @Test("A file whose checksum is not the manifest's is refused")
  func checksum() {
    let file = CatalogueFile(name: "groups.csv", content: Array(Self.groups.utf8))
    for (content, codes) in [
      (file.content, []), (file.content + [0x0A], ["CATALOGUE_CHECKSUM"]),
    ] {
      let manifest = CatalogueManifest(
        name: "t", version: "1", title: Bilingual(zh: "试", en: "t"), hasFictionalScores: true,
        files: [.groups: file.name], checksums: [.groups: SHA256Digest(of: content)])
      let reading = CatalogueReader.read([
        file, CatalogueFile(name: CatalogueManifest.fileName, content: manifest.csv),
      ])
      #expect(reading.errors.map(\.issue.code) == codes)
    }
  }
}
