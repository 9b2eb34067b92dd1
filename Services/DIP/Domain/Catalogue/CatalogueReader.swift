import Quantities
import Tabular

/// Reads a catalogue from its manifest and CSV files, all or nothing (目录导入).
///
/// Everything that is wrong is found in one pass, with file, row and column; a catalogue with an
/// error does not exist.
public struct CatalogueReader {
  private let files: [String: CatalogueFile]
  private var findings: [CatalogueFinding] = []

  /// - Parameter files: the manifest, named `manifest.csv`, and the files that it names.
  public static func read(_ files: [CatalogueFile]) -> CatalogueReading {
    var reader = CatalogueReader(files)
    let catalogue = reader.catalogue()
    let findings = reader.findings.sorted { a, b in
      let (x, y) = (a.issue, b.issue)
      return (a.file, x.row, x.column, x.code, x.value) < (b.file, y.row, y.column, y.code, y.value)
    }
    let refused = findings.contains { $0.severity == .error }
    return CatalogueReading(catalogue: refused ? nil : catalogue, findings: findings)
  }

  private init(_ files: [CatalogueFile]) {
    self.files = Dictionary(files.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for (name, copies) in Dictionary(grouping: files, by: \.name) where copies.count > 1 {
      report(name, "CATALOGUE_FILE_TWICE", zh: "文件出现两次", en: "the file appears twice")
    }
  }

  private mutating func catalogue() -> Catalogue? {
    guard let manifest = readManifest() else { return nil }
    var tables: [CatalogueManifest.Role: CatalogueTable] = [:]
    for role in CatalogueManifest.Role.allCases {
      guard let name = manifest.files[role] else { continue }
      guard let file = files[name] else {
        report(
          name, "CATALOGUE_FILE_MISSING", zh: "清单所列文件缺失",
          en: "a file that the manifest names is missing")
        continue
      }
      tables[role] = CatalogueTable(file, columns: role.columns)
      check(rows: manifest.rows[role], of: role, tables[role])
      if let sum = manifest.checksums[role], SHA256Digest(of: file.content) != sum {
        report(
          name, "CATALOGUE_CHECKSUM", zh: "文件与清单中的校验和不符",
          en: "the file has another checksum than the manifest says")
      }
    }
    let listed = Set(manifest.files.values).union([CatalogueManifest.fileName])
    for name in files.keys where !listed.contains(name) {
      report(
        name, "CATALOGUE_FILE_UNUSED", severity: .warning, zh: "清单未列出该文件",
        en: "the manifest does not name this file")
    }
    let contents = CatalogueContents(tables: tables)
    findings += contents.findings
    return contents.catalogue(manifest)
  }

  private mutating func check(
    rows expected: Int?, of role: CatalogueManifest.Role, _ table: CatalogueTable?
  ) {
    guard let expected, let table, table.rows.count != expected else { return }
    report(
      table.file, "CATALOGUE_ROW_COUNT", zh: "有 \(table.rows.count) 行，清单要求 \(expected) 行",
      en: "there are \(table.rows.count) rows, the manifest says \(expected)")
  }

  private mutating func readManifest() -> CatalogueManifest? {
    let name = CatalogueManifest.fileName
    guard let file = files[name] else {
      report(name, "CATALOGUE_MANIFEST_MISSING", zh: "缺少 \(name)", en: "\(name) is missing")
      return nil
    }
    var table = CatalogueTable(file, columns: [CSVColumn("key"), CSVColumn("value")])
    var values: [String: String] = [:]
    var manifest = CatalogueManifest(
      name: "", version: "", title: Bilingual(zh: "", en: ""), hasFictionalScores: false,
      files: [:])
    for row in table.rows {
      let (key, value) = (row[0], row[1])
      let isNew = values.updateValue(value, forKey: key) == nil
      if !isNew || !manifest.set(key, to: value) {
        table.report(
          .error, row, isNew ? 0 : 1, "CATALOGUE_MANIFEST_ENTRY", zh: "清单项未知、重复或取值无效",
          en: "an entry is unknown, repeated or has no valid value",
          remedyZh: "可用项见目录说明", remedyEn: "see the catalogue's description for its entries")
      }
    }
    findings += table.findings
    if manifest.name.isEmpty || manifest.version.isEmpty || manifest.files[.groups] == nil {
      report(
        name, "CATALOGUE_MANIFEST_INCOMPLETE", zh: "清单缺少 name、version 或 file:groups",
        en: "name, version or file:groups is missing")
    }
    return findings.contains { $0.severity == .error } ? nil : manifest
  }

  private mutating func report(
    _ file: String, _ code: String, severity: CatalogueFinding.Severity = .error, zh: String,
    en: String
  ) {
    findings.append(
      CatalogueFinding(
        severity: severity, file: file,
        issue: RowIssue(
          row: 0, column: "", value: "", code: code, message: Bilingual(zh: zh, en: en),
          remedy: Bilingual(zh: "请核对目录文件和 manifest.csv", en: "compare the files with manifest.csv"))
      ))
  }
}

extension CatalogueManifest {
  /// Takes an entry; false when the key is unknown or the value invalid.
  fileprivate mutating func set(_ key: String, to value: String) -> Bool {
    switch key {
    case "name": name = value
    case "version": version = value
    case "title_zh": title.zh = value
    case "title_en": title.en = value
    case "fictional_scores":
      guard value == "true" || value == "false" else { return false }
      hasFictionalScores = value == "true"
    case "measured_from":
      guard let digest = try? SHA256Digest(parsing: value) else { return false }
      measuredFrom = digest
    default:
      let parts = key.split(separator: ":").map(String.init)
      guard parts.count == 2, let role = Role(rawValue: parts[1]), !value.isEmpty else {
        return false
      }
      if parts[0] == "file" {
        files[role] = value
      } else if parts[0] == "rows", let count = Int(value), count >= 0 {
        rows[role] = count
      } else if parts[0] == "sha256", let sum = try? SHA256Digest(parsing: value) {
        checksums[role] = sum
      } else {
        return false
      }
    }
    return true
  }
}
