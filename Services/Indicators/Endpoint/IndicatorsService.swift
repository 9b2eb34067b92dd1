import Contract
import IndicatorsStorage
import Mesh
import Runtime
import Store

/// The indicators service, put together for a process.
public enum IndicatorsService {
  public static func assemble(_ assembly: inout ServiceAssembly) throws {
    let database = try assembly.openDatabase(migrations: IndicatorsMigrations.all)
    assembly.router.register(DefinitionsEndpoint(database: database))
    assembly.router.register(
      ObservationsEndpoint(database: database, uploads: try assembly.uploads()))
    assembly.router.register(TargetsEndpoint(database: database))
  }
}
