import Contract
import DIPStorage
import Mesh
import Quantities
import Runtime
import Store

/// The DIP service: everything it serves over the mesh, on one database.
public struct DIPService: Sendable {
  /// What it keeps a copy of.
  public static let registryParts: [RegistryPart] = [.institutions, .consortia, .memberships]

  private let cases: CasesEndpoint
  private let catalogues: CataloguesEndpoint
  private let policies: PoliciesEndpoint
  private let database: Database
  private let funds: FundsEndpoint
  private let settlement: SettlementEndpoint
  private let reports: ReportsEndpoint
  private let measurement: MeasurementEndpoint
  private let specialCases: SpecialCasesEndpoint
  private let months: MonthsEndpoint
  private let closing: ClosingEndpoint
  private let packages: PackagesEndpoint
  private let simulation: SimulationEndpoint

  /// - Parameters:
  ///   - registry: keeps the copy of the registry that institutions come from; nil when they are put
  ///     by callers.
  ///   - patience: how long a settlement waits for the registry's newest events before it takes the
  ///     copy as it is.
  ///   - clock: the time that is recorded.
  public init(
    database: Database, registry: EventConsumer?, patience: Duration = .seconds(5),
    clock: @escaping @Sendable () -> Timestamp = Timestamp.now
  ) {
    self.database = database
    let directory = InstitutionDirectory(
      database: database, registry: registry, clock: clock, patience: patience)
    let desk = SettlementDesk(database: database, directory: directory, clock: clock)
    cases = CasesEndpoint(database: database, shelf: desk.shelf, clock: clock)
    catalogues = CataloguesEndpoint(database: database, shelf: desk.shelf, clock: clock)
    policies = PoliciesEndpoint(database: database, clock: clock)
    funds = FundsEndpoint(database: database, directory: directory, clock: clock)
    let estimates = EstimateDesk(database: database, shelf: desk.shelf)
    settlement = SettlementEndpoint(desk: desk, estimates: estimates)
    specialCases = SpecialCasesEndpoint(
      database: database, estimates: estimates, quotas: SpecialCaseQuotaDesk(desk: desk),
      clock: clock)
    months = MonthsEndpoint(desk: desk)
    closing = ClosingEndpoint(
      desk: ClosingDesk(settlements: desk), database: database, clock: clock)
    packages = PackagesEndpoint(database: database)
    simulation = SimulationEndpoint(desk: SimulationDesk(settlements: desk))
    reports = ReportsEndpoint(desk: ReportDesk(settlements: desk))
    measurement = MeasurementEndpoint(
      desk: MeasurementDesk(settlements: desk), catalogues: catalogues)
  }

  /// Compiles the catalogues that have no compiled form of this version of the program.
  public func compileCatalogues() async throws {
    try await DocumentShelf.compileMissing(in: database)
  }

  /// Adds the service's methods.
  public func register(in router: inout MethodRouter) {
    router.register(cases)
    router.register(catalogues)
    router.register(policies)
    router.register(funds)
    router.register(settlement)
    router.register(reports)
    router.register(measurement)
    router.register(specialCases)
    router.register(months)
    router.register(closing)
    router.register(packages)
    router.register(simulation)
  }
}
