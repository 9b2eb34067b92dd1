import DIPDomain
import Quantities
import Tabular
import Testing

@Suite("Hostile catalogues")
struct CatalogueFuzzTests {
  /// What cells are made of: codes, separators, words of the workbook, and what no cell should have.
  private static let parts = [
    "A09", "A09.0", "A09.001", "A09.900x001", "Z51.1", "A00-A09", "Z99-A00", "C", "B3", "M47.0+",
    "B33.400+J17.1*", "45.23", "45.2300", "45.2300x001", "43.5x00x003", "17.98124", "00.660A1", "|",
    "+", "/", "、", "-", "；", ";", " ", "　", "所有诊断", "天龄", "<29天", "≥18岁", "年龄", "出生体重",
    "1000-1499克", "0-999999999999999999999克", "其他诊断", "（", "）", "是否耐药：是", "面积", "BX",
    "JC", "ZH", "XQ", "BD", "1", "0", "-1", "2147483648", "99999999999999999999", "1.5",
    "0.0000001",
    "1e9", "CC", "MCC", "相关手术组_2", "_", "手术", "诊断性操作", "按保守治疗入组", "限范围可作主要手术操作", "JC-1",
    "310", "是", "\u{0}", "\u{FEFF}", "😀", "\"", "\r", "x",
  ]

  private static func cell(_ random: inout SeededRandom) -> String {
    let count = [0, 1, 1, 1, 2, 3, 7].randomElement(using: &random) ?? 1
    return (0..<count).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
  }

  /// A file of a role: its columns in any order, some missing, and cells of everything.
  private static func table(
    _ header: [String], rows: Int, _ random: inout SeededRandom
  ) -> [UInt8] {
    var writer = CSVWriter()
    var names = header.shuffled(using: &random)
    if Int.random(in: 0..<8, using: &random) == 0 { names.removeLast() }
    writer.writeRow(names)
    for row in 0..<rows {
      writer.writeRow(
        names.map { name in
          // Rows that can be read are needed, too, or nothing behind the first check is tested.
          switch name {
          case "seq": "\(row + 1)"
          case "kind": ["BX", "JC", "ZH", cell(&random)].randomElement(using: &random) ?? "JC"
          case "main_diagnosis_codes" where row % 2 == 0: "A0\(row % 10)"
          case "main_procedure_codes" where row % 3 == 0: ""
          case "code", "group_code", "from", "to":
            Bool.random(using: &random)
              ? "A0\(row % 10).\(row)00".prefix(7).description : cell(&random)
          default: cell(&random)
          }
        })
    }
    return writer.bytes
  }

  private static func check(_ files: [CatalogueFile], _ comment: String) throws {
    let reading = CatalogueReader.read(files)
    #expect((reading.catalogue == nil) == !reading.errors.isEmpty, "\(comment)")
    guard let catalogue = reading.catalogue else { return }
    let compiled = CompiledCatalogue.encode(catalogue)
    let again = try CompiledCatalogue.decode(compiled, hash: catalogue.hash.description)
    #expect(again == catalogue, "\(comment)")
    #expect(CatalogueComparison(again, catalogue).changes.isEmpty, "\(comment)")
    _ = try Grouper(catalogue: catalogue, rules: GroupingRules())
  }

  private static func manifest(
    _ files: [CatalogueManifest.Role: String]
  ) -> CatalogueFile {
    CatalogueFile(
      name: CatalogueManifest.fileName,
      content: CatalogueManifest(
        name: "f", version: "1", title: Bilingual(zh: "试", en: "f"), hasFictionalScores: true,
        files: files
      ).csv)
  }

