/// Writes headers into one piece of memory, again and again; owned by a connection.
///
/// Fields go out in the order of their numbers, as every protobuf library writes them.
struct HeaderWriter: ~Copyable {
  private let memory: UnsafeMutableRawBufferPointer
  private var position = 0
  /// The header got longer than it may be.
  private(set) var isOverfull = false

  init() {
    memory = .allocate(byteCount: HeaderView.maximumBytes, alignment: 16)
  }

  deinit { memory.deallocate() }

  /// What was written since `begin`.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<position]) }

  /// Starts a header.
  @inline(__always)
  mutating func begin(_ kind: FrameKind, callID: UInt64) {
    position = 0
    isOverfull = false
    number(1, HeaderView.version)
    number(2, kind.rawValue)
    number(3, callID)
  }

  /// Writes a number, unless it is 0.
  @inline(__always)
  mutating func number(_ field: UInt64, _ value: UInt64) {
    guard value != 0 else { return }
    varint(field << 3)
    varint(value)
  }

  /// Writes a text, unless it is empty or absent.
  mutating func text(_ field: UInt64, _ value: String?) {
    guard let value, !value.isEmpty else { return }
    varint(field << 3 | 2)
    varint(UInt64(value.utf8.count))
    raw(value)
  }

  mutating func metadata(_ metadata: Metadata) {
    for entry in metadata.entries { pair(6, entry.key, entry.value) }
  }

  /// Writes the status; when it does not fit, without its details, and then without its sentences.
  mutating func status(_ error: RPCError) {
    let start = position
    writeStatus(error)
    guard isOverfull else { return }
    var shorter = error
    shorter.details = []
    rewind(to: start)
    writeStatus(shorter)
    guard isOverfull else { return }
    rewind(to: start)
    writeStatus(
      RPCError(error.code, reason: String(error.reason.prefix(64)), zh: "", en: ""))
  }

  private mutating func rewind(to start: Int) {
    position = start
    isOverfull = false
  }

  private mutating func writeStatus(_ error: RPCError) {
    let texts = [
      error.reason, error.messageZh, error.messageEn, error.remedyZh, error.remedyEn,
    ]
    var size = 1 + HeaderWriter.varintSize(UInt64(error.code.rawValue))
    for text in texts where !text.isEmpty { size += HeaderWriter.fieldSize(text.utf8.count) }
    for detail in error.details {
      size += HeaderWriter.fieldSize(HeaderWriter.pairSize(detail.key, detail.value))
    }
    varint(13 << 3 | 2)
    varint(UInt64(size))
    number(1, UInt64(error.code.rawValue))
    for (index, text) in texts.enumerated() { self.text(UInt64(index) + 2, text) }
    for detail in error.details { pair(7, detail.key, detail.value) }
  }

  /// Writes a sub-message of two texts, fields 1 and 2.
  private mutating func pair(_ field: UInt64, _ key: String, _ value: String) {
    varint(field << 3 | 2)
    varint(UInt64(HeaderWriter.pairSize(key, value)))
    text(1, key)
    text(2, value)
  }

  private static func pairSize(_ key: String, _ value: String) -> Int {
    (key.isEmpty ? 0 : fieldSize(key.utf8.count))
      + (value.isEmpty ? 0 : fieldSize(value.utf8.count))
  }

  /// Bytes of a length-delimited field with a number below 16.
  private static func fieldSize(_ count: Int) -> Int { 1 + varintSize(UInt64(count)) + count }

  private static func varintSize(_ value: UInt64) -> Int {
    (70 - (value | 1).leadingZeroBitCount) / 7
  }

  @inline(__always)
  private mutating func varint(_ value: UInt64) {
    guard position + 10 <= memory.count else {
      isOverfull = true
      return
    }
    var rest = value
    while rest >= 0x80 {
      memory[position] = UInt8(truncatingIfNeeded: rest) | 0x80
      position += 1
      rest >>= 7
    }
    memory[position] = UInt8(truncatingIfNeeded: rest)
    position += 1
  }

  private mutating func raw(_ text: String) {
    let count = text.utf8.count
    guard position + count <= memory.count else {
      isOverfull = true
      return
    }
    let target = UnsafeMutableRawBufferPointer(rebasing: memory[position..<position + count])
    let isContiguous: Void? = text.utf8.withContiguousStorageIfAvailable {
      target.copyMemory(from: UnsafeRawBufferPointer($0))
    }
    if isContiguous == nil { target.copyBytes(from: text.utf8) }
    position += count
  }
}
