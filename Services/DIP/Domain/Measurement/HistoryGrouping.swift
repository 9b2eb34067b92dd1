import Quantities

/// The lists of a history and the groups they are in, while the catalogue takes its form (历史病例入组).
struct HistoryGrouping: Sendable {
  let years: [ScoreHistory.Year]
  let cells: [HistoryCells]
  private let policy: Policy
  private let threads: Int
  private(set) var catalogue: Catalogue
  private(set) var grouper: Grouper
  /// By year, then by list.
  private(set) var results: [[GroupingResult]]

  init(
    _ history: ScoreHistory, catalogue: Catalogue, policy: Policy, threads: Int
  ) throws(Problem) {
    years = history.years
    self.catalogue = catalogue
    self.policy = policy
    self.threads = threads
    var cells: [HistoryCells] = []
    for year in history.years {
      cells.append(try HistoryCells(year, region: history.region, pools: policy.pools.types))
    }
    self.cells = cells
    grouper = try Self.grouper(catalogue, policy)
    results = []
    regroup()
  }

  private static func grouper(_ catalogue: Catalogue, _ policy: Policy) throws(Problem) -> Grouper {
    try Grouper(catalogue: catalogue, policy: policy)
  }

  private mutating func regroup() {
    results = years.map { SettlementComputation.group($0.lists, by: grouper, threads: threads) }
  }

  /// Takes another catalogue, grouping every list again.
  mutating func take(_ catalogue: Catalogue) throws(Problem) {
    self.catalogue = catalogue
    grouper = try Self.grouper(catalogue, policy)
    regroup()
  }

  /// Takes a catalogue with fewer groups: only the lists of those that left are grouped again. Who
  /// had won before wins against fewer as well, because the choice is one total order.
  mutating func take(fewer catalogue: Catalogue) throws(Problem) {
    let indexes = Dictionary(
      catalogue.groups.enumerated().map { ($1.code, Int32($0)) },
      uniquingKeysWith: { first, _ in first })
    let moved = self.catalogue.groups.map { indexes[$0.code] }
    let grouper = try Self.grouper(catalogue, policy)
    self.catalogue = catalogue
    self.grouper = grouper
    results = zip(years, results).map { year, results in
      Workers.map(results.count, block: 16_384, threads: threads) { index in
        var result = results[index]
        guard result.isGrouped else { return result }
        if let group = moved[Int(result.group)] {
          result.group = group
          return result
        }
        return grouper.group(year.lists, index..<index + 1)[0]
      }
    }
  }

  /// Measured cases of every group, by group and year.
  func cases() -> [[Int64]] {
    var cases = [[Int64]](
      repeating: [Int64](repeating: 0, count: years.count), count: catalogue.groups.count)
    visit { year, _, result in
      if result.isGrouped { cases[Int(result.group)][year] += 1 }
    }
    return cases
  }

  /// Calls the body for each measured list with its year, its number and its group.
  @inline(__always)
  func visit(_ body: (_ year: Int, _ list: Int, _ result: GroupingResult) -> Void) {
    for (year, results) in results.enumerated() {
      let cells = cells[year].ofList
      for (list, result) in results.enumerated()
      where cells[list] != HistoryCells.none && result.group != GroupingResult.outOfScope {
        body(year, list, result)
      }
    }
  }

  func cost(_ year: Int, _ list: Int) -> Int64 { years[year].lists.costs[list].total.fen }

  /// Where the lists of each year went.
  var counts: [HistoryCounts] {
    years.indices.map { year in
      var counts = HistoryCounts(
        lists: years[year].lists.count, elsewhere: cells[year].elsewhere,
        otherPools: cells[year].otherPools)
      for (list, result) in results[year].enumerated()
      where cells[year].ofList[list] != HistoryCells.none {
        switch result.group {
        case GroupingResult.outOfScope: counts.outOfScope += 1
        case GroupingResult.ungrouped: counts.ungrouped += 1
        default: counts.grouped += 1
        }
      }
      return counts
    }
  }
}
