import Glibc
import Quantities

/// The clock of the mesh: the machine's monotonic clock, or one that a test moves by hand.
public final class MeshClock: Sendable {
  /// The machine's monotonic clock.
  public static let system = MeshClock(manual: nil)

  private struct ManualState {
    var now: UInt64
    var nextSleeper: UInt64 = 0
    var sleepers: [UInt64: (wake: UInt64, continuation: UnsafeContinuation<Void, Never>)] = [:]
    var observers: [@Sendable () -> Void] = []
  }

  private let manual: Guarded<ManualState>?

  private init(manual: Guarded<ManualState>?) {
    self.manual = manual
  }

  /// A clock that stands at `start` nanoseconds until `advance` moves it.
  public static func manual(start: UInt64 = 1_000_000_000) -> MeshClock {
    MeshClock(manual: Guarded(ManualState(now: start)))
  }

  public var isManual: Bool { manual != nil }

  /// Nanoseconds since an instant that never changes while the process lives.
  public func now() -> UInt64 {
    if let manual { return manual.withLock { $0.now } }
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }

  /// Waits; returns early without an error when the task is cancelled.
  public func sleep(for duration: Duration) async {
    guard let manual else {
      try? await Task.sleep(for: duration)
      return
    }
    let wake = now() &+ duration.clampedNanoseconds
    let id = manual.withLock { state in
      state.nextSleeper += 1
      return state.nextSleeper
    }
    await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        let isOver = manual.withLock { state in
          guard state.now < wake, !Task.isCancelled else { return true }
          state.sleepers[id] = (wake, continuation)
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      manual.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume()
    }
  }

  /// Moves a manual clock on and wakes who waited for that.
  public func advance(by duration: Duration) {
    guard let manual else { preconditionFailure("only a manual clock is moved by hand") }
    let (due, observers) = manual.withLock { state in
      state.now &+= duration.clampedNanoseconds
      let now = state.now
      let due = state.sleepers.filter { $0.value.wake <= now }
      for id in due.keys { state.sleepers.removeValue(forKey: id) }
      return (due.values.sorted { $0.wake < $1.wake }, state.observers)
    }
    for observer in observers { observer() }
    for sleeper in due { sleeper.continuation.resume() }
  }

  /// Calls `observer` after each `advance` of a manual clock; does nothing on the system's clock.
  public func observe(_ observer: @escaping @Sendable () -> Void) {
    manual?.withLock { $0.observers.append(observer) }
  }
}
