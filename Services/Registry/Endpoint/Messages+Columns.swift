import Messages
import Quantities
import RegistryDomain
import RegistryStorage

extension Registry.InstitutionsAsOfResponse {
  /// The end of what still holds, in a column of days.
  private static let open = Int32.max

  init(_ span: InstitutionSpan) {
    self.init()
    recorded = UInt64(clamping: span.recorded)
    for version in span.institutions { append(version) }
    for membership in span.memberships { append(membership) }
  }

  private mutating func append(_ version: Version<Institution>) {
    let institution = version.fact
    code.append(institution.code.text)
    insuranceCode.append(institution.insuranceCode?.text ?? "")
    name.append(institution.name)
    kind.append(Self.number(institution.kind.message(Registry.InstitutionKind.self)))
    level.append(Self.number(institution.rating.level.message(Registry.InstitutionLevel.self)))
    grade.append(Self.number(institution.rating.grade.message(Registry.InstitutionGrade.self)))
    ownership.append(Self.number(institution.ownership.message(Registry.Ownership.self)))
    area.append(institution.area.description)
    validFromDay.append(version.validity.from.number)
    validToDay.append(version.validity.to?.number ?? Self.open)
  }

  private mutating func append(_ dated: DatedFact<Membership>) {
    let membership = dated.fact
    memberInstitution.append(membership.institution.text)
    memberConsortium.append(membership.consortium.text)
    memberConsortiumKind.append(
      Self.number(membership.consortiumKind.message(Registry.ConsortiumKind.self)))
    memberRole.append(Self.number(membership.role.message(Registry.MemberRole.self)))
    memberFromDay.append(dated.validity.from.number)
    memberToDay.append(dated.validity.to?.number ?? Self.open)
  }

  private static func number(_ value: some OpenEnumeration) -> UInt32 {
    UInt32(clamping: value.rawValue)
  }
}
