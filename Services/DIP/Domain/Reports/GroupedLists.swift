import Quantities

/// Lists with the groups that a settlement's catalogue and policy give them (入组清单): what reports
/// read, also for lists of another year.
public struct GroupedLists: Sendable {
  public let lists: CaseColumns
  public let results: [GroupingResult]

  public init(_ lists: CaseColumns, grouper: Grouper, threads: Int) {
    self.lists = lists
    results = SettlementComputation.group(lists, by: grouper, threads: threads)
  }

  public var count: Int { lists.count }

  /// Places of the lists in order of `setl_id`, so that a report does not depend on the order in
  /// which lists were read.
  func orderedByID() -> [Int] {
    // Eight bytes decide nearly always; the texts are compared only where they are equal.
    let keys = (0..<count).map { index in
      lists.withID(index) { bytes in
        bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
          << UInt64(8 * (8 - min(bytes.count, 8)))
      }
    }
    return (0..<count).sorted { a, b in
      if keys[a] != keys[b] { return keys[a] < keys[b] }
      return lists.withID(a) { left in
        lists.withID(b) { right in left.lexicographicallyPrecedes(right) }
      }
    }
  }
}
