// Single values: each method skips blanks before it.

extension JSONReader {
  mutating func skipBlanks() {
    while position < text.count {
      switch text[position] {
      case 0x20, 0x0a, 0x0d, 0x09: position += 1
      default: return
      }
    }
  }

  mutating func peek() -> UInt8? {
    skipBlanks()
    return position < text.count ? text[position] : nil
  }

  mutating func take(_ character: UInt8) -> Bool {
    guard peek() == character else { return false }
    position += 1
    return true
  }

  mutating func takeNull() throws(JSONError) -> Bool {
    guard peek() == UInt8(ascii: "n") else { return false }
    try takeWord("null")
    return true
  }

  private mutating func takeWord(_ word: StaticString) throws(JSONError) {
    let expected = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard text[position...].starts(with: expected) else {
      throw error(.syntax, "`\(word)`")
    }
    position += expected.count
  }

  mutating func boolean() throws(JSONError) -> Bool {
    switch peek() {
    case UInt8(ascii: "t"):
      try takeWord("true")
      return true
    case UInt8(ascii: "f"):
      try takeWord("false")
      return false
    default: throw error(.wrongType, "true or false")
    }
  }

  mutating func beginsNumber() throws(JSONError) -> Bool {
    switch peek() {
    case UInt8(ascii: "\""): false
    case let byte? where byte == UInt8(ascii: "-") || isDigit(byte): true
    default: throw error(.wrongType, "a name in quotes, or a number")
    }
  }

  /// An integer, in quotes or not: without fraction, exponent or leading zeros.
  mutating func integer<Value: FixedWidthInteger>() throws(JSONError) -> Value {
    let isQuoted = take(UInt8(ascii: "\""))
    let start = position
    if position < text.count, text[position] == UInt8(ascii: "-") { position += 1 }
    let firstDigit = position
    while position < text.count, isDigit(text[position]) { position += 1 }
    guard position > firstDigit else {
      throw error(.wrongType, "an integer")
    }
    try refuseFraction()
    guard position == firstDigit + 1 || text[firstDigit] != UInt8(ascii: "0") else {
      throw error(.syntax, "a number without leading zeros")
    }
    guard let value = Value(String(decoding: text[start..<position], as: UTF8.self)) else {
      throw error(.outOfRange, "from \(Value.min) to \(Value.max)")
    }
    if isQuoted {
      guard position < text.count, text[position] == UInt8(ascii: "\"") else {
        throw error(.wrongType, "an integer")
      }
      position += 1
    }
    return value
  }

  private func refuseFraction() throws(JSONError) {
    guard position < text.count else { return }
    switch text[position] {
    case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
      throw error(.outOfRange, "without fraction or exponent")
    default: return
    }
  }

  private func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  mutating func base64() throws(JSONError) -> [UInt8] {
    let encoded = try string()
    guard let bytes = Base64.decoded(encoded.utf8) else { throw error(.invalidBase64) }
    return bytes
  }

  mutating func string() throws(JSONError) -> String {
    guard take(UInt8(ascii: "\"")) else { throw error(.wrongType, "a string") }
    let start = position
    while position < text.count {
      switch text[position] {
      case UInt8(ascii: "\""):
        let value = try checked(text[start..<position])
        position += 1
        return value
      case UInt8(ascii: "\\"): return try stringWithEscapes(from: start)
      case 0..<0x20: throw error(.syntax, "control characters escaped")
      default: position += 1
      }
    }
    throw error(.syntax, "`\"`")
  }

  private mutating func stringWithEscapes(from start: Int) throws(JSONError) -> String {
    var content = Array(text[start..<position])
    while position < text.count {
      let byte = text[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return try checked(content[...])
      case UInt8(ascii: "\\"): try appendEscape(to: &content)
      case 0..<0x20: throw error(.syntax, "control characters escaped")
      default: content.append(byte)
      }
    }
    throw error(.syntax, "`\"`")
  }

  private func checked(_ utf8: ArraySlice<UInt8>) throws(JSONError) -> String {
    guard let value = String(validating: utf8, as: UTF8.self) else { throw error(.invalidText) }
    return value
  }

  private mutating func appendEscape(to content: inout [UInt8]) throws(JSONError) {
    guard position < text.count else { throw error(.syntax, "a character after `\\`") }
    let character = text[position]
    position += 1
    switch character {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(character)
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "f"): content.append(0x0c)
    case UInt8(ascii: "n"): content.append(0x0a)
    case UInt8(ascii: "r"): content.append(0x0d)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "u"): try content.append(contentsOf: String(escapedScalar()).utf8)
    default: throw error(.syntax, "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u")
    }
  }

  private mutating func escapedScalar() throws(JSONError) -> Character {
    let unit = try escapedUnit()
    var value = UInt32(unit)
    if (0xd800..<0xdc00).contains(unit) {
      guard text[position...].starts(with: "\\u".utf8) else { throw error(.invalidText) }
      position += 2
      let low = try escapedUnit()
      guard (0xdc00..<0xe000).contains(low) else { throw error(.invalidText) }
      value = 0x10000 + (UInt32(unit) - 0xd800) << 10 + (UInt32(low) - 0xdc00)
    }
    guard value != 0 else { throw error(.embeddedNUL) }
    guard let scalar = Unicode.Scalar(value) else { throw error(.invalidText) }
    return Character(scalar)
  }

  private mutating func escapedUnit() throws(JSONError) -> UInt16 {
    guard position + 4 <= text.count,
      text[position..<position + 4].allSatisfy({ isHexadecimal($0) }),
      let unit = UInt16(
        String(decoding: text[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw error(.syntax, "four hexadecimal digits") }
    position += 4
    return unit
  }

  private func isHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
  }
}
