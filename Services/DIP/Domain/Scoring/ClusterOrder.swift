/// The order of clustered cases, and what stands apart from them.
struct ClusterOrder {
  /// Index of each case in the columns that it comes from.
  private(set) var places: [UInt32] = []
  private(set) var runs: [ClusteredCases.Run] = []
  /// Indices of cases with an amount too high for the columns.
  private(set) var wide: [Int] = []
  private(set) var outOfScope: [ClusteredCases.OutOfScope] = []

  private static let parts = ScorePart.allCases.count

  init(_ columns: ScoringColumns, _ layout: ScoringLayout) {
    let pools = layout.pools.count
    let siteCount = layout.institutions.count * pools
    var left = [Int64](repeating: 0, count: siteCount)
    var kept: [UInt32] = []
    kept.reserveCapacity(columns.count)
    for index in 0..<columns.count {
      if columns.cell[index] == ScoringColumns.outOfScope {
        left[Int(columns.institution[index]) * pools + Int(columns.pool[index])] += 1
      } else if max(
        columns.totalCost[index], columns.bookedFund[index], columns.patientShare[index])
        > ClusteredCases.highestAmount
      {
        wide.append(index)
      } else {
        kept.append(UInt32(truncatingIfNeeded: index))
      }
    }
    outOfScope = left.indices.compactMap { site in
      left[site] == 0
        ? nil
        : ClusteredCases.OutOfScope(
          institution: site / pools, pool: site % pools, cases: left[site])
    }
    // Cells are sorted first; the second sort keeps their order within each site and part.
    let sorted = Self.sorted(kept, keyCount: layout.cells + 1) { Int(columns.cell[$0]) + 1 }
    let byPart = Self.sorted(sorted.order, keyCount: siteCount * Self.parts) { index in
      (Int(columns.institution[index]) * pools + Int(columns.pool[index])) * Self.parts
        + Int(layout.part(ofCell: columns.cell[index]).rawValue)
    }
    places = byPart.order
    var start = 0
    for (key, end) in byPart.ends.enumerated() where end > start {
      let site = key / Self.parts
      runs.append(
        ClusteredCases.Run(
          institution: site / pools, pool: site % pools,
          part: ScorePart.allCases[key % Self.parts], range: start..<end))
      start = end
    }
  }

  /// Counting sort; equal keys keep their order.
  ///
  /// - Returns: the order, and where each key ends.
  private static func sorted(
    _ order: [UInt32], keyCount: Int, _ key: (Int) -> Int
  ) -> (order: [UInt32], ends: [Int]) {
    var ends = [Int](repeating: 0, count: keyCount + 1)
    for index in order { ends[key(Int(index)) + 1] += 1 }
    for place in 1..<ends.count { ends[place] += ends[place - 1] }
    let sorted = [UInt32](unsafeUninitializedCapacity: order.count) { sorted, count in
      for index in order {
        let key = key(Int(index))
        sorted.initializeElement(at: ends[key], to: index)
        ends[key] += 1
      }
      count = order.count
    }
    ends.removeLast()
    return (sorted, ends)
  }
}
