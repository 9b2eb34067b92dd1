import Quantities
import RegistryDomain
import Store

/// What a write to a consortium recorded, and the rules it touched without breaking off.
public struct ConsortiumChange: Sendable, Hashable {
  public let consortium: Version<Consortium>
  /// Members on the day of the change, the lead first.
  public let members: [Version<Membership>]
  public let findings: [RuleFinding]
  public let recorded: Int64
}

extension RegistryWriter {
  /// Records a new consortium from a day on, with the institution that leads it.
  public func openConsortium(
    _ consortium: Consortium, lead: RegistryCode, from day: Day, overrides: [RuleOverride]
  ) throws -> ConsortiumChange {
    try requireArea(of: consortium, on: day)
    let revision = try ConsortiumRows.timeline(consortium.code, in: transaction)
      .opening(consortium, from: day)
    let recorded = try record("consortium opened: \(consortium.code)")
    try apply([revision], to: ConsortiumRows.self, recorded: recorded)
    let key = Membership.Key(consortium: consortium.code, institution: lead)
    let findings = try join(
      key, consortium, .lead, from: day, overrides: overrides, recorded: recorded)
    try announce(.consortium, .opened, recorded: recorded, [(consortium.code.text, day)])
    return try change(consortium.code, day, findings: findings, recorded)
  }

  /// Records that a consortium is different from a day on.
  public func editConsortium(
    _ consortium: Consortium, from day: Day, expected: Int64
  ) throws -> ConsortiumChange {
    try requireArea(of: consortium, on: day)
    let timeline = try ConsortiumRows.timeline(consortium.code, in: transaction)
    if let kind = timeline.versions.first?.fact.kind, kind != consortium.kind {
      throw Problem.consortiumKindFixed(consortium.code, kind)
    }
    let revision = try timeline.editing(consortium, from: day, expected: expected)
    let recorded = try record("consortium edited: \(consortium.code)")
    try apply([revision], to: ConsortiumRows.self, recorded: recorded)
    try announce(.consortium, .edited, recorded: recorded, [(consortium.code.text, day)])
    return try change(
      consortium.code, day, findings: neighbours(of: consortium, day), recorded)
  }

  /// Records the end of a consortium and of every membership that would outlive it.
  public func closeConsortium(
    _ code: RegistryCode, at day: Day, expected: Int64
  ) throws -> ConsortiumChange {
    let revision = try ConsortiumRows.timeline(code, in: transaction)
      .closing(at: day, key: code, expected: expected)
    guard let last = revision.inserted.last else {
      preconditionFailure("closing inserts the ended version")
    }
    let ended = try membershipKeys(of: code).compactMap { key in
      try MembershipRows.timeline(key, in: transaction).ending(at: day)
    }
    let dependants = try endings(of: .consortium, code.text, at: day)
    let recorded = try record("consortium closed: \(code)")
    try apply([revision], to: ConsortiumRows.self, recorded: recorded)
    try apply(ended, to: MembershipRows.self, recorded: recorded)
    try announce(.consortium, .closed, recorded: recorded, [(code.text, day)])
    for ending in dependants { try ending(recorded) }
    return ConsortiumChange(
      consortium: Version(last.fact, last.validity, recorded: recorded), members: [],
      findings: [], recorded: recorded)
  }

  /// Records a member from a day on.
  public func addMember(
    _ key: Membership.Key, role: MemberRole, from day: Day, overrides: [RuleOverride]
  ) throws -> ConsortiumChange {
    guard let consortium = try reader.consortium(key.consortium, asOf: AsOf(day: day)) else {
      throw Problem.unknownFact(key.consortium.text, on: day)
    }
    let recorded = try record("member added: \(key)")
    let findings = try join(
      key, consortium.fact, role, from: day, overrides: overrides, recorded: recorded)
    try announce(.consortium, .edited, recorded: recorded, [(key.consortium.text, day)])
    return try change(key.consortium, day, findings: findings, recorded)
  }

