/// An exact decimal number (精确小数): `coefficient × 10^-scale`.
///
/// Kept in lowest terms, so equal numbers are equal values: `1.50 == 1.5`. It is the form in which
/// people write coefficients, scores and point values; calculations go on in `Ratio`.
public struct Decimal: Sendable, Hashable {
  /// The digits, not divisible by ten unless the scale is zero.
  public let coefficient: Int128
  /// Decimals, 0…`maximumScale`.
  public let scale: Int

  public static let maximumScale = 36
  public static let zero = Decimal(integer: 0)
  public static let one = Decimal(integer: 1)

  public init(integer: Int64) {
    coefficient = Int128(integer)
    scale = 0
  }

  /// `coefficient × 10^-scale`, reduced.
  public init(coefficient: Int128, scale: Int) throws(Problem) {
    guard scale >= 0, scale <= Self.maximumScale else {
      throw .overflow("decimal with \(scale) decimals")
    }
    var digits = coefficient
    var decimals = digits == 0 ? 0 : scale
    while decimals > 0 {
      let (quotient, remainder) = digits.quotientAndRemainder(dividingBy: 10)
      guard remainder == 0 else { break }
      digits = quotient
      decimals -= 1
    }
    self.coefficient = digits
    self.scale = decimals
  }

  /// Reads `-12.345`: digits, at most one point with digits on both sides, no exponent.
  public init(parsing text: String) throws(Problem) {
    guard let (coefficient, scale) = Self.scan(text) else {
      throw .malformed(
        "DECIMAL_INVALID", text, zh: "不是十进制小数", en: "not a decimal number",
        remedyZh: "请填写如 10.8591 的小数，不用指数和千分位",
        remedyEn: "write a number such as 10.8591, without exponent or grouping")
    }
    try self.init(coefficient: coefficient, scale: scale)
  }

  private static func scan(_ text: String) -> (Int128, Int)? {
    var value: Int128 = 0
    var digits = 0
    var scale = -1
    var negative = false
    for (position, byte) in text.utf8.enumerated() {
      if position == 0, byte == UInt8(ascii: "-") {
        negative = true
      } else if byte == UInt8(ascii: ".") {
        guard scale < 0, digits > 0 else { return nil }
        scale = 0
      } else {
        guard byte >= 0x30, byte <= 0x39 else { return nil }
        digits += 1
        if scale >= 0 { scale += 1 }
        let (scaled, o1) = value.multipliedReportingOverflow(by: 10)
        let (sum, o2) = scaled.addingReportingOverflow(Int128(byte - 0x30))
        guard !o1, !o2 else { return nil }
        value = sum
      }
    }
    guard digits > 0, scale != 0 else { return nil }
    return (negative ? -value : value, max(scale, 0))
  }

  /// The same number as a ratio.
  public var ratio: Ratio {
    Ratio(reducing: coefficient, over: PowersOfTen.int128(scale))
  }

  /// The coefficient at a finer or equal scale: `1.5` at 4 is `15000`.
  public func scaled(to decimals: Int) throws(Problem) -> Int128 {
    guard decimals >= scale, decimals - scale <= Self.maximumScale else {
      throw .overflow("\(self) does not fit \(decimals) decimals")
    }
    let (value, overflow) = coefficient.multipliedReportingOverflow(
      by: PowersOfTen.int128(decimals - scale))
    guard !overflow else { throw .overflow("\(self) at \(decimals) decimals") }
    return value
  }

  /// The number with at least this many decimals: `1.5` with 4 is `1.5000`.
  public func formatted(decimals: Int) -> String {
    let fraction = max(decimals, scale)
    var rest = coefficient.magnitude
    // At most 39 digits or a zero before the point, the point, and a sign. Not in a string's own
    // storage: a short text needs none, and a statement prints thousands of numbers.
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 42 + fraction) { text in
      // From the end, in bytes.
      var place = text.count
      var digits = 0
      func put(_ byte: UInt8) {
        place -= 1
        text[place] = byte
      }
      func putDigit(_ digit: UInt8) {
        put(UInt8(ascii: "0") + digit)
        digits += 1
        if digits == fraction { put(UInt8(ascii: ".")) }
      }
      for _ in scale..<fraction { putDigit(0) }
      while rest > UInt128(UInt64.max) {
        let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
        putDigit(UInt8(truncatingIfNeeded: digit))
        rest = quotient
      }
      var short = UInt64(truncatingIfNeeded: rest)
      while short > 0 || digits <= fraction {
        let (quotient, digit) = short.quotientAndRemainder(dividingBy: 10)
        putDigit(UInt8(truncatingIfNeeded: digit))
        short = quotient
      }
      if coefficient < 0 { put(UInt8(ascii: "-")) }
      return String(decoding: UnsafeBufferPointer(rebasing: text[place...]), as: UTF8.self)
    }
  }
}

extension Decimal: CustomStringConvertible {
  /// The shortest text that reads back as this number.
  public var description: String { formatted(decimals: 0) }
}

extension Decimal: Comparable {
  public static func < (a: Decimal, b: Decimal) -> Bool { a.ratio < b.ratio }
}

/// Powers of ten up to 10^38, the largest in an Int128.
public enum PowersOfTen {
  private static let table: [Int128] = {
    var powers: [Int128] = [1]
    for _ in 0..<38 { powers.append(powers[powers.count - 1] * 10) }
    return powers
  }()

  /// 10^exponent for an exponent of 0…38.
  public static func int128(_ exponent: Int) -> Int128 { table[exponent] }
}
