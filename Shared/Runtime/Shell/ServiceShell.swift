import ArgumentParser
import Glibc
import Logging
import Metrics
import Quantities

/// The process around a service: arguments, configuration, logs, signals, exit code.
///
/// ```swift
/// await ServiceShell("registry").main { assembly in
///   let database = try assembly.openDatabase(migrations: RegistryMigrations.all)
///   assembly.router.register(AreasEndpoint(database))
/// }
/// ```
public struct ServiceShell: Sendable {
  /// Puts the service together: opens storage, registers endpoints, adds background work.
  public typealias Build = @Sendable (inout ServiceAssembly) async throws -> Void

  private let service: String
  private let settings: Set<String>

  /// - Parameters:
  ///   - service: the name in `service` of the configuration.
  ///   - settings: names that this service understands below `settings`.
  public init(_ service: String, settings: Set<String> = []) {
    self.service = service
    self.settings = settings
  }

  /// Runs the process to its end. Exit codes are those of `ExitCode`.
  public func main(
    arguments: [String]? = nil, environment: [String: String] = ProcessEnvironment.variables(),
    _ build: @escaping Build
  ) async -> Never {
    let parsed = ServiceArguments.parseOrExit(arguments)
    if parsed.version {
      print("healthmesh-\(service) \(ProgramVersion.current)")
      exit(ExitCode.ok.rawValue)
    }
    do {
      let configuration = try ServiceConfiguration.read(
        file: parsed.config, service: service, settings: settings, environment: environment)
      if parsed.checkConfig {
        print(configuration)
        exit(ExitCode.ok.rawValue)
      }
      exit(await run(configuration, build).rawValue)
    } catch {
      LogLines.toStandardError("\(Self.sentence(error))\n")
      exit(ExitCode(error).rawValue)
    }
  }

  private func run(_ configuration: ServiceConfiguration, _ build: @escaping Build) async
    -> ExitCode
  {
    LoggingSystem.bootstrap { label in
      LogLines(label: label, level: configuration.logLevel, format: configuration.logFormat)
    }
    MetricsSystem.bootstrap(PrometheusMetrics.shared)
    let logger = Logger(label: service)
    let signals = TerminationSignals.stream()
    let run = ServiceRun(configuration, logger: logger, metrics: .shared)
    let code = Task { await run.run(build) }
    let watcher = Task {
      var count = 0
      for await signal in signals {
        count += 1
        logger.notice("signal", metadata: ["number": "\(signal)"])
        if count == 1 {
          run.stop()
        } else {
          // Whoever asks twice does not want to wait for the drain.
          exit(ExitCode.temporary.rawValue)
        }
      }
    }
    defer { watcher.cancel() }
    return await code.value
  }

  static func sentence(_ error: any Error) -> String {
    guard let problem = error as? Problem else { return "\(error)" }
    return "\(problem.code): \(problem.message.en) \(problem.remedy.en)\n"
      + "\(problem.message.zh)\(problem.remedy.zh)"
  }
}
