import DIPDomain
import Quantities
import Tabular

/// A catalogue of the size of the national one: 5 125 groups with the shares of its four kinds, code
/// tables, exclusions, classes and mappings of the published lengths. Codes and scores are made up.
struct SyntheticCatalogue {
  private var random = SeededRandom(seed: 7)
  private var tables: [CatalogueManifest.Role: CSVWriter] = [:]
  private let diagnoses: [String]
  private let procedures: [String]

  private static let diagnosisCount = 33_306
  private static let procedureCount = 13_685

  init() {
    diagnoses = (0..<Self.diagnosisCount).map { number in
      let letter = String(UnicodeScalar(UInt8(65 + number / 1300)))
      let base = "\(letter)\(Self.padded(number / 13 % 100, 2)).\(number % 10)0\(number % 13 / 10)"
      return number % 13 < 10 ? base : "\(base)x0\(number % 13)"
    }
    procedures = (0..<Self.procedureCount).map { number in
      let base = "\(Self.padded(number / 140 % 100, 2)).\(Self.padded(number / 4 % 100, 2))00"
      return number % 4 == 0 ? base : "\(base)x00\(number % 4)"
    }
    writeGroups()
    writeLists()
  }

  /// The manifest and the files.
  var files: [CatalogueFile] {
    var manifest = CatalogueManifest(
      name: "synthetic", version: "1", title: Bilingual(zh: "合成目录", en: "synthetic catalogue"),
      hasFictionalScores: true, files: [:])
    var files: [CatalogueFile] = []
    for (role, writer) in tables {
      manifest.files[role] = "\(role.rawValue).csv"
      files.append(CatalogueFile(name: "\(role.rawValue).csv", content: writer.bytes))
    }
    return files + [CatalogueFile(name: CatalogueManifest.fileName, content: manifest.csv)]
  }

  private mutating func writeGroups() {
    var groups = CSVWriter()
    groups.writeRow([
      "kind", "seq", "main_diagnosis_codes", "main_procedure_codes", "related_procedure_codes",
      "other_conditions", "note", "group_name",
    ])
    var scores = CSVWriter()
    scores.writeRow([
      "code", "score", "mean", "mean_3", "mean_2", "mean_1", "mean_310_3", "mean_310_2",
      "mean_310_1", "mean_390_3", "mean_390_2", "mean_390_1",
    ])
    for sequence in 1...5125 {
      let kind = sequence <= 19 ? "XQ" : sequence <= 1744 ? "BX" : sequence <= 1857 ? "FZ" : "JC"
      let diagnosis =
        kind == "XQ"
        ? "所有诊断"
        : list(of: diagnoses, kind == "JC" ? 1 : 3).map { String($0.prefix(5)) }.joined(
          separator: "|")
      let isSurgical = kind != "JC" || sequence % 3 > 0
      let main = isSurgical ? list(of: procedures, kind == "JC" ? 3 : 6).joined(separator: "|") : ""
      let related =
        kind == "BX" && sequence % 4 == 0 ? list(of: procedures, 2).joined(separator: "|") : ""
      groups.writeRow([
        kind, "\(sequence)", diagnosis, main, related,
        kind == "FZ" ? "其他诊断 C00-C75（恶性肿瘤）" : "", "", "合成病种名称 \(sequence)",
      ])
      let mean = Int.random(in: 1_000...90_000, using: &random)
      scores.writeRow(
        ["\(kind)-\(sequence)", "\(mean / 9).\(mean % 90 + 10)"]
          + (0..<10).map { "\(mean + $0 * 100).25" })
    }
    tables[.groups] = groups
    tables[.scores] = scores
  }

  private mutating func writeLists() {
    func write(_ role: CatalogueManifest.Role, _ header: [String], _ rows: some Sequence<[String]>)
    {
      var writer = CSVWriter()
      writer.writeRow(header)
      for row in rows { writer.writeRow(row) }
      tables[role] = writer
    }
    write(.diagnosisCodes, ["code", "name"], diagnoses.map { [$0, "合成诊断名称"] })
    write(.procedureCodes, ["code", "name"], procedures.map { [$0, "合成手术操作名称"] })
    write(
      .excludedDiagnoses, ["code", "name"],
      diagnoses.enumerated().filter { $0.offset % 7 == 0 }.prefix(4742).map { [$0.element, "名称"] })
    write(
      .excludedProcedures, ["code", "exclusion_kind"],
      procedures.enumerated().filter { $0.offset % 3 == 0 }.prefix(4111)
        .map { [$0.element, $0.offset % 2 == 0 ? "按保守治疗入组" : "不可作为主要手术操作"] })
    let classes = ["手术", "介入治疗", "治疗性操作", "诊断性操作"]
    write(
      .procedureClasses, ["code", "class"],
      procedures.prefix(13_652).enumerated().map { [$0.element, classes[$0.offset % 4]] })
    write(
      .diagnosisMapping, ["from", "to", "from_version", "to_version"],
      diagnoses.map { [$0, $0, "1.0", "2.0"] })
    write(
      .procedureMapping, ["from", "to", "from_version", "to_version"],
      procedures.prefix(13_001).map { [$0, $0, "1.0", "2.0"] })
    write(
      .complications, ["code", "level"],
      diagnoses.enumerated().filter { $0.offset % 6 == 0 }
        .map { [$0.element, $0.offset % 12 == 0 ? "MCC" : "CC"] })
    write(
      .comorbidities, ["category", "weight", "code"],
      diagnoses.enumerated().filter { $0.offset % 14 == 0 }
        .map { ["合并症\($0.offset % 17)", "\($0.offset % 17 / 4 + 1)", $0.element] })
  }

  private mutating func list(of codes: [String], _ most: Int) -> [String] {
    (0..<Int.random(in: 1...most, using: &random)).map { _ in
      codes[Int.random(in: codes.indices, using: &random)]
    }
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    String(repeating: "0", count: max(0, width - "\(number)".count)) + "\(number)"
  }
}
