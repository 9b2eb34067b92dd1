import Quantities
import RegistryDomain
import Store

/// All institutions and memberships over a span of days, for settlement.
public struct InstitutionSpan: Sendable, Hashable {
  /// Sequence up to which the answer knows.
  public let recorded: Int64
  /// Every version that holds within the span, by code and first day.
  public let institutions: [Version<Institution>]
  /// The days of the span's memberships on which consortium, institution and membership all exist.
  public let memberships: [DatedFact<Membership>]
}

extension RegistryReader {
  public func span(
    _ days: ClosedRange<Day>, area: AreaCode?, recorded: Int64?
  ) throws -> InstitutionSpan {
    var condition = Condition()
    condition.add("institution", heldWithin: days, knownAt: recorded)
    if let area {
      condition.add(
        "institution.area", inSubtreeOf: area,
        asOf: AsOf(day: days.upperBound, recorded: recorded))
    }
    let institutions = try InstitutionRows.versions(
      where: condition, order: "institution.code, institution.valid_from", in: connection)
    let known = try recorded ?? lastRecorded()
    return InstitutionSpan(
      recorded: known, institutions: institutions,
      memberships: try memberships(
        of: Dictionary(grouping: institutions, by: \.fact.code), days, recorded: recorded))
  }

  private func memberships(
    of institutions: [RegistryCode: [Version<Institution>]], _ days: ClosedRange<Day>,
    recorded: Int64?
  ) throws -> [DatedFact<Membership>] {
    var within = Condition()
    within.add("consortium", heldWithin: days, knownAt: recorded)
    let consortia = Dictionary(
      grouping: try ConsortiumRows.versions(
        where: within, order: "consortium.valid_from", in: connection), by: \.fact.code)
    var condition = Condition()
    condition.add("membership", heldWithin: days, knownAt: recorded)
    var found: [DatedFact<Membership>] = []
    try MembershipRows.forEach(
      where: condition,
      order: "membership.institution, membership.consortium, membership.valid_from",
      in: connection
    ) { version in
      guard let member = institutions[version.fact.institution],
        let consortium = consortia[version.fact.consortium]
      else { return }
      let spans = Validity.joined(member.map(\.validity))
      for span in Validity.joined(consortium.map(\.validity)) {
        for lived in spans {
          guard let both = span.intersection(lived)?.intersection(version.validity) else {
            continue
          }
          found.append(DatedFact(version.fact, both))
        }
      }
    }
    return found
  }
}
