import Quantities
import Tabular
import Workbook

/// Turns workbooks into the files of a catalogue: the national grouping scheme
/// (按病种分值（DIP）付费3.0版分组方案) and its attachments, or sheets with the columns of a catalogue's
/// files.
///
/// Cells are taken over as they are, but for the blanks and line breaks of the layout; what looks
/// wrong is reported with sheet and row and not repaired.
public struct CatalogueConversion: Sendable {
  /// What the manifest says.
  public struct Naming: Sendable, Hashable {
    public var name: String
    public var version: String
    public var title: Bilingual

    public init(name: String, version: String, title: Bilingual) {
      self.name = name
      self.version = version
      self.title = title
    }
  }

  /// Manifest first. Empty when no sheet could be used.
  public private(set) var files: [CatalogueFile] = []
  /// What was done, a sentence for each sheet and file.
  public private(set) var steps: [Bilingual] = []
  /// With the sheet as the file, and the row of the sheet.
  public private(set) var findings: [CatalogueFinding] = []
  /// The catalogue that the files are; nil when they have errors.
  public private(set) var catalogue: Catalogue?

  private var tables: [CatalogueManifest.Role: ConvertedTable] = [:]

  /// - Parameter files: .xlsx files.
  /// - Throws: `WORKBOOK_UNREADABLE`, `WORKBOOK_TOO_LARGE`.
  public init(files: [[UInt8]], naming: Naming) throws(Problem) {
    var workbooks: [Workbook] = []
    for file in files { workbooks.append(try Workbook(file)) }
    self.init(workbooks, naming: naming)
  }

  public init(_ workbooks: [Workbook], naming: Naming) {
    var reading = SheetConversion()
    for workbook in workbooks {
      for sheet in workbook.sheets { reading.convert(sheet) }
    }
    tables = reading.tables
    steps = reading.steps
    findings = reading.findings
    guard !tables.isEmpty else { return }
    write(naming)
    check()
  }

  public var errors: [CatalogueFinding] { findings.filter { $0.severity == .error } }

  private mutating func write(_ naming: Naming) {
    var manifest = CatalogueManifest(
      name: naming.name, version: naming.version, title: naming.title, hasFictionalScores: false,
      files: [:])
    for role in CatalogueManifest.Role.allCases {
      guard let table = tables[role] else { continue }
      let file = CatalogueFile(name: "\(role.rawValue).csv", content: table.csv)
      files.append(file)
      manifest.files[role] = file.name
      manifest.rows[role] = table.rows.count
      manifest.checksums[role] = SHA256Digest(of: file.content)
      steps.append(
        Bilingual(
          zh: "写出 \(file.name)：\(table.rows.count) 行",
          en: "\(file.name): \(table.rows.count) rows written"))
    }
    files.insert(
      CatalogueFile(name: CatalogueManifest.fileName, content: manifest.csv), at: 0)
  }

  /// Reads what was written, and says of every finding which row of which sheet it is about.
  private mutating func check() {
    let reading = CatalogueReader.read(files)
    catalogue = reading.catalogue
    let roles = Dictionary(
      uniqueKeysWithValues: tables.keys.map { ("\($0.rawValue).csv", $0) })
    for finding in reading.findings {
      var traced = finding
      if let role = roles[finding.file],
        let origin = tables[role]?.origin(ofRow: finding.issue.row)
      {
        traced.file = origin.sheet
        traced.issue.row = origin.row
      }
      findings.append(traced)
    }
  }
}
