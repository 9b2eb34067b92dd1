import Quantities

/// The measured cases of the history, clustered by group and year: what sums need of a case and
/// nothing else.
struct HistorySample: Sendable {
  struct Entry: Sendable {
    /// Fen.
    var cost: Int64
    /// Auxiliary types that the case meets, bit n = type n of the policy; of the last year only.
    var types: UInt32
    /// Level × pools + pool.
    var cell: UInt8
  }

  /// The groups of one year's lists and where the lists count.
  struct YearInput {
    var lists: CaseColumns
    var cells: HistoryCells
    var groups: [GroupingResult]
    /// Types of each list; empty in all years but the last.
    var types: [UInt32]
  }

  /// Groups of the catalogue; one more bucket holds the ungrouped cases.
  let groupCount: Int
  let yearCount: Int
  private(set) var entries: [Entry]
  /// Bucket n = group × years + year is `entries[starts[n]..<starts[n + 1]]`.
  private(set) var starts: [Int]

  /// - Throws: `DIP_MEASUREMENT_COST` for a cost that no square fits.
  init(_ years: [YearInput], groupCount: Int) throws(Problem) {
    self.groupCount = groupCount
    yearCount = years.count
    starts = [Int](repeating: 0, count: (groupCount + 1) * years.count + 1)
    for (number, year) in years.enumerated() {
      for index in year.groups.indices {
        guard let bucket = Self.bucket(year, index, number, groupCount, years.count) else {
          continue
        }
        starts[bucket + 1] += 1
      }
    }
    for bucket in 1..<starts.count { starts[bucket] += starts[bucket - 1] }
    var next = starts
    var largest: Int64 = 0
    let (groups, counts) = (groupCount, years.count)
    entries = [Entry](unsafeUninitializedCapacity: starts[starts.count - 1]) { buffer, count in
      for (number, year) in years.enumerated() {
        for index in year.groups.indices {
          guard let bucket = Self.bucket(year, index, number, groups, counts) else { continue }
          let cost = year.lists.costs[index].total.fen
          largest = max(largest, cost)
          let entry = Entry(
            cost: cost, types: year.types.isEmpty ? 0 : year.types[index],
            cell: year.cells.ofList[index])
          buffer.initializeElement(at: next[bucket], to: entry)
          next[bucket] += 1
        }
      }
      count = buffer.count
    }
    guard largest <= CostSums.maximumCost else {
      throw Problem(
        .invalidInput, "DIP_MEASUREMENT_COST", zh: "病例费用 \(Money(fen: largest)) 元超出测算范围",
        en: "a case of \(Money(fen: largest)) yuan is beyond what is measured",
        remedyZh: "请核对该清单的金额单位", remedyEn: "check the unit of that list's amounts")
    }
  }

  func bucket(_ group: Int, _ year: Int) -> Range<Int> {
    let number = group * yearCount + year
    return starts[number]..<starts[number + 1]
  }

  private static func bucket(
    _ year: YearInput, _ index: Int, _ number: Int, _ groups: Int, _ years: Int
  ) -> Int? {
    guard year.cells.ofList[index] != HistoryCells.none else { return nil }
    let group = year.groups[index].group
    switch group {
    case GroupingResult.outOfScope: return nil
    case GroupingResult.ungrouped: return groups * years + number
    default: return Int(group) * years + number
    }
  }
}
