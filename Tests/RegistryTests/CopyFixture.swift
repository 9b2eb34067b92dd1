import Contract
import Dispatch
import Foundation
import Logging
import Mesh
import MeshEmbedded
import Messages
import Quantities
import RegistryDomain
import Runtime
import Store

@testable import RegistryEndpoint
@testable import RegistryStorage

/// A registry that can be stopped and started again over its database.
final class RestartableRegistry {
  let folder: URL
  private let mesh: EmbeddedMesh
  private(set) var database: Database
  private var server: MeshServer

  init(_ mesh: EmbeddedMesh) throws {
    self.mesh = mesh
    folder = FileManager.default.temporaryDirectory.appending(path: "copies-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    (database, server) = try Self.start(folder, mesh)
  }

  deinit {
    server.close()
    // Closing waits for readers, and these wait for the few threads that tests run on.
    DispatchQueue.global().async { [database, folder] in
      try? database.close()
      try? FileManager.default.removeItem(at: folder)
    }
  }

  private static func start(_ folder: URL, _ mesh: EmbeddedMesh) throws -> (Database, MeshServer) {
    let database = try Database.open(
      path: folder.appending(path: "registry.sqlite").path, migrations: RegistryMigrations.all)
    var router = MethodRouter()
    RegistryService(
      database: database,
      uploads: UploadStaging(folder: folder.appending(path: "up").path, maximumBytes: 1 << 24)
    ).register(in: &router)
    router.register(EventsEndpoint(database: database))
    var logger = Logger(label: "registry")
    logger.logLevel = .critical
    return (
      database,
      mesh.server(
        "registry", router: router.translatingErrors(ErrorTranslation(logger: logger)),
        peer: Peer(identity: "copy", roles: []))
    )
  }

  func restart() async throws {
    mesh.disconnect("registry")
    server.close()
    try await database.close()
    (database, server) = try Self.start(folder, mesh)
  }

  /// A change as the service itself makes it.
  func write<T>(_ body: (RegistryWriter) throws -> T) throws -> T {
    try database.writeSync { transaction in
      try body(
        RegistryWriter(
          transaction, outbox: database.outbox, encoder: .contract, rules: .published,
          actor: "tester", at: Timestamp(milliseconds: 0)))
    }
  }
}

/// A service that keeps a copy of some parts, and can be stopped anywhere and started again.
final class RestartableCopy {
  private(set) var parts: [RegistryPart]
  private let mesh: EmbeddedMesh
  private let path: String
  private(set) var database: Database
  private(set) var consumer: EventConsumer
  private var client: MeshClient
  private var run: Task<Void, Never>?

  init(_ parts: [RegistryPart], in folder: URL, _ mesh: EmbeddedMesh) throws {
    self.parts = parts
    self.mesh = mesh
    path = folder.appending(path: "copy-\(UUID().uuidString).sqlite").path
    (database, consumer, client) = try Self.open(path, parts, mesh)
    start()
  }

  private static func open(
    _ path: String, _ parts: [RegistryPart], _ mesh: EmbeddedMesh
  ) throws -> (Database, EventConsumer, MeshClient) {
    let database = try Database.open(path: path, migrations: [])
    let client = mesh.client(["registry"])
    var logger = Logger(label: "copy")
    logger.logLevel = .critical
    let consumer = EventConsumer(
      name: "copy:registry", source: "registry", client: client, database: database,
      copy: try RegistryCopy("copy:registry", of: parts, registry: client, database: database),
      logger: logger)
    try consumer.recall()
    return (database, consumer, client)
  }

  private func start() { run = Task { [consumer] in await consumer.run() } }

  func stop() async throws {
    run?.cancel()
    await run?.value
    client.close()
    try await database.close()
  }

  /// - Parameter parts: what it is to keep from now on; nil leaves that as it is.
  func restart(keeping parts: [RegistryPart]? = nil) async throws {
    try await stop()
    self.parts = parts ?? self.parts
    (database, consumer, client) = try Self.open(path, self.parts, mesh)
    start()
  }

  /// What the copy says about a part on a day.
  func facts(_ part: RegistryPart, on day: Day) throws -> [[UInt8]] {
    var facts: [[UInt8]] = []
    try database.readSync {
      try CopiedFactTable.forEach(part: part.name, heldWithin: day...day, in: $0) {
        facts.append($0)
      }
    }
    return facts
  }
}

extension RestartableRegistry {
  /// What the registry itself says about a part on a day, by its own question.
  func facts(_ part: RegistryPart, on day: Day) throws -> [[UInt8]] {
    switch part {
    case .areas: try facts(AreaRows.self, on: day) { Registry.Area($0) }
    case .institutions: try facts(InstitutionRows.self, on: day) { Registry.Institution($0) }
    case .consortia: try facts(ConsortiumRows.self, on: day) { Registry.Consortium($0) }
    case .memberships: try facts(MembershipRows.self, on: day) { Registry.Membership($0) }
    default:
      try facts(RegisterRows<Department>.self, on: day) { Registry.RegisterEntry($0) }
    }
  }

  private func facts<Rows: FactTable>(
    _ rows: Rows.Type, on day: Day, _ message: (Version<Rows.Fact>) -> some Message
  ) throws -> [[UInt8]] {
    var condition = Condition()
    condition.add(Rows.name, asOf: AsOf(day: day))
    let order = Rows.keyColumns.map { "\(Rows.name).\($0)" }.joined(separator: ", ")
    return try database.readSync {
      try Rows.versions(where: condition, order: order, in: $0)
    }.map { try message($0).encoded() }
  }
}
