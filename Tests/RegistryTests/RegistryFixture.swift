import Dispatch
import Foundation
import Privacy
import Quantities
import RegistryDomain
import RegistryStorage
import Store
import Tabular

/// A registry over a database of its own in a folder of its own.
final class RegistryFixture: Sendable {
  let database: Database
  let folder: URL
  let rules: RegistryRules
  let vault: IdentityVault

  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  init(rules: RegistryRules = .published) throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "registry-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    database = try Database.open(
      path: folder.appending(path: "registry.sqlite").path, migrations: RegistryMigrations.all)
    self.rules = rules
    vault = IdentityVault(scope: "registry.practitioner", keys: try .random())
  }

  deinit {
    // Closing waits for readers, and these wait for the few threads that tests run on.
    DispatchQueue.global().async { [database, folder] in
      try? database.close()
      try? FileManager.default.removeItem(at: folder)
    }
  }

  static func deployed(_ file: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: root.appending(path: "Deploy/registry/\(file)")))
  }

  /// A file of the shared sources; nil when they are not there.
  static func shared(_ file: String) -> [UInt8]? {
    (try? Data(contentsOf: root.appending(path: "../shared/\(file)"))).map { [UInt8]($0) }
  }

  func write<T>(_ body: (RegistryWriter) throws -> T) throws -> T {
    try database.writeSync { transaction in
      try body(
        RegistryWriter(
          transaction, outbox: database.outbox,
          encoder: EventEncoder(payloadType: "test.Event") { event in
            Array("\(event.recorded) \(event.codes.joined(separator: ","))".utf8)
          }, rules: rules, vault: vault, actor: "tester", at: Timestamp(milliseconds: 0)))
    }
  }

  func read<T>(_ body: (RegistryReader) throws -> T) throws -> T {
    try database.readSync { try body(RegistryReader($0)) }
  }

  @discardableResult
  func importAreas(_ bytes: [UInt8]) throws -> ImportOutcome {
    let parsed = try parse(AreaTable.self, bytes)
    return try write { try $0.importAreas(parsed.rows, outcome: parsed.outcome) }
  }

  @discardableResult
  func importInstitutions(_ bytes: [UInt8]) throws -> ImportOutcome {
    let parsed = try parse(InstitutionTable.self, bytes)
    return try write { try $0.importInstitutions(parsed.rows, outcome: parsed.outcome) }
  }

  @discardableResult
  func importConsortia(_ bytes: [UInt8]) throws -> ImportOutcome {
    let parsed = try parse(ConsortiumTable.self, bytes)
    return try write { try $0.importConsortia(parsed.rows, outcome: parsed.outcome) }
  }

  private func parse<Table: RegistryTable>(
    _ table: Table.Type, _ bytes: [UInt8]
  ) throws -> TableParser<Table> {
    var parser = TableParser(table)
    // Small pieces: where a chunk ends must not matter.
    for start in stride(from: 0, to: bytes.count, by: 700) {
      try parser.append(Array(bytes[start..<min(start + 700, bytes.count)]))
    }
    try parser.finish()
    return parser
  }

  func exportAreas() throws -> [UInt8] {
    var writer = TableWriter(AreaTable.self)
    try read { try $0.exportAreas(subtree: nil, on: day("2025-01-01")) { writer.write($0) } }
    return writer.takeBytes()
  }

  func exportInstitutions() throws -> [UInt8] {
    var writer = TableWriter(InstitutionTable.self)
    try read { try $0.exportInstitutions(area: nil, on: day("2025-01-01")) { writer.write($0) } }
    return writer.takeBytes()
  }

  func exportConsortia() throws -> [UInt8] {
    var writer = TableWriter(ConsortiumTable.self)
    try read { try $0.exportConsortia(area: nil, on: day("2025-01-01")) { writer.write($0) } }
    return writer.takeBytes()
  }

  /// The demo region with its institutions and consortia.
  static func demo() throws -> RegistryFixture {
    let fixture = try RegistryFixture()
    try fixture.importAreas(deployed("demo/areas.csv"))
    try fixture.importInstitutions(deployed("demo/institutions.csv"))
    try fixture.importConsortia(deployed("demo/consortia.csv"))
    return fixture
  }
}

func day(_ text: String) throws -> Day { try Day(parsing: text) }

func asOf(_ text: String, _ recorded: Int64? = nil) throws -> AsOf {
  AsOf(day: try day(text), recorded: recorded)
}

func code(_ text: String) throws -> RegistryCode { try RegistryCode(parsing: text) }

func areaCode(_ text: String) throws -> AreaCode { try AreaCode(parsing: text) }

extension ImportOutcome {
  var codes: [String] { issues.map(\.code) }

  var adds: Bool { rowsRead == inserted + replaced + unchanged + quarantined }
}
