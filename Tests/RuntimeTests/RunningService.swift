import Logging
import Mesh
import MeshZeroMQ
import Metrics
import Quantities
import Store

@testable import Runtime

/// A service running in this process, on an ipc socket in a folder of its own.
final class RunningService: Sendable {
  let folder: TemporaryFolder
  let configuration: ServiceConfiguration
  let log: Guarded<[String]>
  private let run: ServiceRun
  fileprivate let task: Task<ExitCode, Never>

  /// The mesh counts into the process's metrics, which can be set up only once.
  private static let metrics: PrometheusMetrics = {
    MetricsSystem.bootstrap(PrometheusMetrics.shared)
    return .shared
  }()

  var endpoint: String { "ipc://\(folder.path)/s.sock" }

  init(
    folder: TemporaryFolder? = nil, configure: (inout ServiceConfiguration) -> Void = { _ in },
    build: @escaping ServiceShell.Build
  ) async throws {
    let folder = try folder ?? TemporaryFolder()
    self.folder = folder
    var configuration = ServiceConfiguration(service: "test")
    configuration.listen = ["ipc://\(folder.path)/s.sock"]
    configuration.data = folder.path + "/data"
    configuration.limits.drainSeconds = 5
    configure(&configuration)
    self.configuration = configuration
    let log = Guarded<[String]>([])
    self.log = log
    let logger = Logger(label: "test") { label in
      LogLines(label: label, level: .debug, format: .plain) { line in
        log.withLock { $0.append(line) }
      }
    }
    let run = ServiceRun(configuration, logger: logger, metrics: Self.metrics)
    self.run = run
    let (readiness, ready) = AsyncStream.makeStream(of: Void.self)
    task = Task.detached {
      defer { ready.finish() }
      return await run.run(build) { _ in ready.yield() }
    }
    var iterator = readiness.makeAsyncIterator()
    guard await iterator.next() != nil else { throw NotStarted(log: log.withLock { $0 }) }
  }

  func client() throws -> MeshClient {
    try MeshClient.zeroMQ(endpoints: [endpoint], security: .local)
  }

  func stop() async -> ExitCode {
    run.stop()
    return await task.value
  }

  struct NotStarted: Error { let log: [String] }
}

extension RunningService {
  /// Waits for the service to end by itself.
  func ended() async -> ExitCode { await task.value }
}
