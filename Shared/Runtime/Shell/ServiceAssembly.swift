import Contract
import Logging
import Mesh
import Quantities
import Store

/// A service being put together: what it was given, and what it adds before it starts.
public struct ServiceAssembly: Sendable {
  /// Work that runs beside the calls until the service drains.
  struct Background: Sendable {
    let name: String
    let work: @Sendable () async throws -> Void
  }

  public let configuration: ServiceConfiguration
  public let logger: Logger
  public let metrics: PrometheusMetrics
  /// Clients of the other services.
  public let peers: MeshPeers
  /// What health checks answer; the shell says SERVING when everything listens.
  public let health: HealthRegistry
  /// The methods this process serves. Health and reflection are added by the shell.
  public var router: MethodRouter
  private(set) var databases: [Database] = []
  private(set) var backgrounds: [Background] = []

  init(
    configuration: ServiceConfiguration, logger: Logger, metrics: PrometheusMetrics,
    peers: MeshPeers, health: HealthRegistry
  ) {
    self.configuration = configuration
    self.logger = logger
    self.metrics = metrics
    self.peers = peers
    self.health = health
    router = MethodRouter()
  }

  /// Opens the service's database in its data folder, serves its outbox as `Events`, and closes it
  /// when the service has drained.
  public mutating func openDatabase(
    migrations: [Migration], options: Database.Options = Database.Options()
  ) throws -> Database {
    let database = try Database.open(
      path: "\(try dataFolder())/\(configuration.service).sqlite", migrations: migrations,
      options: options)
    databases.append(database)
    router.register(EventsEndpoint(database: database))
    background("idempotency ledger") { [configuration, logger] in
      await LedgerUpkeep(
        database: database, days: configuration.limits.idempotencyDays, logger: logger
      ).run()
    }
    return database
  }

  /// Where uploads of this service wait until they are imported.
  public func uploads() throws -> UploadStaging {
    UploadStaging(
      folder: "\(try dataFolder())/uploads", maximumBytes: configuration.limits.uploadBytes)
  }

  /// Runs beside the calls; cancelled when the service has drained. Work that ends by throwing
  /// ends the process.
  public mutating func background(
    _ name: String, _ work: @escaping @Sendable () async throws -> Void
  ) {
    backgrounds.append(Background(name: name, work: work))
  }

  /// - Throws: `CONFIG_DATA_MISSING`.
  public func dataFolder() throws -> String {
    if let folder = configuration.data { return folder }
    throw Problem(
      .invalidInput, "CONFIG_DATA_MISSING",
      zh: "配置缺少 data（数据目录）。", en: "The configuration names no data folder.",
      remedyZh: "请设置 data 或 HEALTHMESH_DATA。", remedyEn: "Set data, or HEALTHMESH_DATA.")
  }
}
