/// Writes JSON text, compact, without an intermediate tree.
public struct JSONWriter {
  /// The text so far.
  public private(set) var bytes: [UInt8] = []
  /// True to write fields that are at their default.
  public let includesDefaults: Bool
  private var needsComma = false

  public init(includesDefaults: Bool = false) {
    self.includesDefaults = includesDefaults
    bytes.reserveCapacity(256)
  }
}

// Structure

extension JSONWriter {
  public mutating func beginObject() {
    bytes.append(UInt8(ascii: "{"))
    needsComma = false
  }

  public mutating func endObject() {
    bytes.append(UInt8(ascii: "}"))
    needsComma = true
  }

  /// The name of the next member; ASCII without quotes and backslashes, as names of the contract.
  public mutating func name(_ name: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    appendASCII(name)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(UInt8(ascii: ":"))
  }

  private mutating func array<Element>(
    _ values: [Element], _ write: (inout JSONWriter, Element) -> Void
  ) {
    bytes.append(UInt8(ascii: "["))
    needsComma = false
    for value in values {
      separate()
      write(&self, value)
      needsComma = true
    }
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  private mutating func appendASCII(_ text: StaticString) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}

// Fields. Not inlined: every field of every message would repeat the code.

extension JSONWriter {
  /// A field, unless it is at its default.
  @inline(never)
  public mutating func field<Value: JSONElement>(_ name: StaticString, _ value: Value) {
    if includesDefaults || value != Value() { member(name, value) }
  }

  @inline(never)
  public mutating func field(_ name: StaticString, _ value: [UInt8]) {
    if includesDefaults || !value.isEmpty { member(name, value) }
  }

  @inline(never)
  public mutating func field<Value: JSONMessage>(_ name: StaticString, _ value: Value?) {
    if let value { member(name, value) }
  }

  @inline(never)
  public mutating func field<Value: JSONElement>(_ name: StaticString, _ values: [Value]) {
    guard includesDefaults || !values.isEmpty else { return }
    self.name(name)
    array(values) { $1.write(to: &$0) }
  }

  @inline(never)
  public mutating func field(_ name: StaticString, _ values: [[UInt8]]) {
    guard includesDefaults || !values.isEmpty else { return }
    self.name(name)
    array(values) { $0.base64($1) }
  }

  /// A field that is written even at its default: one of a choice.
  @inline(never)
  public mutating func member<Value: JSONElement>(_ name: StaticString, _ value: Value) {
    self.name(name)
    value.write(to: &self)
    needsComma = true
  }

  @inline(never)
  public mutating func member(_ name: StaticString, _ value: [UInt8]) {
    self.name(name)
    base64(value)
    needsComma = true
  }
}

// Values

extension JSONWriter {
  public mutating func boolean(_ value: Bool) {
    appendASCII(value ? "true" : "false")
  }

  public mutating func number(_ value: some FixedWidthInteger) {
    if value.magnitude < 10 {
      if value < 0 { bytes.append(UInt8(ascii: "-")) }
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value.magnitude))
    } else {
      bytes.append(contentsOf: String(value).utf8)
    }
  }

  public mutating func quotedNumber(_ value: some FixedWidthInteger) {
    bytes.append(UInt8(ascii: "\""))
    number(value)
    bytes.append(UInt8(ascii: "\""))
  }

  /// A text that is known to need no escape.
  public mutating func string(_ value: StaticString) {
    bytes.append(UInt8(ascii: "\""))
    appendASCII(value)
    bytes.append(UInt8(ascii: "\""))
  }

  public mutating func string(_ value: String) {
    bytes.append(UInt8(ascii: "\""))
    var value = value
    value.withUTF8 { utf8 in
      var start = 0
      for index in utf8.indices where Self.needsEscape(utf8[index]) {
        bytes.append(contentsOf: utf8[start..<index])
        escape(utf8[index])
        start = index + 1
      }
      bytes.append(contentsOf: utf8[start...])
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): appendASCII("\\\"")
    case UInt8(ascii: "\\"): appendASCII("\\\\")
    case UInt8(ascii: "\n"): appendASCII("\\n")
    case UInt8(ascii: "\r"): appendASCII("\\r")
    case UInt8(ascii: "\t"): appendASCII("\\t")
    default:
      appendASCII("\\u00")
      bytes.append(Self.hexadecimal(byte >> 4))
      bytes.append(Self.hexadecimal(byte & 0x0f))
    }
  }

  private static func hexadecimal(_ digit: UInt8) -> UInt8 {
    digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
  }

  public mutating func base64(_ value: [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    Base64.append(value, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }
}
