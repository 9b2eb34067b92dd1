import Quantities
import RegistryDomain
import Store

/// Questions to the registry, answered from one snapshot.
public struct RegistryReader {
  let connection: Connection

  public init(_ connection: Connection) { self.connection = connection }

  /// Sequence of the newest change; 0 before the first. A copy of the registry carries it as its
  /// version.
  public func lastRecorded() throws -> Int64 {
    try connection.int64("SELECT max(recorded) FROM registry_change") ?? 0
  }
}

/// A page of a list, by code.
public struct Page: Sendable, Hashable {
  public let limit: Int
  /// Only what comes after this code; empty begins.
  public let after: String

  public init(limit: Int, after: String = "") {
    precondition(limit > 0, "a page has rows")
    self.limit = limit
    self.after = after
  }
}

extension RegistryReader {
  public struct AreaFilter: Sendable {
    public var subtree: AreaCode?
    public var levels: [AreaCode.Level] = []
    public var kinds: [AreaKind] = []
    /// Part of the name, or the beginning of the code.
    public var query = ""
    /// Only areas with at least so many residents by their newest count (以上: includes it).
    public var minimumResidents: Int64 = 0

    public init() {}
  }

  /// The area on a day; nil when it does not exist then.
  public func area(_ code: AreaCode, asOf: AsOf) throws -> Version<Area>? {
    var condition = Condition()
    condition.add("area.code = ?", code.description)
    condition.add("area", asOf: asOf)
    return try AreaRows.versions(
      where: condition, order: "area.valid_from", limit: 1, in: connection
    ).first
  }

  public func areaExists(_ code: AreaCode, on day: Day) throws -> Bool {
    try area(code, asOf: AsOf(day: day)) != nil
  }

  /// Codes that followed a code closed on or before the day; empty when it was not closed or
  /// nothing followed.
  public func successors(of code: AreaCode, asOf: AsOf) throws -> [AreaCode] {
    var condition = Condition()
    condition.add("area.code = ?", code.description)
    condition.add("area", knownAt: asOf.recorded)
    condition.add("area.valid_to <= ?", asOf.day.number)
    return try AreaRows.versions(
      where: condition, order: "area.valid_to DESC", limit: 1, in: connection
    ).first?.fact.successors ?? []
  }

  /// The area on a day, or those that followed it until then, however many changes lie between.
  public func areaOrSuccessors(_ code: AreaCode, asOf: AsOf) throws -> [Version<Area>] {
    var found: [AreaCode: Version<Area>] = [:]
    var visited: Set<AreaCode> = []
    var waiting = [code]
    while let next = waiting.popLast() {
      guard visited.insert(next).inserted else { continue }
      if let version = try area(next, asOf: asOf) {
        found[next] = version
      } else {
        waiting += try successors(of: next, asOf: asOf)
      }
    }
    return found.sorted { $0.key < $1.key }.map(\.value)
  }

  public func areas(_ filter: AreaFilter, asOf: AsOf, page: Page) throws -> [Version<Area>] {
    var condition = Condition()
    condition.add("area", asOf: asOf)
    if let subtree = filter.subtree {
      condition.add("area.code", inSubtreeOf: subtree, asOf: asOf)
    }
    condition.add("area.level", in: filter.levels.map(\.rawValue))
    condition.add("area.kind", in: filter.kinds.map(\.rawValue))
    condition.add(query: filter.query, texts: ["area.name"], codes: ["area.code"])
    if filter.minimumResidents > 0 {
      condition.add("area.residents >= ?", filter.minimumResidents)
    }
    condition.add("area.code > ?", page.after)
    return try AreaRows.versions(
      where: condition, order: "area.code", limit: page.limit, in: connection)
  }

  /// Everything ever recorded about a code, in the order of recording.
  public func history(ofArea code: AreaCode) throws -> [Version<Area>] {
    try AreaRows.history(code, in: connection)
  }
}

extension RegistryReader {
  public struct InstitutionFilter: Sendable {
    public var area: AreaCode?
    public var kinds: [InstitutionKind] = []
    public var levels: [InstitutionLevel] = []
    public var consortium: RegistryCode?
    /// Part of a name or alias, or the beginning of a code.
    public var query = ""

    public init() {}
  }

  public func institution(
    _ code: RegistryCode, asOf: AsOf
  ) throws -> Version<Institution>? {
    try institution(column: "institution.code", code.text, asOf: asOf)
  }

  /// The institution that a registry code, an insurance code or a USCC names on a day.
  public func institution(named text: String, asOf: AsOf) throws -> Version<Institution>? {
    for column in ["institution.code", "institution.insurance_code", "institution.uscc"] {
      if let found = try institution(column: column, text, asOf: asOf) { return found }
    }
    return nil
  }

  private func institution(
    column: String, _ text: String, asOf: AsOf
  ) throws -> Version<Institution>? {
    var condition = Condition()
    condition.add("\(column) = ?", text)
    condition.add("institution", asOf: asOf)
    return try InstitutionRows.versions(
      where: condition, order: "institution.code", limit: 1, in: connection
    ).first
  }

  public func institutions(
    _ filter: InstitutionFilter, asOf: AsOf, page: Page
  ) throws -> [Version<Institution>] {
    var condition = Condition()
    condition.add("institution", asOf: asOf)
    if let area = filter.area {
      condition.add("institution.area", inSubtreeOf: area, asOf: asOf)
    }
    condition.add("institution.kind", in: filter.kinds.map(\.rawValue))
    condition.add("institution.level", in: filter.levels.map(\.rawValue))
    if let consortium = filter.consortium {
      var member = Condition()
      member.add("membership.consortium = ?", consortium.text)
      member.add(livingMembership: asOf)
      condition.add(
        "institution.code IN (SELECT membership.institution FROM membership WHERE", member, ")")
    }
    condition.add(
      query: filter.query, texts: ["institution.name", "institution.aliases"],
      codes: ["institution.code", "institution.insurance_code", "institution.uscc"])
    condition.add("institution.code > ?", page.after)
    return try InstitutionRows.versions(
      where: condition, order: "institution.code", limit: page.limit, in: connection)
  }

  /// Everything ever recorded about a code, in the order of recording.
  public func history(ofInstitution code: RegistryCode) throws -> [Version<Institution>] {
    try InstitutionRows.history(code, in: connection)
  }

  /// Present versions that carry an identifier.
  func holders(
    of identifier: InstitutionImport.Identifier
  ) throws -> [DatedFact<Institution>] {
    var condition = Condition()
    switch identifier {
    case .uscc(let code): condition.add("institution.uscc = ?", code.text)
    case .insurance(let code): condition.add("institution.insurance_code = ?", code.text)
    }
    condition.add("institution.superseded IS NULL")
    return try InstitutionRows.versions(
      where: condition, order: "institution.code, institution.valid_from", in: connection
    ).map { DatedFact($0.fact, $0.validity) }
  }
}
