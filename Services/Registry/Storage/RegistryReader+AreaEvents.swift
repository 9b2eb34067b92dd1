import Quantities
import RegistryDomain
import Store

/// An event of areas, and who recorded it when.
public struct RecordedAreaEvent: Sendable, Hashable {
  public let event: AreaEvent
  public let recorded: Int64
  /// Position among the events of one change, from 0.
  public let ordinal: Int
  public let actor: String
  public let time: Timestamp
}

extension RegistryReader {
  public struct AreaEventFilter: Sendable {
    /// Only events of these codes; empty means all.
    public var codes: [AreaCode] = []
    /// Only events of codes that begin as this one does.
    public var under: AreaCode?
    public var days: ClosedRange<Day>?
    public var kinds: [AreaEventKind] = []
    /// Only what was recorded up to this change.
    public var recorded: Int64?

    public init() {}
  }

  /// Events by day and recording; `after` is the last one of the page before.
  public func areaEvents(
    _ filter: AreaEventFilter, limit: Int, after: RecordedAreaEvent.Position? = nil
  ) throws -> [RecordedAreaEvent] {
    var condition = Condition()
    if !filter.codes.isEmpty {
      var coded = Condition()
      coded.add("area_event_code.code", in: filter.codes.map(\.description))
      condition.add(Self.eventCodes, coded, ")")
    }
    if let under = filter.under {
      let significant = under.description.prefix(under.level.digits)
      var coded = Condition()
      coded.add("area_event_code.code LIKE ?", "\(significant)%")
      condition.add(Self.eventCodes, coded, ")")
    }
    if let days = filter.days {
      condition.add(
        "area_event.day BETWEEN ? AND ?", days.lowerBound.number, days.upperBound.number)
    }
    condition.add("area_event.kind", in: filter.kinds.map(\.rawValue))
    if let recorded = filter.recorded { condition.add("area_event.recorded <= ?", recorded) }
    if let after {
      condition.add(
        "(area_event.day, area_event.recorded, area_event.ordinal) > (?, ?, ?)",
        after.day.number, after.recorded, after.ordinal)
    }
    var found: [RecordedAreaEvent] = []
    try connection.forEach(
      """
      SELECT area_event.kind, area_event.day, area_event.codes_before, area_event.codes_after,
        area_event.basis, area_event.recorded, area_event.ordinal,
        registry_change.actor, registry_change.recorded_at
      FROM area_event JOIN registry_change ON registry_change.recorded = area_event.recorded
      WHERE \(condition.sql)
      ORDER BY area_event.day, area_event.recorded, area_event.ordinal LIMIT \(limit)
      """, condition.arguments
    ) { found.append(try RecordedAreaEvent($0)) }
    return found
  }

  private static let eventCodes = """
    EXISTS (SELECT 1 FROM area_event_code WHERE area_event_code.recorded = area_event.recorded
      AND area_event_code.ordinal = area_event.ordinal AND
    """

  /// Whether the same thing was recorded before.
  func isKnown(_ event: AreaEvent) throws -> Bool {
    guard let code = event.before.first ?? event.after.first else { return false }
    var filter = AreaEventFilter()
    filter.codes = [code]
    filter.days = event.day...event.day
    return try areaEvents(filter, limit: 1000).contains {
      $0.event.kind == event.kind && $0.event.before == event.before
        && $0.event.after == event.after
    }
  }

  /// The code with all those it came from and became, however many changes lie between.
  public func lineage(of code: AreaCode) throws -> [AreaCode] {
    var family: Set<AreaCode> = []
    var waiting = [code]
    while let next = waiting.popLast() {
      guard family.insert(next).inserted else { continue }
      var filter = AreaEventFilter()
      filter.codes = [next]
      for recorded in try areaEvents(filter, limit: 1000) {
        waiting += recorded.event.before + recorded.event.after
      }
    }
    return family.sorted()
  }

