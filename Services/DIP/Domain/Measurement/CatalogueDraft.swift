import Quantities
import Tabular

/// A new version of a catalogue, written as the base's files with groups taken out and put in, and
/// new scores. Everything else stays as it stood.
struct CatalogueDraft {
  private let files: [CatalogueFile]
  private let manifest: TableText
  private let fileOfRole: [CatalogueManifest.Role: String]
  private let groupOfPlace: [Place: String]
  private let lastSequence: [GroupKind: Int32]

  /// Codes of groups of the base that are left out.
  var removed: Set<String> = []
  /// In the order in which they get their sequence numbers.
  var added: [ProposedGroup] = []
  /// The new files of scores and of auxiliary coefficients; nil keeps what the base has.
  var scores: TableText?
  var auxiliary: TableText?
  /// New values of manifest entries.
  var entries: [(key: String, value: String)] = []

  private struct Place: Hashable {
    var file: String
    var row: Int
  }

  init(base: Catalogue, files: [CatalogueFile]) throws(Problem) {
    self.files = files.filter { $0.name != CatalogueManifest.fileName }
    guard let file = files.first(where: { $0.name == CatalogueManifest.fileName }) else {
      preconditionFailure("a catalogue that was read has a manifest")
    }
    manifest = try TableText(file.content)
    var roles: [CatalogueManifest.Role: String] = [:]
    for row in manifest.rows where row.fields.count == 2 && row.fields[0].hasPrefix("file:") {
      if let role = CatalogueManifest.Role(rawValue: String(row.fields[0].dropFirst(5))) {
        roles[role] = row.fields[1]
      }
    }
    fileOfRole = roles
    groupOfPlace = Dictionary(
      base.groups.map { (Place(file: $0.source.file, row: $0.source.row), $0.code) },
      uniquingKeysWith: { first, _ in first })
    lastSequence = base.groups.reduce(into: [:]) {
      $0[$1.kind] = max($0[$1.kind] ?? 0, $1.sequence)
    }
  }

  /// The catalogue as it reads now.
  func catalogue() throws(Problem) -> Catalogue {
    let reading = CatalogueReader.read(try written())
    if let catalogue = reading.catalogue { return catalogue }
    throw Problem(
      .internalFault, "DIP_MEASURED_CATALOGUE_INVALID", zh: "测算产生的目录有误",
      en: "the measured catalogue is not valid", remedyZh: "请附上目录文件报告此问题",
      remedyEn: "report this with the catalogue's files",
      details: reading.errors.prefix(5).map { Problem.Detail($0.file, $0.issue.description) })
  }

  /// All files, in the order of their names.
  func written() throws(Problem) -> [CatalogueFile] {
    var tables: [String: [UInt8]] = [:]
    var written: [CatalogueManifest.Role: TableText] = [:]
    for file in files { tables[file.name] = file.content }
    for (role, name) in fileOfRole {
      guard let content = tables[name], let table = try edited(role, name, content) else {
        continue
      }
      tables[name] = table.csv
      written[role] = table
    }
    var names = fileOfRole
    for (role, table) in [(CatalogueManifest.Role.scores, scores), (.auxiliary, auxiliary)] {
      guard let table else { continue }
      let name = names[role] ?? "\(role.rawValue).csv"
      names[role] = name
      tables[name] = table.csv
      written[role] = table
    }
    tables[CatalogueManifest.fileName] = manifest(names, written).csv
    return tables.sorted { $0.key < $1.key }.map { CatalogueFile(name: $0.key, content: $0.value) }
  }

  /// The table of a role without the groups that leave and with those that come; nil when it has
  /// nothing to do with groups.
  private func edited(
    _ role: CatalogueManifest.Role, _ name: String, _ content: [UInt8]
  ) throws(Problem) -> TableText? {
    let holdsGroups = groupOfPlace.keys.contains { $0.file == name }
    let codeColumn = role == .scores ? role.columns.first : Self.groupCode(role)
    guard holdsGroups || codeColumn != nil else { return nil }
    var table = try TableText(content)
    if holdsGroups {
      table.remove { number, _ in
        groupOfPlace[Place(file: name, row: number)].map(removed.contains) ?? false
      }
    } else if let codeColumn, let position = try table.position(of: codeColumn) {
      table.remove { _, fields in removed.contains(fields[position]) }
    }
    if role == .groups { try add(to: &table) }
    return table
  }

  private static func groupCode(_ role: CatalogueManifest.Role) -> CSVColumn? {
    role.columns.first { $0.name == "group_code" }
  }

  private func add(to table: inout TableText) throws(Problem) {
    guard !added.isEmpty else { return }
    let columns: [GroupColumn] = [
      .kind, .sequence, .code, .diagnoses, .mainProcedures, .relatedProcedures, .procedureClass,
      .name,
    ]
    var positions: [GroupColumn: Int] = [:]
    for column in columns { positions[column] = try table.ensure(column.column) }
    var sequences = lastSequence
    for group in added {
      sequences[group.kind, default: 0] += 1
      let values: [GroupColumn: String] = [
        .kind: group.kind.code, .sequence: "\(sequences[group.kind] ?? 0)", .code: group.code,
        .diagnoses: group.diagnosis, .mainProcedures: group.mainProcedure,
        .relatedProcedures: group.relatedProcedure,
        .procedureClass: group.procedureClass?.term ?? "", .name: group.name,
      ]
      var row: [Int: String] = [:]
      for (column, value) in values {
        if let position = positions[column] { row[position] = value }
      }
      table.append(row)
    }
  }

  /// The manifest with new entries, and with files, numbers of rows and checksums of what was
  /// written.
  private func manifest(
    _ names: [CatalogueManifest.Role: String], _ written: [CatalogueManifest.Role: TableText]
  ) -> TableText {
    var values = entries
    for role in CatalogueManifest.Role.allCases {
      if let name = names[role], fileOfRole[role] == nil {
        values.append(("file:\(role.rawValue)", name))
      }
      guard let table = written[role] else { continue }
      values.append(("rows:\(role.rawValue)", "\(table.rows.count)"))
      values.append(("sha256:\(role.rawValue)", "\(SHA256Digest(of: table.csv))"))
    }
    var table = manifest
    for (key, value) in values {
      if let row = table.rows.firstIndex(where: { $0.fields.first == key }) {
        table.set(1, ofRow: row, to: value)
      } else {
        table.append([0: key, 1: value])
      }
    }
    return table
  }
}
