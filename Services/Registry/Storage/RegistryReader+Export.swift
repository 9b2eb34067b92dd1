import Quantities
import RegistryDomain
import Store

extension RegistryReader {
  /// Every present version of areas, by code and first day; in a subtree as it is on a day.
  public func exportAreas(
    subtree: AreaCode?, on day: Day, _ body: (DatedFact<Area>) throws -> Void
  ) throws {
    var condition = Condition()
    condition.add("area.superseded IS NULL")
    if let subtree {
      condition.add("area.code", inSubtreeOf: subtree, asOf: AsOf(day: day))
    }
    try AreaRows.forEach(
      where: condition, order: "area.code, area.valid_from", in: connection
    ) { try body(DatedFact($0.fact, $0.validity)) }
  }

  /// Every present version of adjacencies, by codes and first day.
  public func exportAdjacency(_ body: (DatedFact<AreaAdjacency>) throws -> Void) throws {
    var condition = Condition()
    condition.add("area_adjacency.superseded IS NULL")
    try AdjacencyRows.forEach(
      where: condition,
      order: "area_adjacency.area, area_adjacency.neighbour, area_adjacency.valid_from",
      in: connection
    ) { try body(DatedFact($0.fact, $0.validity)) }
  }

  /// Every present version of institutions, by code and first day.
  public func exportInstitutions(
    area: AreaCode?, on day: Day, _ body: (DatedFact<Institution>) throws -> Void
  ) throws {
    var condition = Condition()
    condition.add("institution.superseded IS NULL")
    if let area { condition.add("institution.area", inSubtreeOf: area, asOf: AsOf(day: day)) }
    try InstitutionRows.forEach(
      where: condition, order: "institution.code, institution.valid_from", in: connection
    ) { try body(DatedFact($0.fact, $0.validity)) }
  }

  /// Every present version of consortia, then of memberships.
  public func exportConsortia(
    area: AreaCode?, on day: Day, _ body: (ConsortiumTable.Entry) throws -> Void
  ) throws {
    var condition = Condition()
    condition.add("consortium.superseded IS NULL")
    if let area { condition.add("consortium.area", inSubtreeOf: area, asOf: AsOf(day: day)) }
    try ConsortiumRows.forEach(
      where: condition, order: "consortium.code, consortium.valid_from", in: connection
    ) { try body(.consortium(DatedFact($0.fact, $0.validity))) }
    var members = Condition()
    members.add("membership.superseded IS NULL")
    members.add(
      "membership.consortium IN (SELECT consortium.code FROM consortium WHERE", condition, ")")
    try MembershipRows.forEach(
      where: members,
      order: "membership.consortium, membership.institution, membership.valid_from",
      in: connection
    ) { try body(.member(ConsortiumTable.MemberEntry(DatedFact($0.fact, $0.validity)))) }
  }
}
