import Quantities

/// A local time on a settlement list, to the minute (入院时间、出院时间).
public struct LocalMinute: Sendable, Hashable, Comparable {
  public let day: Day
  /// 0..<1440.
  public let minuteOfDay: Int

  public init(day: Day, minuteOfDay: Int = 0) {
    precondition((0..<1440).contains(minuteOfDay), "a minute of a day")
    self.day = day
    self.minuteOfDay = minuteOfDay
  }

  /// - Parameter number: minutes since 1970-01-01 00:00 local time.
  /// - Throws: `DAY_INVALID` outside the years 1 to 9999.
  public init(number: Int64) throws(Problem) {
    let remainder = number % 1440
    let minute = remainder < 0 ? remainder + 1440 : remainder
    day = try Day(number: Int32(clamping: (number - minute) / 1440))
    minuteOfDay = Int(minute)
  }

  /// Minutes since 1970-01-01 00:00 local time.
  public var number: Int64 { Int64(day.number) * 1440 + Int64(minuteOfDay) }

  /// Reads `yyyy-MM-dd`, `yyyyMMdd`, `yyyy-MM-dd HH:mm[:ss]` (also with T) or `yyyyMMddHHmm[ss]`; nil
  /// when the text is none of them. Seconds are checked and dropped.
  public init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    let hasHyphen = bytes.count > 4 && bytes[4] == UInt8(ascii: "-")
    let dayLength = hasHyphen ? 10 : 8
    guard bytes.count >= dayLength,
      let day = Day(utf8: UnsafeBufferPointer(rebasing: bytes[..<dayLength]))
    else { return nil }
    guard bytes.count > dayLength else {
      self.init(day: day)
      return
    }
    let separated = hasHyphen ? 1 : 0
    if hasHyphen {
      guard bytes[10] == 0x20 || bytes[10] == UInt8(ascii: "T") else { return nil }
    }
    let first = dayLength + separated
    let step = 2 + separated
    let hasSeconds = bytes.count == first + 2 * step + 2
    guard hasSeconds || bytes.count == first + step + 2,
      let hour = Self.pair(bytes, first), let minute = Self.pair(bytes, first + step),
      let second = hasSeconds ? Self.pair(bytes, first + 2 * step) : 0,
      hour < 24, minute < 60, second < 60
    else { return nil }
    if hasHyphen {
      guard bytes[first + 2] == UInt8(ascii: ":"),
        !hasSeconds || bytes[first + 5] == UInt8(ascii: ":")
      else { return nil }
    }
    self.init(day: day, minuteOfDay: hour * 60 + minute)
  }

  private static func pair(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int? {
    guard CodeText.isDigit(bytes[index]), CodeText.isDigit(bytes[index + 1]) else { return nil }
    return Int(bytes[index] - 0x30) * 10 + Int(bytes[index + 1] - 0x30)
  }

  public static func < (a: LocalMinute, b: LocalMinute) -> Bool { a.number < b.number }
}

extension LocalMinute: CustomStringConvertible {
  /// `yyyy-MM-dd HH:mm:00`, the form of the interface record.
  public var description: String {
    let (hour, minute) = (minuteOfDay / 60, minuteOfDay % 60)
    return "\(day) \(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute):00"
  }
}
