import ContractingDomain
import Quantities
import Store

extension CapitationTable {
  /// Everybody's days of a month, from the contracts as they now stand. Rows are read in place: a
  /// region has millions.
  public static func stays(
    of month: Month, in connection: Connection
  ) throws -> [AttributedStay] {
    let days = try DayInterval(month)
    let range: [any SQLConvertible] = [days.until.number, days.from.number]
    let memberships = try memberships(range, in: connection)
    var stays: [AttributedStay] = []
    try connection.forEach(
      """
      SELECT r.resident_id, r.name, r.identity_masked, r.sex, r.birthday, r.area_code, r.grid_code,
        r.insurance, r.deceased_on, c.contract_id, c.team_id, c.institution_code, c.valid_from,
        c.valid_until, p.tier
      FROM contract c
      JOIN resident r ON r.resident_id = c.resident_id
      JOIN package p ON p.package_code = c.package_code AND p.version = c.package_version
      WHERE \(occupying)
      """, range
    ) { row in
      let id = try row.text(0)
      let resident = Resident(
        id: id, name: try row.text(1), maskedIdentity: try row.text(2), sex: try row.code(3),
        birthday: try row.day(4), area: try AreaCode(parsing: row.text(5)),
        grid: try row.text(6), insurance: try row.code(7), deceasedOn: try row.dayOrNil(8),
        memberships: memberships[id] ?? [])
      let stay = try AttributedStay(
        contractID: row.text(9), teamID: row.text(10), institutionCode: row.text(11),
        period: DayInterval(from: row.day(12), until: row.day(13)), tier: row.text(14),
        resident: resident, month: month)
      if let stay { stays.append(stay) }
    }
    return stays
  }

  /// Contracts with days before $1 and from $2 on.
  private static let occupying = """
    c.standing IN ('signed', 'terminated', 'transferred') AND c.valid_from < $1
      AND c.valid_until > $2 AND c.valid_from < c.valid_until
    """

  private static func memberships(
    _ range: [any SQLConvertible], in connection: Connection
  ) throws -> [String: [GroupMembership]] {
    var memberships: [String: [GroupMembership]] = [:]
    try connection.forEach(
      """
      SELECT g.resident_id, g.group_code, g.valid_from, g.valid_until FROM resident_group g
      WHERE g.resident_id IN (SELECT c.resident_id FROM contract c WHERE \(occupying))
      """, range
    ) { row in
      memberships[try row.text(0), default: []].append(
        try GroupMembership(
          group: row.code(1), validFrom: row.day(2), validUntil: row.dayOrNil(3)))
    }
    return memberships
  }
}
