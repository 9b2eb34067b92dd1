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

  /// Registers the five services.
  public func register(in router: inout MethodRouter) {
    router.register(ResidentsEndpoint(region: region))
    router.register(TeamsEndpoint(region: region))
    router.register(PackagesEndpoint(region: region))
    router.register(ContractsEndpoint(region: region))
    router.register(CapitationEndpoint(region: region))
  }
}
