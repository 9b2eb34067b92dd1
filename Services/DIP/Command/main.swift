import DIPEndpoint
import DIPStorage
import Runtime

await ServiceShell("dip").main { assembly in
  let database = try assembly.openDatabase(migrations: DIPMigrations.all)
  // A region may run DIP without the registry and put its institutions itself.
  let service = DIPService(
    database: database,
    registry: try assembly.copyOfRegistry(DIPService.registryParts, in: database))
  try await service.compileCatalogues()
  service.register(in: &assembly.router)
}
