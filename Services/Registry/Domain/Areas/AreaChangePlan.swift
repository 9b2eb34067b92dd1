import Quantities

/// What a decision about areas does to the registry, worked out before anything is written
/// (变更方案): the event, the versions of the areas it names and of what lies in them, their borders,
/// and what else moves to another code.
public struct AreaChangePlan {
  /// What the registry knows, as the plan asks for it.
  public struct Knowledge {
    let timeline: (AreaCode) throws -> Timeline<Area>
    /// Present versions of areas that have this parent on the day or later.
    let children: (AreaCode, Day) throws -> [Version<Area>]
    /// Present adjacencies of an area that hold on the day or later.
    let adjacencies: (AreaCode, Day) throws -> [Version<AreaAdjacency>]
    /// Codes of institutions and consortia that stand in this very area on the day or later, and
    /// entries of registers that name it, as `register:key`.
    let tenants: (AreaCode, Day) throws -> [String]

    public init(
      timeline: @escaping (AreaCode) throws -> Timeline<Area>,
      children: @escaping (AreaCode, Day) throws -> [Version<Area>],
      adjacencies: @escaping (AreaCode, Day) throws -> [Version<AreaAdjacency>],
      tenants: @escaping (AreaCode, Day) throws -> [String]
    ) {
      self.timeline = timeline
      self.children = children
      self.adjacencies = adjacencies
      self.tenants = tenants
    }
  }

  /// An institution, a consortium or an entry of a register that has another area from the day on.
  public struct Move: Sendable, Hashable {
    /// As `Knowledge` calls it.
    public let tenant: String
    public let from: AreaCode
    public let to: AreaCode
  }

  public internal(set) var event: AreaEvent
  public internal(set) var areas: [Revision<Area>] = []
  public internal(set) var adjacencies: [Revision<AreaAdjacency>] = []
  public internal(set) var moves: [Move] = []
  /// Neighbours whose borders with a split area end and have to be entered again.
  public internal(set) var neighboursEnded: [AreaCode] = []

  let day: Day
  let knowledge: Knowledge

  public init(_ decision: AreaDecision, knowledge: Knowledge) throws {
    day = decision.day
    self.knowledge = knowledge
    event = AreaEvent(.opened, on: decision.day, before: [], after: [], basis: decision.basis)
    switch decision.change {
    case .open(let area): try open(area)
    case .alter(let code, let alteration): try alter(code, alteration, seen: decision.seen)
    case .merge(let codes, let merger): try merge(codes, merger, seen: decision.seen)
    case .split(let code, let parts): try split(code, parts, seen: decision.seen)
    case .close(let code): try close(code, seen: decision.seen)
    }
  }

  // MARK: Opening and closing

  private mutating func open(_ area: Area) throws {
    try requireParent(of: area)
    areas.append(try knowledge.timeline(area.code).opening(area, from: day))
    tell(.opened, [], [area.code])
  }

  private mutating func close(_ code: AreaCode, seen: [AreaCode: Int64]) throws {
    let standing = try self.standing(code, seen)
    let left =
      try knowledge.children(code, day).map { "\($0.fact.code)" }
      + knowledge.tenants(code, day)
    guard left.isEmpty else { throw Self.stillUsed(code, left) }
    try end(standing.fact, followedBy: [], seen: seen)
    for version in try knowledge.adjacencies(code, day) { try endAdjacency(version) }
    tell(.closed, [code], [])
  }

  // MARK: One area into one

  private mutating func alter(
    _ code: AreaCode, _ alteration: AreaChange.Alteration, seen: [AreaCode: Int64]
  ) throws {
    let standing = try self.standing(code, seen)
    let target = alteration.code ?? code
    var area = standing.fact
    if target != code { area = try Area(copying: area, as: target) }
    area = try area.altered(
      name: alteration.name, kind: alteration.kind, parent: alteration.parent)
    guard let kind = AreaEvent.kind(from: standing.fact, to: area) else {
      throw Problem(
        .invalidInput, "REGISTRY_AREA_UNCHANGED", zh: "\(code) 没有变化",
        en: "nothing about \(code) would change", remedyZh: "请填写新的名称、类型、上级或代码",
        remedyEn: "give another name, kind, parent or code",
        details: [Problem.Detail("code", "\(code)")])
    }
    try requireParent(of: area, until: target == code ? standing.validity.to : nil)
    if target == code {
      areas.append(
        try knowledge.timeline(code).editing(area, from: day, expected: seen[code] ?? 0))
    } else {
      try end(standing.fact, followedBy: [target], seen: seen)
      areas.append(try knowledge.timeline(target).opening(area, from: day))
      try moveEverything(from: [code], to: target)
    }
    tell(kind, [code], [target])
  }

  // MARK: Pieces that every change is made of

  /// The version that holds on the day. Throws when there is none.
  func standing(_ code: AreaCode, _ seen: [AreaCode: Int64]) throws -> Version<Area> {
    let timeline = try knowledge.timeline(code)
    guard let version = timeline.version(on: day) else {
      // Whoever looked at it before it ended learns that somebody ended it.
      if let last = timeline.versions.last, let expected = seen[code] {
        try Timeline.requireSeen(last, expected)
      }
      throw Problem.unknownFact("\(code)", on: day)
    }
    try Timeline.requireSeen(version, seen[code] ?? 0)
    return version
  }

