/// Walks over the fields of protobuf bytes without copying any.
struct ProtobufReader {
  /// Where a text or sub-message stands.
  struct Span {
    var start = 0
    var count = 0

    var range: Range<Int> { start..<start + count }
  }

  enum Failure: Error {
    case malformed
  }

  let bytes: UnsafeRawBufferPointer
  private(set) var position: Int
  private let end: Int

  init(_ bytes: UnsafeRawBufferPointer) {
    self.init(bytes, Span(start: 0, count: bytes.count))
  }

  init(_ bytes: UnsafeRawBufferPointer, _ span: Span) {
    self.bytes = bytes
    position = span.start
    end = span.start + span.count
  }

  var isAtEnd: Bool { position >= end }

  @inline(__always)
  mutating func varint() throws(Failure) -> UInt64 {
    guard position < end else { throw .malformed }
    let first = bytes[position]
    position += 1
    if first < 0x80 { return UInt64(first) }
    return try longVarint(first)
  }

  private mutating func longVarint(_ first: UInt8) throws(Failure) -> UInt64 {
    var value = UInt64(first & 0x7F)
    var shift: UInt64 = 7
    while shift < 70 {
      guard position < end else { throw .malformed }
      let byte = bytes[position]
      position += 1
      guard shift < 63 || byte <= 1 else { throw .malformed }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw .malformed
  }

  /// The field number and wire type of the next field.
  @inline(__always)
  mutating func tag() throws(Failure) -> (field: UInt64, wireType: UInt64) {
    let tag = try varint()
    guard tag >= 8, tag <= UInt64(UInt32.max) else { throw .malformed }
    return (tag >> 3, tag & 7)
  }

  /// A length-delimited field.
  @inline(__always)
  mutating func span() throws(Failure) -> Span {
    let count = try varint()
    guard count <= UInt64(end - position) else { throw .malformed }
    defer { position += Int(count) }
    return Span(start: position, count: Int(count))
  }

  mutating func skip(_ wireType: UInt64) throws(Failure) {
    switch wireType {
    case 0: _ = try varint()
    case 1: try skip(bytes: 8)
    case 2: _ = try span()
    case 5: try skip(bytes: 4)
    default: throw .malformed
    }
  }

  private mutating func skip(bytes count: Int) throws(Failure) {
    guard end - position >= count else { throw .malformed }
    position += count
  }
}

extension UnsafeRawBufferPointer {
  /// The text at `span`; nil when it is not UTF-8 or holds U+0000.
  func text(_ span: ProtobufReader.Span) -> String? {
    guard span.count > 0 else { return "" }
    let bytes = UnsafeRawBufferPointer(rebasing: self[span.range])
    if bytes.isPlainASCII {
      return bytes.withMemoryRebound(to: UInt8.self) { String(decoding: $0, as: UTF8.self) }
    }
    return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
  }

  /// Whether `text` would find one.
  func isText(_ span: ProtobufReader.Span) -> Bool {
    UnsafeRawBufferPointer(rebasing: self[span.range]).isPlainASCII || text(span) != nil
  }

  /// ASCII without U+0000, as nearly all texts of a header are: needs no validation.
  private var isPlainASCII: Bool {
    let highBits: UInt64 = 0x8080_8080_8080_8080
    var offset = 0
    while offset + 8 <= count {
      let word = loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      // Without high bits, taking 1 from each byte borrows into a high bit from a zero only.
      if (word | (word &- 0x0101_0101_0101_0101)) & highBits != 0 { return false }
      offset += 8
    }
    while offset < count {
      if self[offset] &- 1 >= 0x7F { return false }
      offset += 1
    }
    return true
  }
}
