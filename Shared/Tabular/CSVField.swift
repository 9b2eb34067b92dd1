import Quantities

/// One cell: a range of UTF-8 bytes, quotes removed.
///
/// It points into its parser's buffer and is valid until the parser's next step; copy what must last
/// with `string` or through a `ByteDictionary`.
public struct CSVField {
  @usableFromInline let start: UnsafePointer<UInt8>
  /// Length in bytes.
  public let count: Int

  @inlinable
  init(start: UnsafePointer<UInt8>, count: Int) {
    self.start = start
    self.count = count
  }

  @inlinable public var utf8: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: start, count: count)
  }

  @inlinable public var isEmpty: Bool { count == 0 }

  public var string: String { String(decoding: utf8, as: UTF8.self) }

  /// The field without blanks at both ends: space, tab, no-break and ideographic space, line ends.
  public var trimmed: CSVField {
    var first = 0
    var last = count
    while first < last {
      let blank = Self.blankLength(at: first, before: last, of: start)
      guard blank > 0 else { break }
      first += blank
    }
    while last > first {
      let blank = Self.blankLength(endingAt: last, from: first, of: start)
      guard blank > 0 else { break }
      last -= blank
    }
    return CSVField(start: start + first, count: last - first)
  }

  /// The whole number in decimal digits with an optional minus sign; nil when it is none or does not
  /// fit.
  public var integer: Int64? {
    var index = 0
    let negative = count > 0 && start[0] == UInt8(ascii: "-")
    if negative { index = 1 }
    guard index < count else { return nil }
    var value: Int64 = 0
    while index < count {
      let digit = start[index] &- 0x30
      guard digit < 10 else { return nil }
      let (scaled, o1) = value.multipliedReportingOverflow(by: 10)
      let (next, o2) = scaled.subtractingReportingOverflow(Int64(digit))
      guard !o1, !o2 else { return nil }
      value = next
      index += 1
    }
    if negative { return value }
    return value == Int64.min ? nil : -value
  }

  /// The amount in yuan with at most two decimals; nil when it is none.
  public var money: Money? { Money(utf8: utf8) }

  /// The day, `yyyy-MM-dd` or `yyyyMMdd`; nil when it is none.
  public var day: Day? { Day(utf8: utf8) }

  public func equals(_ text: StaticString) -> Bool {
    guard text.utf8CodeUnitCount == count else { return false }
    let other = text.utf8Start
    for index in 0..<count where start[index] != other[index] { return false }
    return true
  }

  private static func blankLength(
    at index: Int, before end: Int, of bytes: UnsafePointer<UInt8>
  ) -> Int {
    let byte = bytes[index]
    if byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) { return 1 }
    if byte == 0xC2, index + 1 < end, bytes[index + 1] == 0xA0 { return 2 }
    if byte == 0xE3, index + 2 < end, bytes[index + 1] == 0x80, bytes[index + 2] == 0x80 {
      return 3
    }
    return 0
  }

  private static func blankLength(
    endingAt end: Int, from begin: Int, of bytes: UnsafePointer<UInt8>
  ) -> Int {
    for length in 1...3 where end - length >= begin {
      if blankLength(at: end - length, before: end, of: bytes) == length { return length }
    }
    return 0
  }
}

extension CSVField {
  private struct Nothing: @unchecked Sendable {
    // One byte that lives for the whole process and is never written: an address for no text.
    let address = UnsafePointer(UnsafeMutablePointer<UInt8>.allocate(capacity: 1))
  }

  private static let nothing = Nothing()

  /// A field without text, for a column that a file does not have.
  public static var empty: CSVField { CSVField(start: nothing.address, count: 0) }
}
