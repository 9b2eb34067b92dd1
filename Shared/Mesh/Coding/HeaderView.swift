/// A header as it lies in its frame: numbers decoded, texts left where they are.
///
/// Written by hand instead of generated, because it is read for every message: no memory is
/// allocated and no text decoded that nobody asks for. A test holds it against the generated
/// codec.
package struct HeaderView {
  /// Longest header accepted and sent, in bytes.
  package static let maximumBytes = 16 << 10
  /// The version of the wire format that this code speaks.
  package static let version: UInt64 = 1
  /// Unknown fields that a newer peer may send.
  private static let maximumUnknownFields = 16

  let bytes: UnsafeRawBufferPointer
  private(set) var version: UInt64 = 0
  private(set) var kind: FrameKind?
  private(set) var callID: UInt64 = 0
  private(set) var method = ProtobufReader.Span()
  private(set) var timeoutMicroseconds: UInt64 = 0
  private(set) var idempotencyKey = ProtobufReader.Span()
  private(set) var traceParent = ProtobufReader.Span()
  private(set) var locale = ProtobufReader.Span()
  private(set) var sequence: UInt64 = 0
  private(set) var creditItems: UInt64 = 0
  private(set) var creditBytes: UInt64 = 0
  private(set) var metadataEntries = 0
  private(set) var status: ProtobufReader.Span?
  /// False when the bytes are not a header; what was read before the mistake is there.
  private(set) var isWellFormed = false

  /// - Parameter bytes: valid as long as the view is used.
  package init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
    guard bytes.count <= HeaderView.maximumBytes else { return }
    do throws(ProtobufReader.Failure) {
      try read()
      isWellFormed = true
    } catch {
      isWellFormed = false
    }
  }

  private mutating func read() throws(ProtobufReader.Failure) {
    var reader = ProtobufReader(bytes)
    var unknownFields = 0
    while !reader.isAtEnd {
      let (field, wireType) = try reader.tag()
      switch (field, wireType) {
      case (1, 0): version = try reader.varint()
      case (2, 0): kind = FrameKind(rawValue: try reader.varint())
      case (3, 0): callID = try reader.varint()
      case (4, 2): method = try reader.span()
      case (5, 0): timeoutMicroseconds = try reader.varint()
      case (6, 2):
        _ = try reader.span()
        metadataEntries += 1
      case (7, 2): idempotencyKey = try reader.span()
      case (8, 2): traceParent = try reader.span()
      case (9, 2): locale = try reader.span()
      case (10, 0): sequence = try reader.varint()
      case (11, 0): creditItems = try reader.varint()
      case (12, 0): creditBytes = try reader.varint()
      case (13, 2):
        guard status == nil else { throw .malformed }
        status = try reader.span()
      case (1...13, _):
        throw .malformed
      default:
        unknownFields += 1
        guard unknownFields <= HeaderView.maximumUnknownFields else { throw .malformed }
        try reader.skip(wireType)
      }
    }
  }

  /// The method's name as bytes, for looking it up.
  var methodBytes: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[method.start..<method.start + method.count])
  }

  /// Credit as far as numbers go here.
  var credit: (items: Int, bytes: Int) {
    (Int(clamping: creditItems), Int(clamping: creditBytes))
  }

  /// - Throws: INVALID_ARGUMENT for a text that is none or longer than `limit` bytes.
  func check(_ span: ProtobufReader.Span, limit: Int, field: String) throws(RPCError) {
    guard span.count > limit || !bytes.isText(span) else { return }
    throw .malformed(
      "MESH_HEADER_TEXT", en: "Header field \(field) is not a text of at most \(limit) bytes.",
      zh: "消息头字段 \(field) 不是长度不超过 \(limit) 字节的文本。")
  }

  /// - Throws: INVALID_ARGUMENT for an entry that is none, RESOURCE_EXHAUSTED beyond the limits.
  func metadata() throws(RPCError) -> Metadata {
    var metadata = Metadata()
    guard metadataEntries > 0 else { return metadata }
    metadata.reserve(metadataEntries)
    var reader = ProtobufReader(bytes)
    while let (key, value) = try nextEntry(&reader) {
      guard let key = bytes.text(key), let value = bytes.text(value) else {
        throw HeaderView.malformedEntry
      }
      try metadata.append(key, value)
    }
    return metadata
  }

  /// Whether `metadata` would succeed, for most requests without making a text of it.
  ///
  /// - Throws: what `metadata` would.
  func checkMetadata() throws(RPCError) {
    guard metadataEntries > 0 else { return }
    var reader = ProtobufReader(bytes)
    var total = 0
    var isGood = metadataEntries <= Metadata.maximumEntries
    while isGood, let (key, value) = try nextEntry(&reader) {
      total += key.count + value.count
      isGood =
        total <= Metadata.maximumBytes && Metadata.isKey(bytes[key.range]) && bytes.isText(value)
    }
    // The exact refusal.
    if !isGood { _ = try metadata() }
  }

  private static var malformedEntry: RPCError {
    .malformed(
      "MESH_METADATA_MALFORMED", en: "A metadata entry cannot be read.", zh: "元数据无法解析。")
  }

  private func nextEntry(
    _ reader: inout ProtobufReader
  ) throws(RPCError) -> (key: ProtobufReader.Span, value: ProtobufReader.Span)? {
    do throws(ProtobufReader.Failure) {
      while !reader.isAtEnd {
        let (field, wireType) = try reader.tag()
        if field == 6 { return try entry(try reader.span()) }
        try reader.skip(wireType)
      }
      return nil
    } catch {
      throw HeaderView.malformedEntry
    }
  }

  private func entry(
    _ span: ProtobufReader.Span
  ) throws(ProtobufReader.Failure) -> (key: ProtobufReader.Span, value: ProtobufReader.Span) {
    var key = ProtobufReader.Span()
    var value = ProtobufReader.Span()
    var reader = ProtobufReader(bytes, span)
    while !reader.isAtEnd {
      switch try reader.tag() {
      case (1, 2): key = try reader.span()
      case (2, 2): value = try reader.span()
      case (let other, let wireType):
        guard other > 2 else { throw .malformed }
        try reader.skip(wireType)
      }
    }
    return (key, value)
  }
}