  @Test("Tables of anything are read or refused", arguments: 0..<6)
  func tables(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let sampleHeaders = Dictionary(
      uniqueKeysWithValues: ProjectData.sampleCatalogueFiles.map { file in
        let line = String(decoding: file.content, as: UTF8.self).prefix { $0 != "\n" }
        return (file.name, line.split(separator: ",").map(String.init))
      })
    let headers: [CatalogueManifest.Role: [String]] = [
      .local: ["seq", "main_diagnosis_codes", "main_procedure_codes", "other_conditions"],
      .tcmGroups: ["group_code", "score"], .surgeryLevels: ["code", "level"],
      .newTechnology: ["code", "score", "note"],
      .diagnosisMapping: ["from", "to", "from_version", "to_version"],
      .procedureMapping: ["from", "to", "to_version"], .diagnosisCodes: ["code"],
      .procedureCodes: ["code"],
    ]
    for round in 0..<40 {
      var files: [CatalogueFile] = []
      var names: [CatalogueManifest.Role: String] = [:]
      for role in CatalogueManifest.Role.allCases {
        let name = "\(role.rawValue).csv"
        guard let header = headers[role] ?? sampleHeaders[name],
          role == .groups || Int.random(in: 0..<4, using: &random) == 0
        else { continue }
        names[role] = name
        files.append(
          CatalogueFile(
            name: name,
            content: Self.table(header, rows: .random(in: 0...12, using: &random), &random)))
      }
      try Self.check(files + [Self.manifest(names)], "seed \(seed), round \(round)")
    }
  }

  @Test("Bytes of anything are read or refused", arguments: 0..<4)
  func bytes(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    for _ in 0..<50 {
      let files = CatalogueManifest.Role.allCases.map { role in
        let count = Int.random(in: 0...300, using: &random)
        let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        return CatalogueFile(name: "\(role.rawValue).csv", content: bytes)
      }
      let names = Dictionary(
        uniqueKeysWithValues: CatalogueManifest.Role.allCases.map { ($0, "\($0.rawValue).csv") })
      try Self.check(files + [Self.manifest(names)], "seed \(seed)")
      try Self.check(
        files + [CatalogueFile(name: CatalogueManifest.fileName, content: files[0].content)],
        "seed \(seed)")
    }
  }

  @Test("Mutated files of the sample are read or refused", arguments: 0..<3)
  func mutations(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    // Short files, so that many mutations are tried.
    let short = ProjectData.sampleCatalogueFiles.map { file in
      let lines = String(decoding: file.content, as: UTF8.self).split(separator: "\n")
      let kept =
        file.name == CatalogueManifest.fileName
        ? lines.filter { !$0.hasPrefix("rows:") } : Array(lines.prefix(25))
      return CatalogueFile(name: file.name, content: Array(kept.joined(separator: "\n").utf8))
    }
    for _ in 0..<60 {
      var files = short
      let index = Int.random(in: files.indices, using: &random)
      for _ in 0..<Int.random(in: 1...5, using: &random) where !files[index].content.isEmpty {
        let position = Int.random(in: files[index].content.indices, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: files[index].content[position] = .random(in: 0...255, using: &random)
        case 1: files[index].content.remove(at: position)
        default:
          files[index].content.insert(
            contentsOf: Array((Self.parts.randomElement(using: &random) ?? "").utf8), at: position)
        }
      }
      try Self.check(files, "seed \(seed)")
    }
  }

  @Test("A cell of thousands of codes costs what it is long")
  func longCells() throws {
    let codes = (0..<5_000).map { "\(10 + $0 / 1000).\(1000 + $0 % 1000)" }
    let alternatives = codes.joined(separator: "|")
    let combined = codes.prefix(1000).joined(separator: "|45.23+")
    let diagnoses = (0..<2600).map { number in
      "\(UnicodeScalar(UInt8(65 + number / 100)))\(number % 100 < 10 ? "0" : "")\(number % 100)"
    }.joined(separator: "|")
    let reading = CatalogueReaderTests.reading(
      CatalogueReaderTests.header
        + "BX,1,\(diagnoses),\(alternatives),,,\nBX,2,\(diagnoses),\(combined),,,\nBX,3,A00-Z99,,,,\n"
    )
    let catalogue = try #require(reading.catalogue, "\(reading.errors.prefix(2))")
    #expect(catalogue.groups[1].mainProcedures.clauses.count == 1000)
    _ = try Grouper(catalogue: catalogue, rules: GroupingRules())
  }
}
