/// What a call carries beside its message: short texts under lower-case keys, in order.
///
/// A key may stand more than once. The limits, 64 entries and 8 KiB of keys and values together,
/// keep the header under its 16 KiB.
public struct Metadata: Sendable, Hashable {
  /// One key with its value.
  public struct Entry: Sendable, Hashable {
    public let key: String
    public let value: String
  }

  public static let maximumEntries = 64
  public static let maximumBytes = 8 << 10
  public static let maximumKeyBytes = 128

  public private(set) var entries: [Entry] = []
  private(set) var bytes = 0

  public init() {}

  /// The first value under the key.
  public subscript(key: String) -> String? {
    entries.first { $0.key == key }?.value
  }

  public var isEmpty: Bool { entries.isEmpty }

  /// Makes room for entries to come.
  mutating func reserve(_ count: Int) {
    entries.reserveCapacity(min(count, Metadata.maximumEntries))
  }

  /// Adds one entry.
  ///
  /// - Throws: INVALID_ARGUMENT for a key that is not lower-case ASCII letters, digits, `-`, `_`
  ///   or `.`; RESOURCE_EXHAUSTED beyond the limits.
  public mutating func append(_ key: String, _ value: String) throws(RPCError) {
    guard Metadata.isKey(key.utf8) else {
      throw RPCError(
        .invalidArgument, reason: "MESH_METADATA_KEY", zh: "元数据的键不合法。",
        en: "A metadata key is lower-case ASCII letters, digits, '-', '_' and '.'.",
        details: [RPCError.Detail(key: "key", value: String(key.prefix(40)))])
    }
    guard entries.count < Metadata.maximumEntries else {
      throw .exhausted("MESH_METADATA_LIMIT", limit: "entries", Metadata.maximumEntries)
    }
    let size = key.utf8.count + value.utf8.count
    guard bytes + size <= Metadata.maximumBytes else {
      throw .exhausted("MESH_METADATA_LIMIT", limit: "bytes", Metadata.maximumBytes)
    }
    bytes += size
    entries.append(Entry(key: key, value: value))
  }

  /// Puts the value in the place of all that stand under the key.
  public mutating func set(_ key: String, _ value: String) throws(RPCError) {
    var changed = self
    changed.entries.removeAll { $0.key == key }
    changed.bytes = changed.entries.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
    try changed.append(key, value)
    self = changed
  }

  static func isKey(_ key: some Collection<UInt8>) -> Bool {
    let length = key.count
    return length > 0 && length <= maximumKeyBytes && key.allSatisfy(isKeyByte)
  }

  static func isKeyByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}
