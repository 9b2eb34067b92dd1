import Quantities
import RegistryDomain
import Store

/// What a change of areas recorded, and the rules it touches.
public struct AreaEventOutcome: Sendable {
  public let event: RecordedAreaEvent
  /// Versions of the areas that the event names, by first day.
  public let areas: [Version<Area>]
  public let findings: [RuleFinding]
  /// Codes of areas, institutions and consortia that moved to another area.
  public let moved: [String]
  /// Neighbours whose borders with a split area have to be entered again.
  public let neighboursEnded: [AreaCode]
}

extension RegistryWriter {
  /// Carries out a decision about areas as one change: the areas, what lies in them, their borders,
  /// and the institutions and consortia that stand there.
  public func changeAreas(_ decision: AreaDecision) throws -> AreaEventOutcome {
    let plan = try AreaChangePlan(decision, knowledge: areaKnowledge)
    let event = plan.event
    let recorded = try record(
      "area \(event.kind.rawValue): \((event.before + event.after).map(\.description).joined(separator: " "))"
    )
    try apply(plan.areas, to: AreaRows.self, recorded: recorded)
    try apply(plan.adjacencies, to: AdjacencyRows.self, recorded: recorded)
    try record([event], recorded: recorded)
    try announce(
      .area, event.kind.action, recorded: recorded,
      plan.areas.compactMap { Self.change($0, \.code.description) })
    try move(plan.moves, from: event.day, recorded: recorded)
    return try outcome(plan, recorded)
  }

  /// Records the residents counted for a year: on the version that holds at its end, and on those
  /// that follow.
  public func countResidents(
    _ population: Area.Population, of code: AreaCode, expected: Int64
  ) throws -> [Version<Area>] {
    let end = try Day(year: population.year, month: 12, day: 31)
    let current = try AreaRows.current(code, in: transaction)
    guard let last = current.last else { throw Problem.unknownFact("\(code)", on: end) }
    try Timeline.requireSeen(last, expected)
    let versions = current.filter { $0.validity.to.map { $0 > end } ?? true }
    guard !versions.isEmpty else { throw Problem.unknownFact("\(code)", on: end) }
    let revision = Revision(
      .edited, superseded: versions,
      inserted: try versions.map { DatedFact(try $0.fact.counted(population), $0.validity) })
    let recorded = try record("residents of \(code) in \(population.year)")
    try apply([revision], to: AreaRows.self, recorded: recorded)
    try announce(
      .area, .edited, recorded: recorded,
      [(code.description, revision.effective ?? versions[0].validity.from)])
    return try AreaRows.current(code, in: transaction)
  }

  private var areaKnowledge: AreaChangePlan.Knowledge {
    AreaChangePlan.Knowledge(
      timeline: { try AreaRows.timeline($0, in: transaction) },
      children: { code, day in
        var condition = Condition()
        condition.add("area.parent = ?", code.description)
        condition.add("area", presentFrom: day)
        return try AreaRows.versions(
          where: condition, order: "area.code, area.valid_from", in: transaction)
      },
      adjacencies: { code, day in
        var condition = Condition()
        condition.add(
          "(area_adjacency.area = ? OR area_adjacency.neighbour = ?)", code.description,
          code.description)
        condition.add("area_adjacency", presentFrom: day)
        return try AdjacencyRows.versions(
          where: condition,
          order: "area_adjacency.area, area_adjacency.neighbour, area_adjacency.valid_from",
          in: transaction)
      },
      tenants: { code, day in
        try institutions(in: code, from: day).map(\.fact.code.text)
          + consortia(of: code, from: day).map(\.fact.code.text) + entries(naming: code, from: day)
      })
  }

  private func institutions(
    in area: AreaCode, from day: Day
  ) throws -> [Version<Institution>] {
    var condition = Condition()
    condition.add("institution.area = ?", area.description)
    condition.add("institution", presentFrom: day)
    return try InstitutionRows.versions(
      where: condition, order: "institution.code, institution.valid_from", in: transaction)
  }

  private func consortia(of area: AreaCode, from day: Day) throws -> [Version<Consortium>] {
    var condition = Condition()
    condition.add("consortium.area = ?", area.description)
    condition.add("consortium", presentFrom: day)
    return try ConsortiumRows.versions(
      where: condition, order: "consortium.code, consortium.valid_from", in: transaction)
  }

  /// What stood in an area that ends stands in another from the day on.
  private func move(
    _ moves: [AreaChangePlan.Move], from day: Day, recorded: Int64
  ) throws {
    var institutions: [Revision<Institution>] = []
    var consortia: [Revision<Consortium>] = []
    for move in moves where !move.tenant.contains(":") {
      let code = try RegistryCode(parsing: move.tenant)
      institutions += try Self.moving(InstitutionRows.current(code, in: transaction), from: day) {
        $0.moved(to: move.to)
      }
      consortia += try Self.moving(ConsortiumRows.current(code, in: transaction), from: day) {
        $0.moved(to: move.to)
      }
    }
    try apply(institutions, to: InstitutionRows.self, recorded: recorded)
    try apply(consortia, to: ConsortiumRows.self, recorded: recorded)
    try announce(
      .institution, .edited, recorded: recorded,
      institutions.compactMap { Self.change($0, \.code.text) })
    try announce(
      .consortium, .edited, recorded: recorded,
      consortia.compactMap { Self.change($0, \.code.text) })
    try moveEntries(moves, from: day, recorded: recorded)
  }

  static func moving<Fact: RegistryFact>(
    _ current: [Version<Fact>], from day: Day, _ move: (Fact) -> Fact
  ) throws -> [Revision<Fact>] {
    try current.filter { $0.validity.to.map { $0 > day } ?? true }.map { version in
      try Timeline([version]).editing(
        move(version.fact), from: max(day, version.validity.from), expected: version.recorded)
    }
  }

  private func outcome(_ plan: AreaChangePlan, _ recorded: Int64) throws -> AreaEventOutcome {
    let event = plan.event
    var filter = RegistryReader.AreaEventFilter()
    filter.codes = event.before + event.after
    filter.days = event.day...event.day
    guard
      let written = try reader.areaEvents(filter, limit: 1000).last(where: {
        $0.recorded == recorded
      })
    else { preconditionFailure("the event was written in this transaction") }
    let named = Set(event.before + event.after)
    let moved = plan.areas.flatMap(\.inserted).map(\.fact.code).filter { !named.contains($0) }
    return AreaEventOutcome(
      event: written,
      areas: try named.sorted().flatMap { try AreaRows.current($0, in: transaction) },
      findings: try findings(after: event),
      moved: Set(moved.map(\.description)).sorted() + plan.moves.map(\.tenant),
      neighboursEnded: plan.neighboursEnded)
  }

  /// M23: a street that was a town takes no new village clinics.
  private func findings(after event: AreaEvent) throws -> [RuleFinding] {
    try event.after.compactMap { code in
      guard code.level == .township,
        let (street, since) = try reader.convertedStreet(of: code, on: event.day),
        since == event.day
      else { return nil }
      return rules.convertedStreet(street)
    }
  }
}

extension AreaEventKind {
  /// What the outbox calls it.
  fileprivate var action: ChangeAction {
    switch self {
    case .opened: .opened
    case .closed: .closed
    default: .edited
    }
  }
}
