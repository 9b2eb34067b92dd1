import DIPDomain
import Quantities
import Store

/// The consortia that the institutions of a copy form.
extension InstitutionTable {
  static func insert(
    _ consortia: [Consortium], digest: String, in transaction: Transaction
  ) throws {
    for consortium in consortia {
      try transaction.execute(
        """
        INSERT INTO consortium (copy_digest, code, name, lead, area_code)
        VALUES ($1, $2, $3, $4, $5)
        """,
        [
          digest, consortium.code, consortium.name, consortium.lead,
          consortium.area?.description ?? "",
        ])
      for membership in consortium.memberships {
        try transaction.execute(
          """
          INSERT INTO consortium_member (copy_digest, consortium_code, institution_code,
            first_day, last_day)
          VALUES ($1, $2, $3, $4, $5)
          """,
          [
            digest, consortium.code, membership.institution, membership.first.number,
            membership.last?.number,
          ])
      }
    }
  }

  /// In order of code, members by institution and first day.
  public static func consortia(
    digest: String, in connection: Connection
  ) throws -> [Consortium] {
    try connection.query(
      """
      SELECT code, name, lead, area_code FROM consortium WHERE copy_digest = $1 ORDER BY code
      """, [digest]
    ).map { row in
      let area = try row.text("area_code")
      return Consortium(
        code: try row.text("code"), name: try row.text("name"), lead: try row.text("lead"),
        area: area.isEmpty ? nil : try AreaCode(parsing: area),
        memberships: try members(of: try row.text("code"), digest, in: connection))
    }
  }

  private static func members(
    of code: String, _ digest: String, in connection: Connection
  ) throws -> [Consortium.Membership] {
    try connection.query(
      """
      SELECT institution_code, first_day, last_day FROM consortium_member
      WHERE copy_digest = $1 AND consortium_code = $2 ORDER BY institution_code, first_day
      """, [digest, code]
    ).map { row in
      Consortium.Membership(
        institution: try row.text("institution_code"),
        first: try Day(number: try row.int32("first_day")),
        last: try row.int64OrNil("last_day").map { try Day(number: Int32(clamping: $0)) })
    }
  }
}
