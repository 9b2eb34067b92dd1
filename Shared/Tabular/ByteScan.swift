/// Questions about a run of bytes, answered eight at a time.
enum ByteScan {
  struct Contents {
    /// Some byte is 0x80 or above: not plain ASCII.
    var hasHighBit: Bool
    /// Some byte is 0.
    var hasNUL: Bool
  }

  static func inspect(_ bytes: UnsafeBufferPointer<UInt8>) -> Contents {
    let raw = UnsafeRawBufferPointer(bytes)
    let lows: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    var high: UInt64 = 0
    var zero: UInt64 = 0
    var index = 0
    while index + 8 <= raw.count {
      let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      high |= word
      zero |= (word &- lows) & ~word
      index += 8
    }
    var nul = zero & highs != 0
    while index < raw.count {
      high |= UInt64(raw[index])
      nul = nul || raw[index] == 0
      index += 1
    }
    return Contents(hasHighBit: high & highs != 0, hasNUL: nul)
  }
}
