/// Until when somebody waits for a call: an instant of a monotonic clock.
///
/// On the wire it is the time left in microseconds, so that clocks of machines need not agree.
public struct Deadline: Sendable {
  /// Nanoseconds of `clock`.
  public let instant: UInt64
  public let clock: MeshClock

  public init(instant: UInt64, clock: MeshClock = .system) {
    self.instant = instant
    self.clock = clock
  }

  /// The deadline `timeout` from now; a negative timeout is over already.
  public static func after(_ timeout: Duration, clock: MeshClock = .system) -> Deadline {
    let now = clock.now()
    let (instant, overflow) = now.addingReportingOverflow(timeout.clampedNanoseconds)
    return Deadline(instant: overflow ? .max : instant, clock: clock)
  }

  /// Time left; zero when it is over.
  public var remaining: Duration {
    let now = clock.now()
    return now >= instant ? .zero : .nanoseconds(Int64(clamping: instant - now))
  }

  public var hasPassed: Bool { clock.now() >= instant }
}

extension Deadline: Equatable {
  public static func == (left: Deadline, right: Deadline) -> Bool {
    left.instant == right.instant && left.clock === right.clock
  }
}

extension Duration {
  /// Nanoseconds, 0 for a negative duration, and at most those of 292 years.
  package var clampedNanoseconds: UInt64 {
    let whole = attoseconds
    guard whole >= 0 else { return 0 }
    // Up to 18 s fit one word, which is divided many times faster than two.
    if let word = UInt64(exactly: whole) { return word / 1_000_000_000 }
    let (seconds, attoseconds) = components
    guard seconds < Int64.max / 1_000_000_000 else { return UInt64(Int64.max) }
    return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
  }
}
