/// A classification code packed into an integer: up to ten symbols of six bits, first symbol highest.
///
/// `0` ends the code, 1–10 are the digits, 11–36 the capital letters, 37 the small `x` of an
/// extension. The point and the asterisk part of a dagger code are not packed: within the national
/// tables the rest identifies the code. Order is the order of the texts, and a prefix is a mask.
public struct CodeKey: Sendable, Hashable {
  public let bits: UInt64

  /// Most symbols that fit.
  public static let maximumLength = 10
  static let extensionSymbol: UInt64 = 37

  init(bits: UInt64) { self.bits = bits }

  /// Symbols in the code.
  public var length: Int {
    bits == 0 ? 0 : Self.maximumLength - bits.trailingZeroBitCount / 6
  }

  /// Whether the code begins with another one, or is it.
  @inline(__always)
  public func hasPrefix(_ prefix: CodeKey, mask: UInt64) -> Bool { bits & mask == prefix.bits }

  public func hasPrefix(_ prefix: CodeKey) -> Bool {
    hasPrefix(prefix, mask: Self.mask(length: prefix.length))
  }

  /// The first symbols.
  public func prefix(_ length: Int) -> CodeKey { CodeKey(bits: bits & Self.mask(length: length)) }

  /// Keeps this many symbols.
  static func mask(length: Int) -> UInt64 {
    ~UInt64(0) << UInt64(60 - 6 * min(length, maximumLength)) & (1 << 60 - 1)
  }

  /// The symbol of an upper-case letter, digit or small x; 0 for anything else.
  static func symbol(_ byte: UInt8) -> UInt64 {
    switch byte {
    case 0x30...0x39: UInt64(byte - 0x30) + 1
    case 0x41...0x5A: UInt64(byte - 0x41) + 11
    case 0x78: extensionSymbol
    default: 0
    }
  }

  /// The text with a point after this many symbols.
  func text(pointAfter point: Int) -> String {
    let letters = Array("?0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZx".utf8)
    var bytes: [UInt8] = []
    for index in 0..<length {
      if index == point { bytes.append(UInt8(ascii: ".")) }
      bytes.append(letters[Int(bits >> UInt64(54 - 6 * index) & 63)])
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
