import Quantities

/// The sums of one group over the history, and of the cases that trimming leaves.
struct GroupSums: Sendable {
  struct Year: Sendable {
    /// Every case.
    var all = CostSums()
    /// The cases that stay.
    var kept = CostSums()
    /// Costs that stay, in fen; nil when nothing was cut off.
    var bounds: ClosedRange<Int64>?
    /// Kept cases by level × pools + pool.
    var cells: [CostSums]
    /// Cases of every kind by the same cell.
    var allCells: [CostSums]
    /// Kept cases by auxiliary type; of the last year only.
    var types: [CostSums]
  }

  var years: [Year]

  /// The newest year with cases that stay.
  var newest: Year? { years.last { $0.kept.cases > 0 } }
  var cases: Int64 { years.reduce(0) { $0 + $1.all.cases } }

  init(
    _ sample: HistorySample, group: Int, cells: Int, types: Int,
    _ trimming: MeasurementPolicy.Trimming
  ) {
    years = (0..<sample.yearCount).map { number in
      var year = Year(
        cells: [CostSums](repeating: CostSums(), count: cells),
        allCells: [CostSums](repeating: CostSums(), count: cells),
        types: [CostSums](
          repeating: CostSums(), count: number + 1 == sample.yearCount ? types : 0))
      year.add(sample, sample.bucket(group, number), trimming)
      return year
    }
  }

  /// The sums of every group and, last, of the ungrouped cases, which are never trimmed: they are no
  /// group whose costs are alike.
  static func measure(
    _ sample: HistorySample, cells: Int, types: Int, _ trimming: MeasurementPolicy.Trimming,
    threads: Int
  ) -> [GroupSums] {
    Workers.map(sample.groupCount + 1, block: 64, threads: threads) { group in
      GroupSums(
        sample, group: group, cells: cells, types: types,
        group == sample.groupCount ? .none : trimming)
    }
  }
}

extension GroupSums.Year {
  mutating func add(
    _ sample: HistorySample, _ range: Range<Int>, _ trimming: MeasurementPolicy.Trimming
  ) {
    sample.entries.withUnsafeBufferPointer { entries in
      if trimming != .none {
        var costs = entries[range].map(\.cost)
        bounds = trimming.bounds(of: &costs)
      }
      for index in range {
        let entry = entries[index]
        all.add(entry.cost)
        allCells[Int(entry.cell)].add(entry.cost)
        if let bounds, !bounds.contains(entry.cost) { continue }
        kept.add(entry.cost)
        cells[Int(entry.cell)].add(entry.cost)
        guard !types.isEmpty else { continue }
        var rest = entry.types
        while rest != 0 {
          types[rest.trailingZeroBitCount].add(entry.cost)
          rest &= rest - 1
        }
      }
    }
  }
}
