/// An amount of money (金额) in whole fen (分), 1/100 yuan.
///
/// Arithmetic is checked: an overflow throws `QUANTITY_OVERFLOW`.
public struct Money: Sendable, Hashable, Comparable, Codable {
  public var fen: Int64

  public init(fen: Int64) { self.fen = fen }

  public static let zero = Money(fen: 0)

  /// Reads yuan with at most two decimals: `12`, `-0.5`, `1234.56`. No exponent, no grouping.
  public init(parsing text: String) throws(Problem) {
    var copy = text
    let parsed = copy.withUTF8 { Money(utf8: $0) }
    guard let parsed else {
      throw .malformed(
        "MONEY_INVALID", text, zh: "金额应为至多两位小数的元",
        en: "not an amount in yuan with at most two decimals",
        remedyZh: "请填写如 1234.56 的金额", remedyEn: "write an amount such as 1234.56")
    }
    self = parsed
  }

  /// The same from bytes, for bulk readers; nil when the text is not an amount.
  public init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    var index = 0
    let count = bytes.count
    let negative = count > 0 && bytes[0] == UInt8(ascii: "-")
    if negative { index = 1 }
    var value: Int64 = 0
    var digits = 0
    var decimals = -1
    while index < count {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: ".") {
        guard decimals < 0, digits > 0 else { return nil }
        decimals = 0
        continue
      }
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      if decimals >= 0 {
        decimals += 1
        // A third decimal is accepted only when it is zero: 1.500 is the same amount as 1.5.
        if decimals > 2 {
          guard byte == 0x30 else { return nil }
          continue
        }
      }
      digits += 1
      let (scaled, o1) = value.multipliedReportingOverflow(by: 10)
      let (sum, o2) = scaled.subtractingReportingOverflow(Int64(byte - 0x30))
      guard !o1, !o2 else { return nil }
      value = sum
    }
    guard digits > 0, decimals != 0 else { return nil }
    for _ in max(decimals, 0)..<max(2, max(decimals, 0)) {
      let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      value = scaled
    }
    // Accumulated as a negative number, so that Int64.min reads back.
    if negative {
      fen = value
    } else {
      guard value != Int64.min else { return nil }
      fen = -value
    }
  }

  public static func < (a: Money, b: Money) -> Bool { a.fen < b.fen }

  public static func + (a: Money, b: Money) throws(Problem) -> Money {
    let (sum, overflow) = a.fen.addingReportingOverflow(b.fen)
    guard !overflow else { throw .overflow("\(a) + \(b)") }
    return Money(fen: sum)
  }

  public static func - (a: Money, b: Money) throws(Problem) -> Money {
    let (difference, overflow) = a.fen.subtractingReportingOverflow(b.fen)
    guard !overflow else { throw .overflow("\(a) - \(b)") }
    return Money(fen: difference)
  }

  public static func += (a: inout Money, b: Money) throws(Problem) { a = try a + b }

  public static func -= (a: inout Money, b: Money) throws(Problem) { a = try a - b }

  /// This many fen from a wide sum; an amount that does not fit 64 bits throws.
  public init(exactly wide: Int128) throws(Problem) {
    guard let fen = Int64(exactly: wide) else { throw .overflow("\(wide) fen") }
    self.fen = fen
  }

  /// The amount in yuan as an exact ratio.
  public var ratio: Ratio { Ratio(hundredths: fen) }
}

extension Money: CustomStringConvertible {
  /// Yuan with two decimals, `-1234.56`.
  public var description: String {
    let magnitude = fen.magnitude
    let cents = magnitude % 100
    return "\(fen < 0 ? "-" : "")\(magnitude / 100).\(cents < 10 ? "0" : "")\(cents)"
  }
}
