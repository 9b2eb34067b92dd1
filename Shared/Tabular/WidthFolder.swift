/// Trims fields and turns full-width letters, digits and signs into half-width ones (全角转半角).
///
/// Folded fields live in the folder's own memory until `reset`. Not shared between threads.
public final class WidthFolder {
  private var arena: UnsafeMutablePointer<UInt8>
  private var capacity = 1 << 16
  private var used = 0
  /// Arenas that fields of this row still point into.
  private var outgrown: [UnsafeMutablePointer<UInt8>] = []

  public init() { arena = .allocate(capacity: capacity) }

  deinit {
    arena.deallocate()
    for old in outgrown { old.deallocate() }
  }

  /// Forgets the fields given out; call it before each record.
  public func reset() {
    used = 0
    guard !outgrown.isEmpty else { return }
    for old in outgrown { old.deallocate() }
    outgrown.removeAll()
  }

  /// The field trimmed, with full-width characters folded. ASCII costs a look at its bytes.
  public func folded(_ field: CSVField) -> CSVField {
    let text = field.trimmed
    for byte in text.utf8 where byte >= 0x80 { return foldedSlowly(text).trimmed }
    return text
  }

  private func foldedSlowly(_ text: CSVField) -> CSVField {
    if used + text.count > capacity {
      outgrown.append(arena)
      capacity = max(capacity * 2, text.count)
      arena = .allocate(capacity: capacity)
      used = 0
    }
    let start = arena + used
    var target = start
    var index = 0
    while index < text.count {
      let length = Self.width(at: index, of: text)
      if length == 3, let half = Self.halfWidth(text.start + index) {
        target.pointee = half
        target += 1
      } else {
        target.update(from: text.start + index, count: length)
        target += length
      }
      index += length
    }
    used += target - start
    return CSVField(start: start, count: target - start)
  }

  private static func width(at index: Int, of text: CSVField) -> Int {
    let byte = text.start[index]
    let length = byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
    return min(length, text.count - index)
  }

  /// U+FF01…U+FF5E are ASCII moved by 0xFEE0; the ideographic space is a space and the ideographic
  /// comma a comma.
  private static func halfWidth(_ bytes: UnsafePointer<UInt8>) -> UInt8? {
    let scalar =
      UInt32(bytes[0] & 0x0F) << 12 | UInt32(bytes[1] & 0x3F) << 6 | UInt32(bytes[2] & 0x3F)
    switch scalar {
    case 0xFF01...0xFF5E: return UInt8(scalar - 0xFEE0)
    case 0x3000: return 0x20
    case 0x3001: return UInt8(ascii: ",")
    default: return nil
    }
  }
}
