import ArgumentParser
import Runtime

/// The tool `healthmesh`: runs the mesh on this machine and calls it.
@main
struct HealthMesh: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "healthmesh",
    abstract: "Runs a region's health mesh and queries it (区域卫生与医保结算).",
    discussion: """
      Exit codes: 0 done · 64 wrong usage · 65 refused input · 66 not found · 69 a service cannot be
      reached · 70 internal error · 75 try again later · 77 not allowed.

      Data lives below --data (default $HEALTHMESH_HOME, else ./var/mesh).
      """,
    version: ProgramVersion.current,
    subcommands: [
      Up.self, Status.self, Demo.self, Keys.self, Cases.self, DIP.self, Policies.self,
      Catalogues.self, Funds.self, RegistryCommands.self, Contracts.self, IndicatorCommands.self,
      Call.self,
    ])

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let error as CleanExit {
      exit(withError: error)
    } catch {
      guard let failure = CommandFailure(error) else { exit(withError: error) }
      failure.report()
      exit(withError: ArgumentParser.ExitCode(failure.exitCode))
    }
  }
}
