import DIPDomain
import Messages
import Quantities

extension Consortium {
  /// - Throws: a `Problem` that names what is no code, area or day.
  init(_ message: Dip.DipConsortium) throws(Problem) {
    var memberships: [Membership] = []
    for member in message.members {
      memberships.append(
        Membership(
          institution: try InstitutionCode(parsing: member.institutionCode).text,
          first: try Day(parsing: member.firstDay),
          last: member.lastDay.isEmpty ? nil : try Day(parsing: member.lastDay)))
    }
    guard !message.code.isEmpty, !message.name.isEmpty else {
      throw Problem(
        .invalidInput, "DIP_CONSORTIUM_INVALID", zh: "医共体须有编码和名称。",
        en: "A consortium has a code and a name.", remedyZh: "请补充。", remedyEn: "State them.")
    }
    self.init(
      code: message.code, name: message.name,
      lead: try InstitutionCode(parsing: message.lead).text,
      area: message.areaCode.isEmpty ? nil : try AreaCode(parsing: message.areaCode),
      memberships: memberships)
  }
}

extension Dip.DipConsortium {
  init(_ consortium: Consortium) {
    self.init(
      code: consortium.code, name: consortium.name, lead: consortium.lead,
      areaCode: consortium.area?.description ?? "",
      members: consortium.memberships.map {
        Dip.ConsortiumMember(
          institutionCode: $0.institution, firstDay: $0.first.description,
          lastDay: $0.last?.description ?? "")
      })
  }
}
