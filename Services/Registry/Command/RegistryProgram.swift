import RegistryEndpoint
import RegistryStorage
import Runtime

/// The process `healthmesh-registry`: areas, institutions and consortia.
@main
struct RegistryProgram {
  static func main() async {
    await ServiceShell("registry", settings: RegistryService.settingNames).main { assembly in
      let database = try assembly.openDatabase(migrations: RegistryMigrations.all)
      let service = try RegistryService(
        database: database, uploads: assembly.uploads(),
        vault: assembly.identityVault(scope: RegistryService.vaultScope, database: database),
        settings: assembly.configuration.settings)
      service.register(in: &assembly.router)
    }
  }
}
