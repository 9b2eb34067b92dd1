import Contract
import Mesh
import Privacy
import Quantities
import RegistryDomain
import RegistryStorage
import Runtime
import Store

/// The registry over the mesh: areas, institutions and consortia.
public struct RegistryService: Sendable {
  /// Names below `settings` of the configuration: `rules` is a file like Deploy/registry/rules.csv.
  public static let settingNames: Set<String> = ["rules"]

  /// What identity numbers belong to, in the vault.
  public static let vaultScope = "registry.practitioner"

  private let desk: RegistryDesk

  public init(
    database: Database, uploads: UploadStaging, rules: RegistryRules = .published,
    vault: IdentityVault? = nil, clock: @escaping @Sendable () -> Timestamp = Timestamp.now
  ) {
    desk = RegistryDesk(
      database: database, uploads: uploads, rules: rules, vault: vault, clock: clock)
  }

  /// With the rules that the settings name; the published ones when they name none.
  public init(
    database: Database, uploads: UploadStaging, vault: IdentityVault, settings: [String: String]
  ) throws {
    let rules = try settings["rules"].map { try RuleFile.rules(path: $0) } ?? .published
    self.init(database: database, uploads: uploads, rules: rules, vault: vault)
  }

  public func register(in router: inout MethodRouter) {
    router.register(AreasEndpoint(desk: desk))
    router.register(CoverageEndpoint(desk: desk))
    router.register(InstitutionsEndpoint(desk: desk))
    router.register(ConsortiaEndpoint(desk: desk))
    router.register(SearchEndpoint(desk: desk))
    router.register(RegistersEndpoint(desk: desk))
    router.register(StaffingEndpoint(desk: desk))
    router.register(PlansEndpoint(desk: desk))
    router.register(CopiesEndpoint(desk: desk))
    router.register(AccessLogEndpoint(log: AccessLogDesk(database: desk.database)))
  }
}
