/// Numbers by packed code: open addressing, made once and then only read.
struct KeyTable: Sendable {
  private var keys: [UInt64]
  private var values: [Int32]
  private var mask: Int

  init(_ entries: [(key: CodeKey, value: Int32)]) {
    // At most half full, so that a look-up ends soon.
    var capacity = 16
    while capacity < entries.count * 2 { capacity *= 2 }
    mask = capacity - 1
    keys = [UInt64](repeating: 0, count: capacity)
    values = [Int32](repeating: 0, count: capacity)
    for (key, value) in entries {
      var slot = Self.hash(key) & mask
      while keys[slot] != 0, keys[slot] != key.bits { slot = (slot + 1) & mask }
      keys[slot] = key.bits
      values[slot] = value
    }
  }

  @inline(__always)
  func value(of key: CodeKey) -> Int32? {
    var slot = Self.hash(key) & mask
    while keys[slot] != 0 {
      if keys[slot] == key.bits { return values[slot] }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Codes differ mostly in their low symbols; the product's high bits depend on all of them.
  @inline(__always)
  private static func hash(_ key: CodeKey) -> Int {
    Int(truncatingIfNeeded: (key.bits &* 0x9E37_79B9_7F4A_7C15) >> 32)
  }
}
