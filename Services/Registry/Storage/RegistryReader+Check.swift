import Quantities
import RegistryDomain
import Store

extension RegistryReader {
  /// Holds one consortium against the rules on one day.
  public func check(
    _ code: RegistryCode, asOf: AsOf, rules: RegistryRules
  ) throws -> ConsortiumCheck {
    guard let consortium = try consortium(code, asOf: asOf)?.fact else {
      throw Problem.unknownFact(code.text, on: asOf.day)
    }
    let members = try members(of: code, asOf: asOf).compactMap { version in
      try institution(version.fact.institution, asOf: asOf).map { institution in
        ConsortiumCheck.Member(
          membership: version.fact, institution: institution.fact,
          isInside: try lies(institution.fact.area, in: consortium.area, asOf: asOf))
      }
    }
    return ConsortiumCheck(
      consortium, members: members, area: try area(consortium.area, asOf: asOf)?.fact,
      neighbours: try countyConsortia(in: consortium.area, asOf: asOf),
      clinics: try publicVillageClinics(in: consortium.area, asOf: asOf), rules: rules)
  }

  /// Public village clinics of an area, by code, and whether each belongs to a county consortium.
  private func publicVillageClinics(
    in area: AreaCode, asOf: AsOf
  ) throws -> [(RegistryCode, belongs: Bool)] {
    var member = Condition()
    member.add("membership.consortium_kind = ?", ConsortiumKind.county.rawValue)
    member.add(livingMembership: asOf)
    var belonging = Condition()
    belonging.add(
      "institution.code IN (SELECT membership.institution FROM membership WHERE", member, ")")
    let inside = Set(try clinics(in: area, asOf: asOf, belonging))
    return try clinics(in: area, asOf: asOf, Condition()).map { ($0, inside.contains($0)) }
  }

  private func clinics(
    in area: AreaCode, asOf: AsOf, _ further: Condition
  ) throws -> [RegistryCode] {
    var condition = Condition()
    condition.add("institution.kind = ?", InstitutionKind.villageClinic.rawValue)
    condition.add("institution.ownership = ?", Ownership.government.rawValue)
    condition.add("institution", asOf: asOf)
    condition.add("institution.area", inSubtreeOf: area, asOf: asOf)
    condition.add("", further, "")
    return try InstitutionRows.versions(
      where: condition, order: "institution.code", in: connection
    ).map(\.fact.code)
  }
}
