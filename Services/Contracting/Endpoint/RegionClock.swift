import Quantities
public import Store

/// Time as the service sees it; a test sets its own.
public struct RegionClock: Sendable {
  private let read: @Sendable () -> Timestamp

  /// China keeps one time, eight hours before UTC, without summer time.
  private static let offsetMilliseconds: Int64 = 8 * 3_600_000
  private static let dayMilliseconds: Int64 = 86_400_000

  public init(_ read: @escaping @Sendable () -> Timestamp = { Timestamp.now() }) {
    self.read = read
  }

  func now() -> Timestamp { read() }

  /// The calendar day in China.
  func today() throws(Problem) -> Day {
    let local = read().milliseconds + Self.offsetMilliseconds
    // Floor, also before 1970.
    let days =
      (local - ((local % Self.dayMilliseconds) + Self.dayMilliseconds)
        % Self.dayMilliseconds)
      / Self.dayMilliseconds
    return try Day(number: Int32(clamping: days))
  }
}