  /// Records the end of a membership.
  public func closeMember(_ key: Membership.Key, at day: Day) throws -> ConsortiumChange {
    let revision = try MembershipRows.timeline(key, in: transaction).closing(at: day, key: key)
    let recorded = try record("member closed: \(key)")
    try apply([revision], to: MembershipRows.self, recorded: recorded)
    try announce(.consortium, .edited, recorded: recorded, [(key.consortium.text, day)])
    return try change(key.consortium, day, findings: [], recorded)
  }

  /// Inserts a membership after everything that must be so and every rule was looked at. Findings
  /// that do not forbid it are answered.
  private func join(
    _ key: Membership.Key, _ consortium: Consortium, _ role: MemberRole, from day: Day,
    overrides: [RuleOverride], recorded: Int64
  ) throws -> [RuleFinding] {
    guard let institution = try reader.institution(key.institution, asOf: AsOf(day: day))?.fact
    else { throw Problem.unknownFact(key.institution.text, on: day) }
    let asOf = AsOf(day: day)
    let findings = try findings(institution, role, consortium, asOf)
      .map { $0.overridden(by: overrides) }
    if let forbidden = findings.first(where: \.forbids) { throw forbidden.problem }
    let fact = Membership(
      consortium: key.consortium, institution: key.institution, role: role,
      consortiumKind: consortium.kind, overrides: findings.compactMap(\.override))
    let revision = try MembershipRows.timeline(key, in: transaction).opening(fact, from: day)
    let others = try reader.memberships(of: key.institution) + reader.leads(of: key.consortium)
    try MembershipInvariants.check(
      DatedFact(fact, try Validity(from: day)),
      against: others.map { DatedFact($0.fact, $0.validity) })
    try apply([revision], to: MembershipRows.self, recorded: recorded)
    return findings
  }

  /// What the rules say about an institution that joins on a day. A consortium that begins has its
  /// lead join first, so that how many there are in the county is asked then.
  private func findings(
    _ institution: Institution, _ role: MemberRole, _ consortium: Consortium, _ asOf: AsOf
  ) throws -> [RuleFinding] {
    let isInside = try reader.lies(institution.area, in: consortium.area, asOf: asOf)
    var findings = [rules.memberArea(institution, isInside: isInside, of: consortium)]
      .compactMap { $0 }
    if role == .lead {
      findings += [rules.lead(institution, of: consortium)].compactMap { $0 }
      findings += try neighbours(of: consortium, asOf.day)
    }
    return findings
  }

  private func requireArea(of consortium: Consortium, on day: Day) throws {
    guard try reader.areaExists(consortium.area, on: day) else {
      throw Problem.unknownFact("\(consortium.area)", on: day)
    }
  }

  private func neighbours(of consortium: Consortium, _ day: Day) throws -> [RuleFinding] {
    let asOf = AsOf(day: day)
    guard consortium.kind == .county, let county = try reader.area(consortium.area, asOf: asOf)
    else { return [] }
    let codes = try reader.countyConsortia(in: consortium.area, asOf: asOf)
    return [rules.consortia(codes, inCounty: county.fact, on: day)].compactMap { $0 }
  }

  private func membershipKeys(of consortium: RegistryCode) throws -> [Membership.Key] {
    try transaction.query(
      """
      SELECT DISTINCT institution FROM membership
      WHERE consortium = $1 AND superseded IS NULL ORDER BY institution
      """, [consortium.text]
    ).map { row in
      Membership.Key(
        consortium: consortium, institution: try RegistryCode(parsing: row.text("institution")))
    }
  }

  private func change(
    _ code: RegistryCode, _ day: Day, findings: [RuleFinding], _ recorded: Int64
  ) throws -> ConsortiumChange {
    guard let consortium = try reader.consortium(code, asOf: AsOf(day: day)) else {
      throw Problem.unknownFact(code.text, on: day)
    }
    return ConsortiumChange(
      consortium: consortium, members: try reader.members(of: code, asOf: AsOf(day: day)),
      findings: findings, recorded: recorded)
  }
}
