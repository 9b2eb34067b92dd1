import Contract
import Glibc
import Logging
import Mesh
import MeshZeroMQ
import Quantities
import Store

/// One life of a service: build, listen, serve, drain, close.
public final class ServiceRun: Sendable {
  private let configuration: ServiceConfiguration
  private let logger: Logger
  private let metrics: PrometheusMetrics
  private let stopping: AsyncStream<any Error>
  private let stopper: AsyncStream<any Error>.Continuation

  /// How long background work may take to end once it is cancelled.
  private static let backgroundGrace: Duration = .seconds(5)

  public init(_ configuration: ServiceConfiguration, logger: Logger, metrics: PrometheusMetrics) {
    self.configuration = configuration
    self.logger = logger
    self.metrics = metrics
    (stopping, stopper) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
  }

  /// Asks the service to drain and end.
  public func stop() { stopper.yield(CancellationError()) }

  /// Runs until `stop`, or until background work fails. `ready` is called once every endpoint
  /// listens and health says SERVING, with the addresses.
  public func run(
    _ build: ServiceShell.Build, ready: @Sendable ([String]) -> Void = { _ in }
  ) async -> ExitCode {
    let health = HealthRegistry()
    let peers = MeshPeers(configuration)
    var assembly = ServiceAssembly(
      configuration: configuration, logger: logger, metrics: metrics, peers: peers, health: health)
    let code = await run(&assembly, build, ready: ready)
    await close(assembly)
    return code
  }

  private func run(
    _ assembly: inout ServiceAssembly, _ build: ServiceShell.Build,
    ready: @Sendable ([String]) -> Void
  ) async -> ExitCode {
    do {
      try await build(&assembly)
      let server = try listen(assembly)
      defer { server.close() }
      metrics.showLoad(of: server)
      let door = try openDoor(assembly.health)
      defer { door?.close() }
      return await serve(assembly, server, door, ready: ready)
    } catch {
      logger.critical("could not start", metadata: ["error": "\(ServiceShell.sentence(error))"])
      return ExitCode(error)
    }
  }

  private func listen(_ assembly: ServiceAssembly) throws -> MeshServer {
    var router = assembly.router.translatingErrors(ErrorTranslation(logger: logger))
    router.serveHealth(assembly.health)
    router.serveReflection(
      descriptorSet: ContractTable.descriptorSet,
      sha256: SHA256Digest(of: ContractTable.descriptorSet).description)
    let limits = configuration.limits
    return try MeshServer.zeroMQ(
      router: router,
      listeners: try configuration.listen.map { Listener($0, try security($0)) },
      options: ServerOptions(
        maximumCalls: limits.calls, maximumCallsPerPeer: limits.callsPerCaller,
        maximumBytesInFlight: limits.bytesInFlight),
      interceptors: [
        TracingInterceptor(), ServerMetricsInterceptor(), ServerLoggingInterceptor(logger),
        AuthorizationInterceptor(
          AccessTable(rules: configuration.allow, methods: router.methods)),
        DelegationInterceptor(),
      ],
      health: assembly.health)
  }

  private func security(_ endpoint: String) throws -> ServerSecurity {
    guard endpoint.hasPrefix("tcp://") else { return .local(roles: configuration.roles) }
    guard let curve = configuration.curve, let allowList = curve.allowListFile else {
      return .insecure(roles: configuration.roles)
    }
    return .curve(
      try CurveKeyFile.keyPair(curve.secretKeyFile),
      allowList: try AllowList(contentsOf: allowList))
  }

  private func openDoor(_ health: HealthRegistry) throws -> OperationsDoor? {
    guard let listen = configuration.metricsListen.flatMap({ HostAndPort($0) }) else { return nil }
    return try OperationsDoor(listen: listen, metrics: metrics, health: health)
  }

  private func serve(
    _ assembly: ServiceAssembly, _ server: MeshServer, _ door: OperationsDoor?,
    ready: @Sendable ([String]) -> Void
  ) async -> ExitCode {
    let tasks = assembly.backgrounds.map { start($0) }
    for service in Set(assembly.router.methods.map(\.service)).union([""]) {
      assembly.health.set(service, .serving)
    }
    logger.notice(
      "ready",
      metadata: [
        "version": "\(ProgramVersion.current)", "pid": "\(getpid())",
        "listen": "\(server.addresses.joined(separator: ","))",
        "operations": "\(door?.address ?? "none")",
      ])
    ready(server.addresses)
    var reason: any Error = CancellationError()
    for await first in stopping {
      reason = first
      break
    }
    logger.notice("draining")
    await server.drain(within: .seconds(configuration.limits.drainSeconds))
    await end(tasks)
    logger.notice("ended")
    return ExitCode(reason)
  }

  private func start(_ background: ServiceAssembly.Background) -> Task<Void, Never> {
    Task.detached { [logger, stopper] in
      do {
        try await background.work()
      } catch {
        guard !Task.isCancelled else { return }
        logger.critical(
          "background work failed",
          metadata: ["work": "\(background.name)", "error": "\(ServiceShell.sentence(error))"])
        stopper.yield(error)
      }
    }
  }

  /// Waits for cancelled work, but not for ever: a process that does not end is killed, which
  /// costs the others their orderly end.
  private func end(_ tasks: [Task<Void, Never>]) async {
    for task in tasks { task.cancel() }
    let (finished, done) = AsyncStream.makeStream(of: Void.self)
    let waiter = Task {
      for task in tasks { await task.value }
      done.finish()
    }
    let limit = Task {
      try await Task.sleep(for: Self.backgroundGrace)
      done.finish()
    }
    for await _ in finished {}
    limit.cancel()
    waiter.cancel()
  }

  private func close(_ assembly: ServiceAssembly) async {
    assembly.peers.close()
    for database in assembly.databases {
      do {
        try await database.close()
      } catch {
        logger.error("the database did not close", metadata: ["error": "\(error)"])
      }
    }
  }
}
