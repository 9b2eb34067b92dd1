/// Gives equal byte strings equal small numbers, in order of first appearance, without making
/// `String`s.
///
/// Bulk paths encode codes and identifiers once at ingestion and compare numbers afterwards.
public struct ByteDictionary: Sendable {
  /// All distinct strings, one after the other.
  private var arena: [UInt8] = []
  /// End of entry n in the arena.
  private var ends: [Int] = []
  private var hashes: [UInt32] = []
  /// Open addressing: entry + 1, or 0 when free. A power of two, at most half full.
  private var slots: [Int32]

  /// Chosen once per process, so that nobody can prepare codes that collide. Numbers do not depend
  /// on it.
  private static let seed = UInt64.random(in: .min ... .max)

  public init() { slots = [Int32](repeating: 0, count: 64) }

  /// Distinct strings so far.
  public var count: Int { ends.count }

  /// The number of a string, given a new one when it was not seen before.
  public mutating func number(for bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    let hash = Self.hash(bytes)
    let slot = find(bytes, hash)
    if slots[slot] > 0 { return slots[slot] - 1 }
    precondition(ends.count < Int(Int32.max), "fewer than 2^31 distinct values")
    arena.append(contentsOf: bytes)
    ends.append(arena.count)
    hashes.append(hash)
    slots[slot] = Int32(ends.count)
    if ends.count * 2 > slots.count { grow() }
    return Int32(ends.count - 1)
  }

  public mutating func number(for text: String) -> Int32 {
    var copy = text
    return copy.withUTF8 { number(for: $0) }
  }

  /// The number of a string, nil when it has none.
  public func existing(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32? {
    let entry = slots[find(bytes, Self.hash(bytes))]
    return entry > 0 ? entry - 1 : nil
  }

  public func existing(_ text: String) -> Int32? {
    var copy = text
    return copy.withUTF8 { existing($0) }
  }

  /// Calls the body with the bytes of an entry.
  public func withBytes<R>(
    of number: Int32, _ body: (UnsafeBufferPointer<UInt8>) throws -> R
  ) rethrows -> R {
    let range = range(of: Int(number))
    return try arena.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[range])) }
  }

  public subscript(number: Int32) -> String {
    withBytes(of: number) { String(decoding: $0, as: UTF8.self) }
  }

  private func range(of entry: Int) -> Range<Int> {
    (entry == 0 ? 0 : ends[entry - 1])..<ends[entry]
  }

  /// The slot of a string, or the free slot where it belongs.
  private func find(_ bytes: UnsafeBufferPointer<UInt8>, _ hash: UInt32) -> Int {
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot] > 0 {
      let entry = Int(slots[slot]) - 1
      if hashes[entry] == hash, matches(entry, bytes) { break }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private func matches(_ entry: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let range = range(of: entry)
    guard range.count == bytes.count else { return false }
    var index = range.lowerBound
    for byte in bytes {
      if arena[index] != byte { return false }
      index += 1
    }
    return true
  }

  private mutating func grow() {
    slots = [Int32](repeating: 0, count: slots.count * 4)
    let mask = slots.count - 1
    for (entry, hash) in hashes.enumerated() {
      var slot = Int(hash) & mask
      while slots[slot] > 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(entry + 1)
    }
  }

  /// Eight bytes a step, folded through a 128-bit product.
  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let raw = UnsafeRawBufferPointer(bytes)
    var state = seed ^ (UInt64(raw.count) &* 0x9E37_79B9_7F4A_7C15)
    var index = 0
    while index + 8 <= raw.count {
      state = mixed(state ^ raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index += 8
    }
    var tail: UInt64 = 0
    while index < raw.count {
      tail = tail << 8 | UInt64(raw[index])
      index += 1
    }
    let result = mixed(state ^ tail)
    return UInt32(truncatingIfNeeded: result ^ (result >> 32))
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
  }
}
