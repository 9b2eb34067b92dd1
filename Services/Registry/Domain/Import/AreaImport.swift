import Quantities
import Tabular

/// Plans the import of areas, batch by batch: parents before children, so that a village of a refused
/// township is refused too, and whatever is recorded stands on something that is recorded.
///
/// A nation has 700 000 rows. Each batch becomes one durable change of its own, so that others write
/// in between and an import that broke off goes on with the same file: what is there is unchanged.
public struct AreaImport: Sendable {
  /// Rows that are recorded at once. A smaller file is recorded whole or not at all.
  public static let batchRows = 20_000

  /// What one batch records.
  public struct Batch: Sendable {
    /// One per area that changes.
    public fileprivate(set) var revisions: [Revision<Area>] = []
    /// Events that the rows tell of and the registry did not know.
    public fileprivate(set) var events: [AreaEvent] = []
  }

  public private(set) var outcome: ImportOutcome
  private let rows: [TableRow<DatedFact<Area>>]
  /// Positions in `rows` by level, code and row.
  private let order: [Int32]
  private var next = 0
  /// When the areas that may have others below them exist.
  private var spans: [AreaCode: [Validity]] = [:]
  /// Areas that end with successors, told as events once every area is there.
  private var successions: [AreaSuccession] = []

  private let batchRows: Int

  public init(
    _ rows: [TableRow<DatedFact<Area>>], outcome: ImportOutcome,
    batchRows: Int = AreaImport.batchRows
  ) {
    precondition(batchRows > 0, "a batch has rows")
    self.rows = rows
    self.outcome = outcome
    self.batchRows = batchRows
    order = Self.ordered(rows)
  }

  public var rowsDone: Int { next }
  public var rowsTotal: Int { rows.count }
  public var isDone: Bool { next == order.count }

  /// Positions of the rows, higher levels first. Most files are sorted by code, so that each level
  /// is in order already.
  private static func ordered(_ rows: [TableRow<DatedFact<Area>>]) -> [Int32] {
    var levels = [[Int32]](repeating: [], count: AreaCode.Level.allCases.count + 1)
    var last = [AreaCode?](repeating: nil, count: levels.count)
    var isSorted = [Bool](repeating: true, count: levels.count)
    for (index, row) in rows.enumerated() {
      let code = row.entry.fact.code
      let level = code.level.rawValue
      if let before = last[level], code < before { isSorted[level] = false }
      last[level] = code
      levels[level].append(Int32(index))
    }
    for level in levels.indices where !isSorted[level] {
      levels[level].sort {
        (rows[Int($0)].entry.fact.code, $0) < (rows[Int($1)].entry.fact.code, $1)
      }
    }
    return Array(levels.joined())
  }

  /// The first and the last village of the next batch, when it has any.
  public var nextVillages: ClosedRange<AreaCode>? {
    let codes = order[next..<end].lazy.map { rows[Int($0)].entry.fact.code }
    guard let first = codes.first(where: { $0.level == .village }), let last = codes.last else {
      return nil
    }
    return first...last
  }

  /// Where the next batch ends; a code's rows are never torn apart.
  private var end: Int {
    var end = min(next + batchRows, order.count)
    while end > next, end < order.count,
      rows[Int(order[end])].entry.fact.code == rows[Int(order[end - 1])].entry.fact.code
    {
      end += 1
    }
    return end
  }

  /// Plans the next batch. `current` answers what the registry knows about a code.
  public mutating func takeBatch(
    current: (AreaCode) throws -> [Version<Area>]
  ) rethrows -> Batch {
    var batch = Batch()
    let end = end
    while next < end {
      let code = rows[Int(order[next])].entry.fact.code
      var accepted: [TableRow<DatedFact<Area>>] = []
      while next < end, rows[Int(order[next])].entry.fact.code == code {
        let row = rows[Int(order[next])]
        next += 1
        if let issue = try issue(row, current) {
          outcome.quarantine(row: row.row, [issue])
        } else {
          accepted.append(row)
        }
      }
      plan(code, accepted, over: try current(code), &batch)
    }
    return batch
  }

  private mutating func plan(
    _ code: AreaCode, _ accepted: [TableRow<DatedFact<Area>>], over known: [Version<Area>],
    _ batch: inout Batch
  ) {
    let merge = TimelineMerge(accepted, over: known, outcome: &outcome)
    if code.level < .village { spans[code] = merge.result.map(\.validity) }
    guard let revision = merge.revision else { return }
    batch.revisions.append(revision)
    // An area that was never anything else and still is tells nothing; nearly all are so.
    guard merge.result.count > 1 || merge.result.first?.validity.to != nil else { return }
    let before = known.map { DatedFact($0.fact, $0.validity) }
    let told = Set(AreaEvent.told(by: before))
    batch.events += AreaEvent.told(by: merge.result).filter { !told.contains($0) }
    let successionsBefore = Set(Self.successions(before))
    successions += Self.successions(merge.result).filter { !successionsBefore.contains($0) }
  }

  private static func successions(_ spans: [DatedFact<Area>]) -> [AreaSuccession] {
    spans.compactMap { span in
      guard let end = span.validity.to, !span.fact.successors.isEmpty else { return nil }
      return AreaSuccession(ended: span.fact, day: end)
    }
  }

  /// The events behind the areas that ended with successors, once the last batch is recorded.
  public func successionEvents(
    area: (AreaCode, Day) throws -> Area?
  ) rethrows -> [AreaEvent] {
    precondition(isDone, "an area and those that follow it may be in different batches")
    return try AreaSuccession.events(
      successions, before: { try area($0, $1.adding(days: -1)) }, after: area)
  }

  /// A row whose parent does not exist on its first day.
  private mutating func issue(
    _ row: TableRow<DatedFact<Area>>, _ current: (AreaCode) throws -> [Version<Area>]
  ) rethrows -> RowIssue? {
    guard let parent = row.entry.fact.parent else { return nil }
    let day = row.entry.validity.from
    if spans[parent] == nil { spans[parent] = try current(parent).map(\.validity) }
    guard spans[parent]?.contains(where: { $0.contains(day) }) != true else { return nil }
    return .unknown(row: row.row, column: "parent", "\(parent)", on: day)
  }
}
