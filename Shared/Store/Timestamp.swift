import Glibc
import Quantities

/// A moment in UTC, in milliseconds: when something was recorded.
public struct Timestamp: Sendable, Hashable, Comparable {
  /// Since 1970-01-01T00:00:00Z.
  public let milliseconds: Int64

  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  public static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }
}

extension Timestamp: CustomStringConvertible {
  private static let millisecondsOfDay: Int64 = 86_400_000

  /// ISO 8601 with milliseconds, for example `2025-03-31T08:05:09.120Z`.
  public var description: String {
    let day = floorDivide(milliseconds, Self.millisecondsOfDay)
    let rest = milliseconds - day * Self.millisecondsOfDay
    guard let number = Int32(exactly: day), let date = try? Day(number: number) else {
      return "\(milliseconds)"
    }
    let fields = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map { padded($0, 2) }
    return "\(date)T\(fields.joined(separator: ":")).\(padded(rest % 1000, 3))Z"
  }

  private func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
    a >= 0 ? a / b : (a - b + 1) / b
  }

  private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
