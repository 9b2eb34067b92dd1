import Quantities
import Tabular

/// Plans the import of areas: parents before children, so that a village of a refused township is
/// refused too.
public struct AreaImport {
  public private(set) var outcome: ImportOutcome
  /// One per area that changes.
  public private(set) var revisions: [Revision<Area>] = []

  /// `current` answers what the registry knows about a code.
  public init(
    _ rows: [TableRow<DatedFact<Area>>], outcome: ImportOutcome,
    current: (AreaCode) throws -> [Version<Area>]
  ) rethrows {
    self.outcome = outcome
    var known: [AreaCode: [DatedFact<Area>]] = [:]
    for (code, group) in Self.ordered(rows) {
      var accepted: [TableRow<DatedFact<Area>>] = []
      for row in group {
        guard let parent = row.entry.fact.parent else {
          accepted.append(row)
          continue
        }
        if known[parent] == nil {
          known[parent] = try current(parent).map { DatedFact($0.fact, $0.validity) }
        }
        if known[parent]?.hold(on: row.entry.validity.from) == true {
          accepted.append(row)
        } else {
          self.outcome.quarantine(
            row: row.row,
            [
              .unknown(
                row: row.row, column: "parent", "\(parent)", on: row.entry.validity.from)
            ])
        }
      }
      let merge = TimelineMerge(accepted, over: try current(code), outcome: &self.outcome)
      known[code] = merge.result
      if let revision = merge.revision { revisions.append(revision) }
    }
  }

  /// Rows by area, higher levels first.
  private static func ordered(
    _ rows: [TableRow<DatedFact<Area>>]
  ) -> [(AreaCode, [TableRow<DatedFact<Area>>])] {
    Dictionary(grouping: rows, by: \.entry.fact.code)
      .sorted { ($0.key.level, $0.key) < ($1.key.level, $1.key) }
      .map { ($0.key, $0.value) }
  }
}
