/// From the codes of other versions to those that a catalogue is written in (编码版本映射).
///
/// A row leads from a code to a code of a named version. Rows are not chained: a table for lists of
/// version 1.0 leads directly to the version of the catalogue.
public struct CodeMapping: Sendable {
  public struct Entry: Sendable, Hashable {
    public var from: CodeKey
    public var to: CodeKey
    public var fromVersion: String
    public var toVersion: String
    /// Row of the file: the trail that a mapped code leaves.
    public var row: Int32
  }

  /// In the order of target version and code, each code once for a version.
  public let entries: [Entry]
  /// Versions that the table leads to.
  public let targets: [String]
  private let indexes: [KeyTable]

  /// - Parameter entries: of several entries of one code to one version the first counts.
  init(_ entries: [Entry] = []) {
    let sorted = entries.sorted {
      ($0.toVersion, $0.from.bits, $0.row) < ($1.toVersion, $1.from.bits, $1.row)
    }
    var unique: [Entry] = []
    unique.reserveCapacity(sorted.count)
    for entry in sorted
    where unique.last?.from != entry.from || unique.last?.toVersion != entry.toVersion {
      unique.append(entry)
    }
    self.init(ordered: unique)
  }

  /// Entries that are in the order of target version and code already, each code once for a version.
  init(ordered entries: [Entry]) {
    self.entries = entries
    var targets: [String] = []
    var starts: [Int] = []
    for (position, entry) in entries.enumerated() where targets.last != entry.toVersion {
      targets.append(entry.toVersion)
      starts.append(position)
    }
    let ends = starts.dropFirst() + [entries.count]
    self.targets = targets
    indexes = zip(starts, ends).map { start, end in
      KeyTable((start..<end).map { (entries[$0].from, Int32($0)) })
    }
  }

  public var isEmpty: Bool { entries.isEmpty }

  /// What stands for a code in a version; nil when no row speaks of it. A row that leads to the code
  /// itself is an answer, too.
  ///
  /// - Parameter version: nil when the table leads to one version only.
  public func map(_ key: CodeKey, to version: String? = nil) -> (to: CodeKey, row: Int)? {
    guard let target = version.map({ targets.firstIndex(of: $0) }) ?? onlyTarget,
      let found = indexes[target].value(of: key)
    else { return nil }
    let entry = entries[Int(found)]
    return (entry.to, Int(entry.row))
  }

  private var onlyTarget: Int? { targets.count == 1 ? 0 : nil }
}

extension CodeMapping: Hashable {
  public static func == (a: CodeMapping, b: CodeMapping) -> Bool { a.entries == b.entries }
  public func hash(into hasher: inout Hasher) { hasher.combine(entries) }
}
