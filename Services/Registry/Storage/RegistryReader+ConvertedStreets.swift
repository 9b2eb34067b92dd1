import Quantities
import RegistryDomain
import Store

extension RegistryReader {
  /// M23: village clinics that were opened in streets which once were towns.
  public func clinicsInConvertedStreets(
    in subtree: AreaCode?, asOf: AsOf, rules: RegistryRules
  ) throws -> [RuleFinding] {
    var filter = AreaFilter()
    filter.subtree = subtree
    filter.kinds = [.subdistrict]
    var findings: [RuleFinding] = []
    var page = Page(limit: 1000)
    while true {
      let streets = try areas(filter, asOf: asOf, page: page)
      for street in streets {
        guard let (_, since) = try convertedStreet(of: street.fact.code, on: asOf.day) else {
          continue
        }
        findings += try villageClinics(in: street.fact.code, asOf: asOf).compactMap { clinic in
          let opened = try history(ofInstitution: clinic.code)
            .filter { $0.known(at: asOf.recorded ?? Int64.max) }.map(\.validity.from).min()
          return rules.convertedStreet(
            clinic, openedOn: opened ?? asOf.day, convertedOn: since)
        }
      }
      guard streets.count == 1000, let last = streets.last else { return findings }
      page = Page(limit: 1000, after: last.fact.code.description)
    }
  }

  private func villageClinics(in area: AreaCode, asOf: AsOf) throws -> [Institution] {
    var condition = Condition()
    condition.add("institution.kind = ?", InstitutionKind.villageClinic.rawValue)
    condition.add("institution", asOf: asOf)
    condition.add("institution.area", inSubtreeOf: area, asOf: asOf)
    return try InstitutionRows.versions(
      where: condition, order: "institution.code", in: connection
    ).map(\.fact)
  }
}

extension RegistryWriter {
  /// Rules that a new institution touches without being refused: M23.
  public func findings(opening institution: Institution, from day: Day) throws -> [RuleFinding] {
    guard institution.kind == .villageClinic else { return [] }
    let street = try reader.convertedStreet(of: institution.area, on: day)
    return [
      rules.convertedStreet(institution, openedOn: day, convertedOn: street?.since)
    ].compactMap { $0 }
  }
}
