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
    return try check(
      consortium, asOf: asOf, clinics: publicVillageClinics(in: consortium.area, asOf: asOf),
      rules: rules)
  }

  private func check(
    _ consortium: Consortium, asOf: AsOf, clinics: [(RegistryCode, belongs: Bool)],
    rules: RegistryRules
  ) throws -> ConsortiumCheck {
    let members = try members(of: consortium.code, asOf: asOf).compactMap { version in
      try institution(version.fact.institution, asOf: asOf).map { institution in
        ConsortiumCheck.Member(
          membership: version.fact, institution: institution.fact,
          isInside: try lies(institution.fact.area, in: consortium.area, asOf: asOf))
      }
    }
    let condition = FieldCondition(ConsortiumPractice.consortium, consortium.code.text)
    let practices = try entries(
      ConsortiumPractice.self, RegisterFilter(conditions: [condition]), asOf: asOf)
    return ConsortiumCheck(
      consortium, members: members, area: try area(consortium.area, asOf: asOf)?.fact,
      neighbours: try countyConsortia(in: consortium.area, asOf: asOf),
      practices: Set(practices.map(\.fact.practice)), on: asOf.day, clinics: clinics,
      rules: rules)
  }

  /// Holds the consortia of every county of an area against the rules on one day.
  public func checkCounties(
    in area: AreaCode, on day: Day, rules: RegistryRules
  ) throws -> [CountyConsortia] {
    let knowledge = Knowledge(self, rules: rules)
    return try knowledge.areas(in: area, level: .county, on: day).map {
      try checkCounty($0, AsOf(day: day), knowledge)
    }
  }

  private func checkCounty(
    _ county: Area, _ asOf: AsOf, _ knowledge: Knowledge
  ) throws -> CountyConsortia {
    let clinics = try publicVillageClinics(in: county.code, asOf: asOf)
    let checks = try countyConsortia(in: county.code, asOf: asOf).compactMap { code in
      try consortium(code, asOf: asOf).map {
        try check($0.fact, asOf: asOf, clinics: clinics, rules: knowledge.rules)
      }
    }
    let members = Set(try belonging(in: county.code, Condition(), asOf: asOf))
    let social = try knowledge.institutions(in: county.code, kinds: [], on: asOf.day)
      .filter(\.isInvitedToJoin).map { ($0.code, belongs: members.contains($0.code)) }
    let review = try ClinicReview(in: county.code, on: asOf.day, knowledge)
    return CountyConsortia(
      county, on: asOf.day, checks, clinics: clinics, social: social,
      clinicFindings: review.findings.filter { $0.provision.rule == .dispatch },
      rules: knowledge.rules)
  }

  /// Public village clinics of an area, by code, and whether each belongs to a county consortium.
  private func publicVillageClinics(
    in area: AreaCode, asOf: AsOf
  ) throws -> [(RegistryCode, belongs: Bool)] {
    var clinics = Condition()
    clinics.add("institution.kind = ?", InstitutionKind.villageClinic.rawValue)
    clinics.add("institution.ownership = ?", Ownership.government.rawValue)
    let inside = Set(try belonging(in: area, clinics, asOf: asOf))
    return try institutions(in: area, clinics, asOf: asOf).map { ($0, inside.contains($0)) }
  }

  /// Institutions of an area that belong to a county consortium.
  private func belonging(
    in area: AreaCode, _ further: Condition, asOf: AsOf
  ) throws -> [RegistryCode] {
    var member = Condition()
    member.add("membership.consortium_kind = ?", ConsortiumKind.county.rawValue)
    member.add(livingMembership: asOf)
    var belonging = Condition()
    belonging.add("", further, "")
    belonging.add(
      "institution.code IN (SELECT membership.institution FROM membership WHERE", member, ")")
    return try institutions(in: area, belonging, asOf: asOf)
  }

  private func institutions(
    in area: AreaCode, _ further: Condition, asOf: AsOf
  ) throws -> [RegistryCode] {
    var condition = Condition()
    condition.add("institution", asOf: asOf)
    condition.add("institution.area", inSubtreeOf: area, asOf: asOf)
    condition.add("", further, "")
    return try InstitutionRows.versions(
      where: condition, order: "institution.code", in: connection
    ).map(\.fact.code)
  }
}