  /// The parent exists from the day on as long as the area is to; nil means without an end.
  func requireParent(of area: Area, until end: Day? = nil) throws {
    guard let parent = area.parent else { return }
    let spans = Validity.joined(try knowledge.timeline(parent).versions.map(\.validity))
    guard let span = spans.first(where: { $0.contains(day) }) else {
      throw Problem.unknownFact("\(parent)", on: day)
    }
    guard let last = span.to, end.map({ $0 > last }) ?? true else { return }
    throw Problem.unknownFact("\(parent)", on: last)
  }

  /// The version has no end: what is added to it or taken from it would be lost where a later
  /// version, or what follows the area, does not know of it.
  static func requireOpen(_ version: Version<Area>) throws(Problem) {
    guard let end = version.validity.to else { return }
    throw Problem(
      .failedPrecondition, "REGISTRY_AREA_CHANGED_LATER",
      zh: "\(version.fact.code) 在 \(end) 已有变更，不能在此之前合并或拆分",
      en: "\(version.fact.code) changes on \(end); it cannot be merged or split before that",
      remedyZh: "请选择更晚的日期，或通过导入更正", remedyEn: "choose a later day, or correct it by an import",
      details: [
        Problem.Detail("code", "\(version.fact.code)"), Problem.Detail("valid_to", "\(end)"),
      ])
  }

  /// Ends an area on the day, with the codes that follow.
  mutating func end(
    _ area: Area, followedBy successors: [AreaCode], seen: [AreaCode: Int64]
  ) throws {
    let closing = try knowledge.timeline(area.code).closing(
      at: day, key: area.code, expected: seen[area.code] ?? 0)
    let ended = try closing.inserted.map {
      DatedFact(try $0.fact.succeeded(by: successors), $0.validity)
    }
    areas.append(Revision(.closed, superseded: closing.superseded, inserted: ended))
  }

  /// What lies in areas, borders on them or stands in them belongs to one other area from the day
  /// on.
  mutating func moveEverything(from codes: [AreaCode], to target: AreaCode) throws {
    for code in codes where code != target {
      for child in try knowledge.children(code, day) { try move(child, to: target) }
      moves += try knowledge.tenants(code, day).map { Move(tenant: $0, from: code, to: target) }
    }
    try moveBorders(of: codes, to: target)
  }

  /// A child has another parent from the day on, or from its own first day if that is later.
  mutating func move(_ child: Version<Area>, to parent: AreaCode) throws {
    let timeline = try Timeline([child])
    areas.append(
      try timeline.editing(
        child.fact.altered(parent: parent), from: max(day, child.validity.from),
        expected: child.recorded))
  }

  private mutating func moveBorders(of codes: [AreaCode], to target: AreaCode) throws {
    var gained: Set<AreaCode> = []
    for code in codes where code != target {
      for version in try knowledge.adjacencies(code, day) {
        try endAdjacency(version)
        gained.insert(version.fact.key.neighbour(of: code))
      }
    }
    gained.subtract(codes)
    gained.remove(target)
    for version in try knowledge.adjacencies(target, day) {
      gained.remove(version.fact.key.neighbour(of: target))
    }
    for neighbour in gained.sorted() {
      let fact = AreaAdjacency(try AreaAdjacency.Key(target, neighbour))
      adjacencies.append(try Timeline([]).opening(fact, from: day))
    }
  }

  /// A border ends on the day. One that was to begin later ends, too: its area is not there then.
  mutating func endAdjacency(_ version: Version<AreaAdjacency>) throws {
    guard !adjacencies.contains(where: { $0.superseded == [version] }) else { return }
    let before = Validity.ending(version.validity, at: day)
    adjacencies.append(
      Revision(
        .closed, superseded: [version],
        inserted: before.map { [DatedFact(version.fact, $0)] } ?? []))
  }

  mutating func tell(_ kind: AreaEventKind, _ before: [AreaCode], _ after: [AreaCode]) {
    event = AreaEvent(kind, on: day, before: before, after: after, basis: event.basis)
  }

  static func stillUsed(_ code: AreaCode, _ left: [String]) -> Problem {
    Problem(
      .failedPrecondition, "REGISTRY_AREA_STILL_USED",
      zh: "\(code) 仍有 \(left.count) 个下级区划、机构或医联体",
      en: "\(code) still has \(left.count) areas, institutions or consortia in it",
      remedyZh: "请先划归其他区划，或注明归属", remedyEn: "move them to other areas, or say where they go",
      details: left.sorted().prefix(50).map { Problem.Detail("left", $0) })
  }
}

extension Area {
  /// The same under another code of the same level.
  init(copying area: Area, as code: AreaCode) throws(Problem) {
    try self.init(
      code: code, name: area.name, kind: area.kind, parent: area.parent,
      populations: area.populations, coordinates: area.coordinates)
  }
}

extension Validity {
  /// What is left of a span when it ends on a day; nil when nothing is.
  static func ending(_ span: Validity, at day: Day) -> Validity? {
    guard span.from < day else { return nil }
    let end = span.to.map { min($0, day) } ?? day
    return try? Validity(from: span.from, to: end)
  }
}
