/// Reads and normalises codes: upper case but for the `x` of extensions, many codes in one cell.
///
/// Source: the forms that occur in the national tables, ICD-10 医保版 2.0 and ICD-9-CM-3 医保版 2.0.
enum CodeText {
  /// A code that was read: its key and how many bytes of the input belong to it.
  typealias Reading = (_ bytes: UnsafeBufferPointer<UInt8>) -> CodeKey?

  /// `A99`, then a point and 1–3 symbols of which the first may be x, then x and three digits; an
  /// asterisk code may follow a plus sign.
  static func diagnosis(_ bytes: UnsafeBufferPointer<UInt8>) -> CodeKey? {
    let plus = bytes.firstIndex(of: UInt8(ascii: "+")) ?? bytes.count
    guard plus >= 3, plus <= 11, isAsteriskPart(bytes, from: plus) else { return nil }
    let letter = upper(bytes[0])
    guard letter >= 0x41, letter <= 0x5A, isDigit(bytes[1]), isDigit(bytes[2]) else { return nil }
    var bits =
      CodeKey.symbol(letter) << 54 | CodeKey.symbol(bytes[1]) << 48 | CodeKey.symbol(bytes[2]) << 42
    if plus == 3 { return CodeKey(bits: bits) }
    guard bytes[3] == UInt8(ascii: "."), plus > 4 else { return nil }
    var shift: UInt64 = 36
    for index in 4..<plus {
      let byte = bytes[index] | 0x20
      let isX = byte == UInt8(ascii: "x")
      // x stands for a missing fourth symbol, or introduces the extension as the seventh.
      guard isDigit(bytes[index]) || (isX && (index == 4 || index == 7)) else { return nil }
      bits |= CodeKey.symbol(isX ? byte : bytes[index]) << shift
      shift &-= 6
    }
    let extended = plus > 7
    guard !extended || (plus == 11 && bytes[7] | 0x20 == UInt8(ascii: "x")) else { return nil }
    return CodeKey(bits: bits)
  }

  /// `99.9` to `99.99999`, with x for a missing fourth symbol, x and three or four digits as an
  /// extension, or one letter in the middle (`00.660A1`).
  static func procedure(_ bytes: UnsafeBufferPointer<UInt8>) -> CodeKey? {
    let count = bytes.count
    guard count >= 4, count <= 11, isDigit(bytes[0]), isDigit(bytes[1]),
      bytes[2] == UInt8(ascii: "."), isDigit(bytes[3]), isAlphanumeric(bytes[count - 1])
    else { return nil }
    var bits = CodeKey.symbol(bytes[0]) << 54 | CodeKey.symbol(bytes[1]) << 48
    var shift: UInt64 = 42
    var letters = 0
    for index in 3..<count {
      let byte = bytes[index]
      let symbol: UInt64
      if isDigit(byte) {
        symbol = CodeKey.symbol(byte)
      } else if byte | 0x20 == UInt8(ascii: "x") {
        guard index + 1 < count else { return nil }
        symbol = CodeKey.extensionSymbol
      } else {
        letters += 1
        symbol = CodeKey.symbol(upper(byte))
      }
      guard symbol > 0, letters <= 1 else { return nil }
      bits |= symbol << shift
      shift &-= 6
    }
    return CodeKey(bits: bits)
  }

  /// One code in a text of any width with blanks around it.
  static func single(_ text: String, read: Reading) -> CodeKey? {
    var bytes = Array(text.utf8)
    if bytes.contains(where: { $0 >= 0x80 }) { bytes = foldedWidth(text) }
    let trimmed = bytes.drop { $0 == 0x20 }.reversed().drop { $0 == 0x20 }.reversed()
    return Array(trimmed).withUnsafeBufferPointer(read)
  }

  /// Splits a cell that may hold many codes and calls the body with each, blanks removed. A cell of
  /// only `-` or `/` says that there is none.
  static func forEachCode(
    in bytes: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    var start = 0
    var index = 0
    while index <= bytes.count {
      if index == bytes.count || isSeparator(bytes[index]) {
        let part = UnsafeBufferPointer(rebasing: bytes[start..<index])
        if !part.isEmpty, !(part.count <= 2 && part.allSatisfy { $0 == UInt8(ascii: "-") }) {
          body(part)
        }
        start = index + 1
      }
      index += 1
    }
  }

  /// Appends the normal text of a code that was read.
  static func append(_ bytes: UnsafeBufferPointer<UInt8>, to text: inout [UInt8]) {
    var first = true
    for byte in bytes {
      let isX = byte | 0x20 == UInt8(ascii: "x") && !first
      text.append(isX ? UInt8(ascii: "x") : upper(byte))
      first = byte == UInt8(ascii: "+")
    }
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "|"), UInt8(ascii: ";"), UInt8(ascii: ","), UInt8(ascii: "/"), 0x20, 0x09,
      0x0A, 0x0D:
      true
    default: false
    }
  }

  /// Nothing, or `+G01*`, `+J17.0*`.
  private static func isAsteriskPart(
    _ bytes: UnsafeBufferPointer<UInt8>, from plus: Int
  ) -> Bool {
    guard plus < bytes.count else { return true }
    guard bytes.count - plus <= 9, bytes.count - plus >= 4 else { return false }
    for index in plus + 1..<bytes.count {
      let byte = bytes[index]
      let last = index == bytes.count - 1
      guard isAlphanumeric(byte) || byte == UInt8(ascii: ".") || (last && byte == UInt8(ascii: "*"))
      else { return false }
    }
    return true
  }

  private static func foldedWidth(_ text: String) -> [UInt8] {
    text.unicodeScalars.compactMap { scalar in
      switch scalar.value {
      case 0x21...0x7E: UInt8(scalar.value)
      case 0xFF01...0xFF5E: UInt8(scalar.value - 0xFEE0)
      case 0x20, 0xA0, 0x3000: 0x20
      default: 0x3F
      }
    }
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
  static func upper(_ byte: UInt8) -> UInt8 {
    byte >= 0x61 && byte <= 0x7A ? byte - 0x20 : byte
  }
  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || (upper(byte) >= 0x41 && upper(byte) <= 0x5A)
  }
}
