import Contract
import Mesh
import Quantities
import RegistryDomain
import RegistryStorage
import Runtime
import Store

/// The registry over the mesh: areas, institutions and consortia.
public struct RegistryService: Sendable {
  /// Names below `settings` of the configuration: `rules` is a file like Deploy/registry/rules.csv.
  public static let settingNames: Set<String> = ["rules"]

  private let desk: RegistryDesk

  public init(
    database: Database, uploads: UploadStaging, rules: RegistryRules = .published,
    clock: @escaping @Sendable () -> Timestamp = Timestamp.now
  ) {
    desk = RegistryDesk(database: database, uploads: uploads, rules: rules, clock: clock)
  }

  /// With the rules that the settings name; the published ones when they name none.
  public init(
    database: Database, uploads: UploadStaging, settings: [String: String]
  ) throws {
    let rules = try settings["rules"].map { try RuleFile.rules(path: $0) } ?? .published
    self.init(database: database, uploads: uploads, rules: rules)
  }

  public func register(in router: inout MethodRouter) {
    router.register(AreasEndpoint(desk: desk))
    router.register(CoverageEndpoint(desk: desk))
    router.register(CoverageEndpoint(desk: desk))
    router.register(InstitutionsEndpoint(desk: desk))
    router.register(ConsortiaEndpoint(desk: desk))
    router.register(RegistersEndpoint(desk: desk))
  }
}
