import Contract
public import ContractingDomain
public import ContractingStorage
public import Mesh
public import Runtime
public import Store

/// Everything that the contracting service answers, over one database.
public struct ContractingService: Sendable {
  private let region: Region

  public init(
    database: Database, identityKey: IdentityKey, rules: SigningRules, staging: UploadStaging,
    clock: RegionClock = RegionClock(), identifiers: Identifiers = Identifiers()
  ) {
    region = Region(
      database: database, identityKey: identityKey, rules: rules, clock: clock,
      identifiers: identifiers, staging: staging)
  }

  /// Puts the service together in its process: storage in the data folder, rules from the settings.
  public static func assemble(_ assembly: inout ServiceAssembly) throws {
    let rules = try SigningRules(settings: assembly.configuration.settings)
    let folder = try assembly.dataFolder()
    InterruptedUploads.discard(in: "\(folder)/uploads")
    let database = try assembly.openDatabase(migrations: ContractingSchema.migrations)
    let service = ContractingService(
      database: database, identityKey: try IdentityKey.load(path: "\(folder)/identity.key"),
      rules: rules, staging: try assembly.uploads())
    service.register(in: &assembly.router)
  }

  /// Registers the five services.
  public func register(in router: inout MethodRouter) {
    router.register(ResidentsEndpoint(region: region))
    router.register(TeamsEndpoint(region: region))
    router.register(PackagesEndpoint(region: region))
    router.register(ContractsEndpoint(region: region))
    router.register(CapitationEndpoint(region: region))
  }
}
