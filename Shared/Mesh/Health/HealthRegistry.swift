import Quantities

/// Which services of a process can do their work; the empty name stands for the process.
public final class HealthRegistry: Sendable {
  /// The numbers are those of `HealthCheckResponse.ServingStatus`.
  public enum Status: Int32, Sendable, Hashable {
    case serving = 1
    case notServing = 2
    /// Nobody has said anything about the service.
    case serviceUnknown = 3
  }

  private struct State {
    var statuses: [String: Status] = [:]
    var copies: [@Sendable () -> CopyHealth] = []
    var watchers: [UInt64: (service: String, continuation: AsyncStream<Status>.Continuation)] = [:]
    var nextWatcher: UInt64 = 0
  }

  private let state = Guarded(State())

  public init() {}

  /// Says how a service is; those who watch it hear of a change.
  public func set(_ service: String, _ status: Status) {
    state.withLock { state in
      guard state.statuses.updateValue(status, forKey: service) != status else { return }
      for watcher in state.watchers.values where watcher.service == service {
        watcher.continuation.yield(status)
      }
    }
  }

  /// Says that nothing works any more, when the process drains.
  public func setAllNotServing() {
    let services = state.withLock { Array($0.statuses.keys) }
    for service in services { set(service, .notServing) }
  }

  public func status(of service: String) -> Status {
    state.withLock { $0.statuses[service] } ?? .serviceUnknown
  }

  /// The services something is known of, by name.
  public var services: [String: Status] { state.withLock { $0.statuses } }

  /// Adds a copy that the process keeps; health says how far it goes. The closure is asked on the
  /// socket's thread and must answer from memory.
  public func addCopy(_ copy: @escaping @Sendable () -> CopyHealth) {
    state.withLock { $0.copies.append(copy) }
  }

  /// How far the copies of other services' data go now.
  public var copies: [CopyHealth] { state.withLock { $0.copies }.map { $0() } }

  /// The present status and then each change. A watcher that is slow gets the newest only.
  public func watch(_ service: String) -> AsyncStream<Status> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: Status.self, bufferingPolicy: .bufferingNewest(1))
    let id = state.withLock { state in
      state.nextWatcher += 1
      state.watchers[state.nextWatcher] = (service, continuation)
      continuation.yield(state.statuses[service] ?? .serviceUnknown)
      return state.nextWatcher
    }
    continuation.onTermination = { [weak self] _ in
      _ = self?.state.withLock { $0.watchers.removeValue(forKey: id) }
    }
    return stream
  }
}
