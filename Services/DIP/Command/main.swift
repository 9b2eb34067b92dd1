import DIPEndpoint
import DIPStorage
import Runtime

await ServiceShell("dip").main { assembly in
  let database = try assembly.openDatabase(migrations: DIPMigrations.all)
  // A region may run DIP without the registry and put its institutions itself.
  let hasRegistry = assembly.peers.names.contains(.registry)
  let service = DIPService(
    database: database, registry: hasRegistry ? try assembly.peers.client(for: .registry) : nil)
  service.register(in: &assembly.router)
}
