/// A list of codes with what it says about each, made once and then only read.
///
/// A full code (six symbols and more, `I50.900`, `51.2300x001`) means itself. A shorter one, a
/// category or subcategory (`I50`, `I50.9`, `51.23`), stands for all codes below it; the longest
/// entry decides.
public struct CodeList<Value: Sendable & Hashable>: Sendable {
  public struct Entry: Sendable, Hashable {
    public var key: CodeKey
    public var value: Value
    /// Row of the file.
    public var row: Int32
  }

  /// From this many symbols on a code is a full one.
  static var fullLength: Int { 6 }

  /// In the order of the codes, each code once.
  public let entries: [Entry]
  private let index: KeyTable
  /// Lengths of the short entries, longest first.
  private let lengths: [Int]

  /// - Parameter entries: of several entries of one code the first counts.
  init(_ entries: [Entry] = []) {
    var unique: [Entry] = []
    unique.reserveCapacity(entries.count)
    for entry in entries.sorted(by: { ($0.key.bits, $0.row) < ($1.key.bits, $1.row) })
    where unique.last?.key != entry.key { unique.append(entry) }
    self.init(ordered: unique)
  }

  /// Entries that are in the order of the codes already, each code once.
  init(ordered entries: [Entry]) {
    self.entries = entries
    index = KeyTable(entries.enumerated().map { ($1.key, Int32($0)) })
    lengths = Set(entries.lazy.map(\.key.length).filter { $0 < Self.fullLength }).sorted(by: >)
  }

  public var isEmpty: Bool { entries.isEmpty }

  /// The entry that speaks of a code.
  public func entry(of key: CodeKey) -> Entry? {
    if let found = index.value(of: key) { return entries[Int(found)] }
    let length = key.length
    for shorter in lengths where shorter < length {
      if let found = index.value(of: key.prefix(shorter)) { return entries[Int(found)] }
    }
    return nil
  }

  public subscript(key: CodeKey) -> Value? { entry(of: key)?.value }
}

extension CodeList: Hashable {
  public static func == (a: CodeList, b: CodeList) -> Bool { a.entries == b.entries }
  public func hash(into hasher: inout Hasher) { hasher.combine(entries) }
}
