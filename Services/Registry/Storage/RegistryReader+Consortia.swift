import Quantities
import RegistryDomain
import Store

extension RegistryReader {
  public struct ConsortiumFilter: Sendable {
    public var area: AreaCode?
    public var kinds: [ConsortiumKind] = []
    /// Part of the name, or the beginning of the code.
    public var query = ""

    public init() {}
  }

  public func consortium(_ code: RegistryCode, asOf: AsOf) throws -> Version<Consortium>? {
    var condition = Condition()
    condition.add("consortium.code = ?", code.text)
    condition.add("consortium", asOf: asOf)
    return try ConsortiumRows.versions(
      where: condition, order: "consortium.valid_from", limit: 1, in: connection
    ).first
  }

  public func consortia(
    _ filter: ConsortiumFilter, asOf: AsOf, page: Page
  ) throws -> [Version<Consortium>] {
    var condition = Condition()
    condition.add("consortium", asOf: asOf)
    if let area = filter.area {
      condition.add("consortium.area", inSubtreeOf: area, asOf: asOf)
    }
    condition.add("consortium.kind", in: filter.kinds.map(\.rawValue))
    condition.add(query: filter.query, texts: ["consortium.name"], codes: ["consortium.code"])
    condition.add("consortium.code > ?", page.after)
    return try ConsortiumRows.versions(
      where: condition, order: "consortium.code", limit: page.limit, in: connection)
  }

  /// Everything ever recorded about a code, in the order of recording.
  public func history(ofConsortium code: RegistryCode) throws -> [Version<Consortium>] {
    try ConsortiumRows.history(code, in: connection)
  }

  /// Members on a day, the lead first, then by institution.
  public func members(
    of consortium: RegistryCode, asOf: AsOf
  ) throws -> [Version<Membership>] {
    var condition = Condition()
    condition.add("membership.consortium = ?", consortium.text)
    condition.add(livingMembership: asOf)
    return try MembershipRows.versions(
      where: condition, order: "membership.role, membership.institution", in: connection)
  }

  /// Consortia an institution belongs to on a day, by code.
  public func consortia(of institution: RegistryCode, asOf: AsOf) throws -> [RegistryCode] {
    var condition = Condition()
    condition.add("membership.institution = ?", institution.text)
    condition.add(livingMembership: asOf)
    return try MembershipRows.versions(
      where: condition, order: "membership.consortium", in: connection
    ).map(\.fact.consortium)
  }

  /// Present memberships of an institution at any time, in any consortium.
  func memberships(of institution: RegistryCode) throws -> [Version<Membership>] {
    var condition = Condition()
    condition.add("membership.institution = ?", institution.text)
    condition.add("membership.superseded IS NULL")
    return try MembershipRows.versions(
      where: condition, order: "membership.valid_from", in: connection)
  }

  /// Present memberships that lead a consortium at any time.
  func leads(of consortium: RegistryCode) throws -> [Version<Membership>] {
    var condition = Condition()
    condition.add("membership.consortium = ?", consortium.text)
    condition.add("membership.role = ?", MemberRole.lead.rawValue)
    condition.add("membership.superseded IS NULL")
    return try MembershipRows.versions(
      where: condition, order: "membership.valid_from", in: connection)
  }

  /// County consortia of a county on a day, by code.
  func countyConsortia(in county: AreaCode, asOf: AsOf) throws -> [RegistryCode] {
    var condition = Condition()
    condition.add("consortium.area = ?", county.description)
    condition.add("consortium.kind = ?", ConsortiumKind.county.rawValue)
    condition.add("consortium", asOf: asOf)
    return try ConsortiumRows.versions(
      where: condition, order: "consortium.code", in: connection
    ).map(\.fact.code)
  }

  /// Whether an area lies in the subtree of another on a day.
  func lies(_ area: AreaCode, in root: AreaCode, asOf: AsOf) throws -> Bool {
    var next: AreaCode? = area
    // A chain of parents is at most as long as there are levels: each parent is of a higher level.
    while let code = next {
      if code == root { return true }
      next = try self.area(code, asOf: asOf)?.fact.parent
    }
    return false
  }
}
