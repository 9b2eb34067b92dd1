import Mesh
import Quantities

/// A mesh within one process: servers and clients with the same cores as over ZeroMQ, and between
/// them messages that are handed over without sockets, on a clock that a test moves by hand, with
/// faults that come from a seed.
///
/// ```swift
/// let mesh = EmbeddedMesh()
/// let server = try mesh.server("dip", router: router)
/// let client = mesh.client(["dip"])
/// let reply = try await client.unary(EchoMethods.unary, request)
/// mesh.clock.advance(by: .seconds(1))
/// ```
public final class EmbeddedMesh: Sendable {
  /// How often somebody tries to connect to a server that is not there.
  static let reconnectNanoseconds: UInt64 = 50_000_000

  public let clock: MeshClock
  private let events = Guarded((queue: [@Sendable () -> Void](), isRunning: false))
  /// Owned by whoever runs the events.
  let network: EmbeddedNetwork

  /// - Parameters:
  ///   - clock: with `.system` the mesh runs by itself; with a manual one, time passes only when
  ///     the test says so.
  ///   - seed: of the faults; a test prints it when it fails.
  public init(clock: MeshClock = .manual(), seed: UInt64 = 0, faults: Faults = .none) {
    self.clock = clock
    network = EmbeddedNetwork(clock: clock, random: SeededRandom(seed: seed), faults: faults)
    clock.observe { [weak self] in self?.tick() }
    if !clock.isManual { EmbeddedMesh.runByItself(self) }
  }

  private static func runByItself(_ mesh: EmbeddedMesh) {
    Task.detached { [weak mesh] in
      while mesh != nil {
        try? await Task.sleep(for: .milliseconds(1))
        mesh?.tick()
      }
    }
  }

  private func tick() {
    perform { [self] in network.tick() }
  }

  /// Does something to the mesh; one thing after the other, on whichever thread comes first.
  func perform(_ event: @escaping @Sendable () -> Void) {
    let mustRun = events.withLock { events in
      events.queue.append(event)
      defer { events.isRunning = true }
      return !events.isRunning
    }
    guard mustRun else { return }
    while let batch = nextBatch() {
      for event in batch { event() }
      network.flush()
    }
  }

  private func nextBatch() -> [@Sendable () -> Void]? {
    events.withLock { events in
      guard !events.queue.isEmpty else {
        events.isRunning = false
        return nil
      }
      defer { events.queue = [] }
      return events.queue
    }
  }

  // MARK: Nodes

  /// Starts a server under a name.
  ///
  /// - Parameter peer: who its callers are taken for.
  public func server(
    _ name: String, router: MethodRouter, options: ServerOptions? = nil,
    interceptors: [any ServerInterceptor] = [], health: HealthRegistry = HealthRegistry(),
    peer: Peer = Peer(identity: "local", roles: [])
  ) -> MeshServer {
    var options = options ?? ServerOptions()
    options.clock = clock
    let transport = EmbeddedServer(
      name, mesh: self, router: router, options: options, interceptors: interceptors, peer: peer)
    perform { [network] in network.add(transport) }
    return MeshServer(listeners: [transport], health: health, clock: clock)
  }

  /// A client of the servers with these names.
  public func client(
    _ names: [String], options: ClientOptions? = nil,
    interceptors: [any ClientInterceptor] = []
  ) -> MeshClient {
    var options = options ?? ClientOptions()
    options.clock = clock
    let transport = EmbeddedClient(names, mesh: self, options: options)
    perform { [network] in network.add(transport) }
    return MeshClient(transport: transport, options: options, interceptors: interceptors)
  }

  // MARK: What goes wrong

  /// Changes what goes wrong from now on.
  public func setFaults(_ faults: Faults) {
    perform { [network] in network.faults = faults }
  }

  /// Breaks all connections to a server; clients connect again.
  public func disconnect(_ name: String) {
    perform { [network] in network.cut(name) }
  }

  /// Makes a server unreachable, as if its machine were off, or reachable again.
  public func setReachable(_ name: String, _ isReachable: Bool) {
    perform { [network] in network.setReachable(name, isReachable) }
  }
}
