import Quantities

/// What the rules say about one consortium on one day (医共体规则核查).
public struct ConsortiumCheck: Sendable, Hashable {
  public let consortium: Consortium
  /// Nil when it has none on that day.
  public let lead: RegistryCode?
  public let findings: [RuleFinding]
  /// Public village clinics (政府举办村卫生室) of its area.
  public let publicVillageClinics: Int
  /// Those of them that belong to no county consortium.
  public let missingVillageClinics: [RegistryCode]

  /// A member with the institution it is, and whether that stands in the consortium's area.
  public struct Member: Sendable, Hashable {
    public let membership: Membership
    public let institution: Institution
    public let isInside: Bool

    public init(membership: Membership, institution: Institution, isInside: Bool) {
      self.membership = membership
      self.institution = institution
      self.isInside = isInside
    }
  }

  /// - Parameters:
  ///   - area: the consortium's area on that day, nil when it is not registered then.
  ///   - neighbours: county consortia of the same county, this one included.
  ///   - practices: what is registered of it beyond members and domains.
  ///   - day: the day of the check, which deadlines are compared with.
  ///   - clinics: public village clinics of the area, and whether each belongs to a county
  ///     consortium.
  public init(
    _ consortium: Consortium, members: [Member], area: Area?, neighbours: [RegistryCode],
    practices: Set<ConsortiumPracticeKind>, on day: Day,
    clinics: [(RegistryCode, belongs: Bool)], rules: RegistryRules
  ) {
    let missing = clinics.filter { !$0.belongs }.map(\.0)
    var findings: [RuleFinding] = []
    for member in members {
      if member.membership.role == .lead,
        let finding = rules.lead(member.institution, of: consortium)
      {
        findings.append(finding.overridden(by: member.membership.overrides))
      }
      findings += [
        rules.memberArea(member.institution, isInside: member.isInside, of: consortium)?
          .overridden(by: member.membership.overrides)
      ].compactMap { $0 }
    }
    findings += [
      area.flatMap { rules.consortia(neighbours, inCounty: $0, on: day) }?
        .overridden(by: members.first { $0.membership.role == .lead }?.membership.overrides ?? []),
      rules.integration(of: consortium),
      rules.nationalStandard(
        of: consortium, isMet: practices.contains(.nationalStandard), on: day),
      rules.unitAssessment(of: consortium, practices: practices),
      rules.villageClinics(
        total: clinics.count, inside: clinics.count - missing.count, of: consortium),
      rules.socialMembers(
        members.filter { $0.institution.isInvitedToJoin }.count, of: consortium),
    ].compactMap { $0 }
    self.consortium = consortium
    lead = members.first { $0.membership.role == .lead }?.institution.code
    self.findings = findings
    publicVillageClinics = clinics.count
    missingVillageClinics = missing
  }
}
