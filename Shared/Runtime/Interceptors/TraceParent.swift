/// A W3C trace context: which trace a call belongs to, and which call caused it.
/// `00-<32 hexadecimal digits>-<16 hexadecimal digits>-<2 hexadecimal digits>`.
public struct TraceParent: Sendable, Hashable, CustomStringConvertible {
  public let description: String

  /// nil when the text is not a trace context of version 00.
  public init?(_ text: String) {
    var copy = text
    let isValid = copy.withUTF8 { bytes in
      bytes.count == 55 && bytes[0] == 0x30 && bytes[1] == 0x30
        && Self.isHexadecimal(bytes[3..<35]) && Self.isHexadecimal(bytes[36..<52])
        && Self.isHexadecimal(bytes[53..<55]) && bytes[2] == 0x2D && bytes[35] == 0x2D
        && bytes[52] == 0x2D
        && bytes[3..<35].contains { $0 != 0x30 } && bytes[36..<52].contains { $0 != 0x30 }
    }
    guard isValid else { return nil }
    description = text
  }

  /// A new trace.
  init(random generator: inout some RandomNumberGenerator) {
    let trace = Self.hexadecimal(generator.next() | 1) + Self.hexadecimal(generator.next())
    description = "00-\(trace)-\(Self.hexadecimal(generator.next() | 1))-01"
  }

  public var traceID: Substring { description.dropFirst(3).prefix(32) }

  /// The same trace, caused by a new call.
  func child(random generator: inout some RandomNumberGenerator) -> TraceParent {
    TraceParent(
      unchecked:
        "\(description.prefix(36))\(Self.hexadecimal(generator.next() | 1))\(description.suffix(3))"
    )
  }

  private init(unchecked text: String) { description = text }

  private static func isHexadecimal(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    bytes.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  private static func hexadecimal(_ number: UInt64) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
