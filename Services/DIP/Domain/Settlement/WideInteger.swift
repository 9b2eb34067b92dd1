import BigInt
import Quantities

/// An integer without a bound (任意精度整数), which stays a plain 128-bit one as long as it fits.
///
/// The sums and products of a settlement have no bound that could be proved, and yet they hardly ever
/// leave 128 bits: this pays for big integers only where they are needed.
public struct WideInteger: Sendable, Hashable {
  private enum Storage: Sendable, Hashable {
    case narrow(Int128)
    /// Never a number that fits 128 bits, so that equal numbers are stored the same way.
    case wide(BigInt)
  }

  private let storage: Storage

  public init(_ value: Int128) { storage = .narrow(value) }

  public init(_ value: Int64) { storage = .narrow(Int128(value)) }

  public init(_ value: BigInt) {
    // By the words of the magnitude: BigInt 6.0.1 converts negative numbers to Int128 wrongly.
    let words = value.magnitude.words
    guard words.count <= 2 else {
      storage = .wide(value)
      return
    }
    var magnitude: UInt128 = 0
    for word in words.reversed() { magnitude = magnitude << 64 | UInt128(word) }
    if value.sign == .minus, magnitude == Int128.min.magnitude {
      storage = .narrow(.min)
    } else if let narrow = Int128(exactly: magnitude) {
      storage = .narrow(value.sign == .minus ? -narrow : narrow)
    } else {
      storage = .wide(value)
    }
  }

  /// The number when it fits 128 bits.
  // Not inlined: on a number that is used once, the optimiser of Swift 6.3.1 breaks down otherwise.
  public var int128: Int128? {
    @inline(never) get {
      guard case .narrow(let value) = storage else { return nil }
      return value
    }
  }

  var big: BigInt {
    switch storage {
    case .narrow(let value):
      BigInt(
        sign: value < 0 ? .minus : .plus,
        magnitude: BigUInt(words: [
          UInt(truncatingIfNeeded: value.magnitude),
          UInt(truncatingIfNeeded: value.magnitude >> 64),
        ]))
    case .wide(let value): value
    }
  }

  var isNegative: Bool {
    switch storage {
    case .narrow(let value): value < 0
    case .wide(let value): value < 0
    }
  }

  var magnitude: WideInteger { isNegative ? -self : self }

  var bitWidth: Int {
    switch storage {
    case .narrow(let value): 129 - value.magnitude.leadingZeroBitCount
    case .wide(let value): value.bitWidth
    }
  }

  /// Truncates towards zero; the divisor is not zero.
  func quotientAndRemainder(
    dividingBy divisor: WideInteger
  ) -> (quotient: WideInteger, remainder: WideInteger) {
    if case .narrow(let a) = storage, case .narrow(let b) = divisor.storage, b != -1 {
      let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
      return (WideInteger(quotient), WideInteger(remainder))
    }
    let (quotient, remainder) = big.quotientAndRemainder(dividingBy: divisor.big)
    return (WideInteger(quotient), WideInteger(remainder))
  }

  /// Not negative; zero for two zeros.
  func greatestCommonDivisor(with other: WideInteger) -> WideInteger {
    if case .narrow(let a) = storage, case .narrow(let b) = other.storage {
      let divisor = Ratio.greatestCommonDivisor(a.magnitude, b.magnitude)
      return Int128(exactly: divisor).map { WideInteger($0) } ?? WideInteger(BigInt(1) << 127)
    }
    return WideInteger(BigInt(big.magnitude.greatestCommonDivisor(with: other.big.magnitude)))
  }

  /// Above zero for terms above zero.
  func leastCommonMultiple(with other: WideInteger) -> WideInteger {
    // The remainder first, so that a huge multiple meets the small factor only once.
    let rest = quotientAndRemainder(dividingBy: other).remainder
    return self * (other / rest.greatestCommonDivisor(with: other))
  }
}

extension WideInteger: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: Int64) { self.init(value) }
}

extension WideInteger: CustomStringConvertible {
  public var description: String {
    switch storage {
    case .narrow(let value): value.description
    case .wide(let value): value.description
    }
  }
}

extension WideInteger: Comparable {
  public static func < (a: WideInteger, b: WideInteger) -> Bool {
    if case .narrow(let a) = a.storage, case .narrow(let b) = b.storage { return a < b }
    return a.big < b.big
  }
}

extension WideInteger {
  static func + (a: WideInteger, b: WideInteger) -> WideInteger {
    if case .narrow(let a) = a.storage, case .narrow(let b) = b.storage {
      let (sum, overflow) = a.addingReportingOverflow(b)
      if !overflow { return WideInteger(sum) }
    }
    return WideInteger(a.big + b.big)
  }

  static func - (a: WideInteger, b: WideInteger) -> WideInteger {
    if case .narrow(let a) = a.storage, case .narrow(let b) = b.storage {
      let (difference, overflow) = a.subtractingReportingOverflow(b)
      if !overflow { return WideInteger(difference) }
    }
    return WideInteger(a.big - b.big)
  }

  static func * (a: WideInteger, b: WideInteger) -> WideInteger {
    if case .narrow(let a) = a.storage, case .narrow(let b) = b.storage {
      let (product, overflow) = a.multipliedReportingOverflow(by: b)
      if !overflow { return WideInteger(product) }
    }
    return WideInteger(a.big * b.big)
  }

  /// The quotient towards zero; the divisor is not zero.
  static func / (a: WideInteger, b: WideInteger) -> WideInteger {
    a.quotientAndRemainder(dividingBy: b).quotient
  }

  static prefix func - (value: WideInteger) -> WideInteger { 0 - value }

  static func += (a: inout WideInteger, b: WideInteger) { a = a + b }
}
