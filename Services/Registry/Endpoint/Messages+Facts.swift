import Messages
import Quantities
import RegistryDomain

extension Institution {
  init(_ message: Registry.Institution) throws(Problem) {
    try self.init(
      code: RegistryCode(parsing: message.code), name: message.name, aliases: message.aliases,
      uscc: message.uscc.isEmpty ? nil : USCC(parsing: message.uscc),
      insuranceCode: message.insuranceCode.isEmpty
        ? nil : InstitutionCode(parsing: message.insuranceCode),
      kind: InstitutionKind(message.kind, "kind"),
      rating: Rating(
        InstitutionLevel(message.level, "level", absent: .unrated),
        InstitutionGrade(message.grade, "grade", absent: .unrated)),
      ownership: Ownership(message.ownership, "ownership"), founder: message.founder,
      area: AreaCode(parsing: message.area),
      coordinates: message.located
        ? Coordinates(longitude: message.longitudeE6, latitude: message.latitudeE6) : nil,
      beds: message.beds)
  }
}

extension Registry.Institution {
  init(_ version: Version<Institution>) {
    let institution = version.fact
    self.init(
      code: institution.code.text, name: institution.name, aliases: institution.aliases,
      uscc: institution.uscc?.text ?? "", insuranceCode: institution.insuranceCode?.text ?? "",
      kind: institution.kind.message(), level: institution.rating.level.message(),
      grade: institution.rating.grade.message(), ownership: institution.ownership.message(),
      founder: institution.founder, area: institution.area.description,
      located: institution.coordinates != nil,
      longitudeE6: institution.coordinates?.longitude ?? 0,
      latitudeE6: institution.coordinates?.latitude ?? 0, beds: institution.beds,
      validity: version.message)
  }
}

extension Consortium {
  init(_ message: Registry.Consortium) throws(Problem) {
    var integrated: Set<IntegratedDomain> = []
    for domain in message.integrated {
      integrated.insert(try IntegratedDomain(domain, "integrated"))
    }
    try self.init(
      code: RegistryCode(parsing: message.code), name: message.name,
      kind: ConsortiumKind(message.kind, "kind"), area: AreaCode(parsing: message.area),
      integrated: integrated)
  }
}

extension Registry.Consortium {
  init(_ version: Version<Consortium>) {
    let consortium = version.fact
    self.init(
      code: consortium.code.text, name: consortium.name, kind: consortium.kind.message(),
      area: consortium.area.description, integrated: consortium.integrated.map { $0.message() },
      validity: version.message)
  }
}

extension Registry.Membership {
  init(_ version: Version<Membership>) {
    let membership = version.fact
    self.init(
      consortium: membership.consortium.text, institution: membership.institution.text,
      role: membership.role.message(), overridden: membership.overrides.map(\.message),
      validity: version.message)
  }
}
