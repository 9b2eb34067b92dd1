/// A running server: one or more listeners that serve the same methods.
///
/// Made by a transport (`MeshServer.zeroMQ(…)`, `EmbeddedMesh.server(…)`).
public final class MeshServer: Sendable {
  private let listeners: [any ServerTransport]
  private let clock: MeshClock
  /// What `Health` answers with.
  public let health: HealthRegistry

  public init(listeners: [any ServerTransport], health: HealthRegistry, clock: MeshClock) {
    self.listeners = listeners
    self.health = health
    self.clock = clock
  }

  deinit { close() }

  /// The addresses it listens on, with the port that was found when the configuration left it open.
  public var addresses: [String] { listeners.flatMap(\.addresses) }

  /// What happened so far, over all listeners.
  public var statistics: ServerStatistics {
    listeners.reduce(into: ServerStatistics()) { $0.add($1.statistics()) }
  }

  /// Ends in order, as on SIGTERM: health says NOT_SERVING, callers get GOAWAY, new calls are
  /// refused with UNAVAILABLE, running ones finish; what still runs after `timeout` is cancelled.
  /// Then the sockets close.
  public func drain(within timeout: Duration) async {
    health.setAllNotServing()
    for listener in listeners { listener.beginDrain() }
    let deadline = Deadline.after(timeout, clock: clock)
    // Until a listener's own thread drains, a call that it has just begun is not counted yet.
    while listeners.contains(where: { listener in
      let statistics = listener.statistics()
      return !statistics.isDraining || statistics.callsInFlight > 0
    }), !deadline.hasPassed {
      await clock.sleep(for: .milliseconds(5))
    }
    // The last replies are with the transport; it needs a moment to put them on the network.
    await clock.sleep(for: .milliseconds(50))
    close()
  }

  /// Cancels what runs, answers it with UNAVAILABLE and closes the sockets.
  public func close() {
    for listener in listeners { listener.close() }
  }
}

/// What listens on an address and feeds a `ServerCore`.
public protocol ServerTransport: AnyObject, Sendable {
  var addresses: [String] { get }
  func statistics() -> ServerStatistics
  /// Tells callers to go and refuses new calls; running ones finish.
  func beginDrain()
  /// Idempotent; returns when the socket is closed.
  func close()
}

/// Counters of a server since it started, and its present load.
public struct ServerStatistics: Sendable, Hashable {
  public var callsStarted: UInt64 = 0
  public var callsInFlight = 0
  public var bytesInFlight = 0
  public var peers = 0
  /// Messages that were not even a header, or broke the protocol.
  public var malformedMessages: UInt64 = 0
  /// Calls refused because a limit was reached.
  public var callsShed: UInt64 = 0
  /// Repeated REQUESTs and items.
  public var duplicates: UInt64 = 0
  /// Replies whose caller was gone.
  public var repliesDropped: UInt64 = 0
  /// New calls are refused; of several listeners, at least one's.
  public var isDraining = false

  public init() {}

  mutating func add(_ other: ServerStatistics) {
    callsStarted += other.callsStarted
    callsInFlight += other.callsInFlight
    bytesInFlight += other.bytesInFlight
    peers += other.peers
    malformedMessages += other.malformedMessages
    callsShed += other.callsShed
    duplicates += other.duplicates
    repliesDropped += other.repliesDropped
    isDraining = isDraining || other.isDraining
  }
}
