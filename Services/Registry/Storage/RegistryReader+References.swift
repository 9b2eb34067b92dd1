import Quantities
import RegistryDomain
import Store

extension RegistryReader {
  /// The days on which something that is referred to exists, by what is known now.
  func spans(of reference: RegisterReference, _ code: String) throws -> [Validity] {
    switch reference {
    case .institution:
      return try InstitutionRows.current(RegistryCode(parsing: code), in: connection)
        .map(\.validity)
    case .consortium:
      return try ConsortiumRows.current(RegistryCode(parsing: code), in: connection)
        .map(\.validity)
    case .area:
      return try AreaRows.current(AreaCode(parsing: code), in: connection).map(\.validity)
    case .entry(let name):
      return try spans(of: RegisterCatalogue.register(named: name), code)
    }
  }

  private func spans<Entry: RegisterEntry>(
    of type: Entry.Type, _ key: String
  ) throws -> [Validity] {
    precondition(Entry.register.keyFields.count == 1, "only a key of one field is referred to")
    return try RegisterRows<Entry>.current(RegisterKey([key]), in: connection).map(\.validity)
  }

  /// Present versions whose field holds a value, or whose list contains it.
  func present<Entry: RegisterEntry>(
    _ type: Entry.Type, _ field: RegisterField, _ value: String
  ) throws -> [Version<Entry>] {
    typealias Rows = RegisterRows<Entry>
    var condition = Condition()
    condition.add(Rows.name, try FieldCondition(field, .equals, [value]))
    condition.add("\(Rows.name).superseded IS NULL")
    return try Rows.versions(
      where: condition, order: "\(Rows.keyOrder), \(Rows.name).valid_from", in: connection)
  }

  /// What rules may ask, out of the same snapshot.
  public struct Knowledge: RegistryKnowledge {
    private let reader: RegistryReader
    public let rules: RegistryRules

    public init(_ reader: RegistryReader, rules: RegistryRules) {
      self.reader = reader
      self.rules = rules
    }

    public func institution(_ code: RegistryCode, on day: Day) throws -> Institution? {
      try reader.institution(code, asOf: AsOf(day: day))?.fact
    }

    public func institutions(
      in area: AreaCode?, kinds: [InstitutionKind], on day: Day
    ) throws -> [Institution] {
      let asOf = AsOf(day: day)
      var condition = Condition()
      condition.add("institution", asOf: asOf)
      condition.add("institution.kind", in: kinds.map(\.rawValue))
      if let area { condition.add("institution.area", inSubtreeOf: area, asOf: asOf) }
      return try InstitutionRows.versions(
        where: condition, order: "institution.code", in: reader.connection
      ).map(\.fact)
    }

    public func area(_ code: AreaCode, on day: Day) throws -> Area? {
      try reader.area(code, asOf: AsOf(day: day))?.fact
    }

    public func areas(
      in area: AreaCode?, level: AreaCode.Level, on day: Day
    ) throws -> [Area] {
      let asOf = AsOf(day: day)
      var condition = Condition()
      condition.add("area", asOf: asOf)
      condition.add("area.level = ?", level.rawValue)
      if let area { condition.add("area.code", inSubtreeOf: area, asOf: asOf) }
      return try AreaRows.versions(
        where: condition, order: "area.code", in: reader.connection
      ).map(\.fact)
    }

    public func memberships(of institution: RegistryCode, on day: Day) throws -> [Membership] {
      try reader.livingMemberships(of: institution, asOf: AsOf(day: day))
    }

    public func consortia(
      in area: AreaCode?, kind: ConsortiumKind, on day: Day
    ) throws -> [Consortium] {
      let asOf = AsOf(day: day)
      var condition = Condition()
      condition.add("consortium", asOf: asOf)
      condition.add("consortium.kind = ?", kind.rawValue)
      if let area { condition.add("consortium.area", inSubtreeOf: area, asOf: asOf) }
      return try ConsortiumRows.versions(
        where: condition, order: "consortium.code", in: reader.connection
      ).map(\.fact)
    }

    public func members(of consortium: RegistryCode, on day: Day) throws -> [Institution] {
      let asOf = AsOf(day: day)
      return try reader.members(of: consortium, asOf: asOf).compactMap {
        try reader.institution($0.fact.institution, asOf: asOf)?.fact
      }
    }

    public func neighbours(of area: AreaCode, on day: Day) throws -> [Area] {
      try reader.neighbours(of: area, asOf: AsOf(day: day)).map(\.fact)
    }

    public func conversion(of area: AreaCode, on day: Day) throws -> Day? {
      try reader.convertedStreet(of: area, on: day)?.since
    }

    public func timelines<Entry: RegisterEntry>(
      _ type: Entry.Type, where conditions: [FieldCondition]
    ) throws -> [DatedFact<Entry>] {
      typealias Rows = RegisterRows<Entry>
      var condition = Condition()
      for part in conditions { condition.add(Rows.name, part) }
      condition.add("\(Rows.name).superseded IS NULL")
      return try Rows.versions(
        where: condition, order: "\(Rows.keyOrder), \(Rows.name).valid_from",
        in: reader.connection
      ).map { DatedFact($0.fact, $0.validity) }
    }

    public func entries<Entry: RegisterEntry>(
      _ type: Entry.Type, in area: AreaCode?, where conditions: [FieldCondition], on day: Day
    ) throws -> [Entry] {
      try reader.entries(
        type, RegisterFilter(conditions: conditions, area: area), asOf: AsOf(day: day)
      ).map(\.fact)
    }
  }

  fileprivate func livingMemberships(
    of institution: RegistryCode, asOf: AsOf
  ) throws -> [Membership] {
    var condition = Condition()
    condition.add("membership.institution = ?", institution.text)
    condition.add(livingMembership: asOf)
    return try MembershipRows.versions(
      where: condition, order: "membership.consortium", in: connection
    ).map(\.fact)
  }

  /// What the rules say about a register on a day: each of its entries, and the register as a whole.
  public func check<Entry: RegisterEntry>(
    _ type: Entry.Type, in area: AreaCode?, on day: Day, rules: RegistryRules
  ) throws -> [RuleFinding] {
    let knowledge = Knowledge(self, rules: rules)
    var findings: [RuleFinding] = []
    for entry in try knowledge.entries(type, in: area, where: [], on: day) {
      findings += try entry.judged(from: day, knowledge)
    }
    return try findings + Entry.review(in: area, on: day, knowledge)
  }
}