  /// The area on a day, or those that became it later: its events are gone through backwards.
  public func areaOrPredecessors(_ code: AreaCode, asOf: AsOf) throws -> [Version<Area>] {
    if let version = try area(code, asOf: asOf) { return [version] }
    var codes: Set<AreaCode> = [code]
    var filter = AreaEventFilter()
    filter.codes = try lineage(of: code)
    filter.recorded = asOf.recorded
    for recorded in try areaEvents(filter, limit: 10_000).reversed()
    where recorded.event.day > asOf.day && !codes.isDisjoint(with: recorded.event.after) {
      codes.subtract(recorded.event.after)
      codes.formUnion(recorded.event.before)
    }
    return try codes.sorted().compactMap { try area($0, asOf: asOf) }
  }

  /// Areas that border on one on a day, by code.
  public func neighbours(of code: AreaCode, asOf: AsOf) throws -> [Version<Area>] {
    var condition = Condition()
    condition.add(
      "(area_adjacency.area = ? OR area_adjacency.neighbour = ?)", code.description,
      code.description)
    condition.add("area_adjacency", asOf: asOf)
    let pairs = try AdjacencyRows.versions(
      where: condition, order: "area_adjacency.area, area_adjacency.neighbour", in: connection)
    return try pairs.compactMap { try area($0.fact.key.neighbour(of: code), asOf: asOf) }
      .sorted { $0.fact.code < $1.fact.code }
  }

  /// Whether two areas border on each other on a day (地域邻近, M22).
  public func areAdjacent(_ a: AreaCode, _ b: AreaCode, asOf: AsOf) throws -> Bool {
    var condition = Condition()
    let key = try AreaAdjacency.Key(a, b)
    condition.add(
      "area_adjacency.area = ? AND area_adjacency.neighbour = ?", key.first.description,
      key.second.description)
    condition.add("area_adjacency", asOf: asOf)
    return try !AdjacencyRows.versions(
      where: condition, order: "area_adjacency.valid_from", limit: 1, in: connection
    ).isEmpty
  }

  /// The street in which an area lies on a day, and since when, if it once was a town, a township
  /// or a sumu (由苏木乡镇转为街道, M23); nil otherwise.
  public func convertedStreet(
    of code: AreaCode, on day: Day
  ) throws -> (street: Area, since: Day)? {
    let asOf = AsOf(day: day)
    var next: AreaCode? = code
    while let code = next, let area = try area(code, asOf: asOf)?.fact,
      area.kind.level >= .township
    {
      if area.kind.level == .township { return try conversion(of: area, by: day) }
      next = area.parent
    }
    return nil
  }

  private func conversion(of street: Area, by day: Day) throws -> (street: Area, since: Day)? {
    guard street.kind == .subdistrict else { return nil }
    var filter = AreaEventFilter()
    filter.codes = [street.code]
    filter.kinds = [.converted, .merged, .split]
    for recorded in try areaEvents(filter, limit: 1000).reversed()
    where recorded.event.day <= day && recorded.event.after.contains(street.code) {
      let event = recorded.event
      let before = try event.before.compactMap {
        try area($0, asOf: AsOf(day: event.day.adding(days: -1)))?.fact.kind
      }
      if before.contains(where: \.isTown) { return (street, event.day) }
    }
    return nil
  }
}

extension RecordedAreaEvent {
  /// Where an event stands in the list.
  public struct Position: Sendable, Hashable {
    public let day: Day
    public let recorded: Int64
    public let ordinal: Int

    public init(day: Day, recorded: Int64, ordinal: Int) {
      self.day = day
      self.recorded = recorded
      self.ordinal = ordinal
    }
  }

  public var position: Position {
    Position(day: event.day, recorded: recorded, ordinal: ordinal)
  }

  init(_ row: RowCursor) throws {
    func codes(_ column: Int) throws -> [AreaCode] {
      try row.text(column).split(separator: " ").map { try AreaCode(parsing: String($0)) }
    }
    event = AreaEvent(
      try AreaEventKind.stored(row.text(0)), on: try Day(number: row.int32(1)),
      before: try codes(2), after: try codes(3), basis: try row.text(4))
    recorded = try row.int64(5)
    ordinal = Int(try row.int64(6))
    actor = try row.text(7)
    time = Timestamp(milliseconds: try row.int64(8))
  }
}
