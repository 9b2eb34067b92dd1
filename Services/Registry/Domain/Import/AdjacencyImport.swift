import Quantities
import Tabular

/// Plans the import of adjacencies: both areas exist on the first day.
public struct AdjacencyImport {
  public private(set) var outcome: ImportOutcome
  /// One per pair of areas that changes.
  public private(set) var revisions: [Revision<AreaAdjacency>] = []

  public init(
    _ rows: [TableRow<DatedFact<AreaAdjacency>>], outcome: ImportOutcome,
    current: (AreaAdjacency.Key) throws -> [Version<AreaAdjacency>],
    areaExists: (AreaCode, Day) throws -> Bool
  ) rethrows {
    self.outcome = outcome
    for (key, group) in Dictionary(grouping: rows, by: \.entry.fact.key).byFirstRow() {
      var accepted: [TableRow<DatedFact<AreaAdjacency>>] = []
      for row in group {
        let day = row.entry.validity.from
        var issues: [RowIssue] = []
        if try !areaExists(key.first, day) {
          issues.append(.unknown(row: row.row, column: "area", "\(key.first)", on: day))
        }
        if try !areaExists(key.second, day) {
          issues.append(.unknown(row: row.row, column: "neighbour", "\(key.second)", on: day))
        }
        if issues.isEmpty {
          accepted.append(row)
        } else {
          self.outcome.quarantine(row: row.row, issues)
        }
      }
      let merge = TimelineMerge(accepted, over: try current(key), outcome: &self.outcome)
      if let revision = merge.revision { revisions.append(revision) }
    }
  }
}
