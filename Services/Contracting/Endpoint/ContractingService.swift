import Contract
public import ContractingDomain
import ContractingStorage
public import Mesh
public import Privacy
public import Runtime
public import Store

/// Everything that the contracting service answers, over one database.
public struct ContractingService: Sendable {
  /// What it keeps a copy of: teams are held against it.
  public static let registryParts: [RegistryPart] = [.institutions, .areas, .register("teams")]

  private let region: Region

  /// - Parameter registry: keeps the copy of the registry; nil in regions that run without it.
  public init(
    database: Database, vault: IdentityVault, rules: SigningRules, staging: UploadStaging,
    registry: EventConsumer? = nil, clock: RegionClock = RegionClock(),
    identifiers: Identifiers = Identifiers()
  ) {
    region = Region(
      database: database, vault: vault, rules: rules, clock: clock,
      identifiers: identifiers, staging: staging, registry: registry)
  }

  /// Puts the service together in its process: storage in the data folder, rules from the settings.
  public static func assemble(_ assembly: inout ServiceAssembly) throws {
    let rules = try SigningRules(settings: assembly.configuration.settings)
    let folder = try assembly.dataFolder()
    InterruptedUploads.discard(in: "\(folder)/uploads")
    let database = try assembly.openDatabase(migrations: ContractingSchema.migrations)
    let former = try FormerIdentityKey.load(path: "\(folder)/identity.key")
    let vault = try assembly.identityVault(
      scope: ResidentTable.vaultScope, database: database, former: former?.lookup)
    let service = ContractingService(
      database: database, vault: vault, rules: rules, staging: try assembly.uploads(),
      registry: try assembly.copyOfRegistry(registryParts, in: database))
    service.register(in: &assembly.router)
  }

  /// Registers the six services.
  public func register(in router: inout MethodRouter) {
    router.register(ResidentsEndpoint(region: region))
    router.register(TeamsEndpoint(region: region))
    router.register(PackagesEndpoint(region: region))
    router.register(ContractsEndpoint(region: region))
    router.register(CapitationEndpoint(region: region))
    router.register(AccessLogEndpoint(log: AccessLogDesk(database: region.database)))
  }
}
