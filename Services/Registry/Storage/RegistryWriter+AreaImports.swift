import Quantities
import RegistryDomain
import Store

extension RegistryWriter {
  /// Records the next batch of areas.csv, and answers what is left of the import. With the last
  /// batch come the events that only all rows together tell.
  public func importAreas(batchOf plan: AreaImport) throws -> AreaImport {
    var plan = plan
    let first = plan.rowsDone
    let villages = try currentVillages(plan.nextVillages)
    let batch = try plan.takeBatch { code in
      code.level == .village
        ? villages[code] ?? [] : try AreaRows.current(code, in: transaction)
    }
    let rows = plan.rowsDone - first
    let recorded = try carryOut(batch.revisions, AreaRows.self, .area, rows: rows)
    var events = batch.events
    if plan.isDone {
      events += try plan.successionEvents { code, day in
        try reader.area(code, asOf: AsOf(day: day))?.fact
      }
    }
    events = try events.filter { try !reader.isKnown($0) }
    guard !events.isEmpty else { return plan }
    let change = try recorded ?? record("area events of an import: \(events.count)")
    try record(events, recorded: change)
    let named = events.flatMap { event in
      (event.before + event.after).map { (code: $0.description, effective: event.day) }
    }
    try announce(.area, .edited, recorded: change, named)
    return plan
  }

  /// Records all the good rows of areas.csv at once; the outcome counts every row.
  public func importAreas(
    _ rows: [TableRow<DatedFact<Area>>], outcome: ImportOutcome
  ) throws -> ImportOutcome {
    var plan = AreaImport(rows, outcome: outcome)
    repeat { plan = try importAreas(batchOf: plan) } while !plan.isDone
    return plan.outcome.sorted
  }

  /// Records the good rows of adjacency.csv.
  public func importAdjacency(
    _ rows: [TableRow<DatedFact<AreaAdjacency>>], outcome: ImportOutcome
  ) throws -> ImportOutcome {
    var areas = AreaPresence(reader)
    let plan = try AdjacencyImport(
      rows, outcome: outcome, current: { try AdjacencyRows.current($0, in: transaction) },
      areaExists: { try areas.exists($0, on: $1) })
    try carryOut(plan.revisions, AdjacencyRows.self, .area, rows: rows.count)
    return plan.outcome.sorted
  }

  /// What is known of the villages of a range of codes: one question instead of thousands.
  private func currentVillages(
    _ codes: ClosedRange<AreaCode>?
  ) throws -> [AreaCode: [Version<Area>]] {
    guard let codes else { return [:] }
    var condition = Condition()
    condition.add(
      "area.code BETWEEN ? AND ?", codes.lowerBound.description, codes.upperBound.description)
    condition.add("area.level = ?", AreaCode.Level.village.rawValue)
    condition.add("area.superseded IS NULL")
    return Dictionary(
      grouping: try AreaRows.versions(
        where: condition, order: "area.code, area.valid_from", in: transaction), by: \.fact.code)
  }

  /// Writes events of one change.
  func record(_ events: [AreaEvent], recorded: Int64) throws {
    for (ordinal, event) in events.enumerated() {
      func joined(_ codes: [AreaCode]) -> String {
        codes.map(\.description).joined(separator: " ")
      }
      try transaction.execute(
        """
        INSERT INTO area_event
          (recorded, ordinal, kind, day, codes_before, codes_after, basis)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        [
          recorded, ordinal, event.kind.rawValue, event.day.number, joined(event.before),
          joined(event.after), event.basis,
        ])
      for code in Set(event.before + event.after) {
        try transaction.execute(
          "INSERT INTO area_event_code (code, recorded, ordinal) VALUES ($1, $2, $3)",
          [code.description, recorded, ordinal])
      }
    }
  }
}
