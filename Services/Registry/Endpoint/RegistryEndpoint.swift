import Contract
import Mesh
import RegistryDomain
import RegistryStorage
import Store

/// The registry over the mesh: areas, institutions and consortia.
public struct RegistryEndpoint: Sendable {
  private let desk: RegistryDesk

  public init(
    database: Database, rules: ConsortiumRules = .published,
    clock: @escaping @Sendable () -> Timestamp = Timestamp.now
  ) {
    desk = RegistryDesk(database: database, rules: rules, clock: clock)
  }

  public func register(in router: inout MethodRouter) {
    router.register(AreasEndpoint(desk: desk))
    router.register(InstitutionsEndpoint(desk: desk))
    router.register(ConsortiaEndpoint(desk: desk))
  }
}
