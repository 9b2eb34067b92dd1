import ContractingDomain
import Quantities
import Store

/// Service packages in all their versions.
public enum PackageTable {
  /// Writes a package as its next version; nil when the latest one has the same content.
  public static func put(
    _ package: ServicePackage, in transaction: Transaction
  ) throws -> ServicePackage? {
    let latest = try find(package.code, version: nil, in: transaction)
    if let latest, latest.hasSameContent(as: package) { return nil }
    var next = package
    next.version = (latest?.version ?? 0) + 1
    try insert(next, in: transaction)
    return next
  }

  /// A version, or the latest one for nil.
  public static func get(
    _ code: String, version: Int?, in connection: Connection
  ) throws -> ServicePackage {
    if let package = try find(code, version: version, in: connection) { return package }
    throw Problem(
      .notFound, "PACKAGE_UNKNOWN", zh: "没有服务包 \(code)", en: "there is no package \(code)",
      remedyZh: "请核对服务包编码和版本", remedyEn: "check the package's code and version",
      details: [.init("package_code", code), .init("version", version.map { "\($0)" } ?? "")])
  }

  /// The version to sign from a day on: the latest one offered then, or the latest of all when none
  /// is, for the domain to refuse.
  public static func offered(
    _ code: String, on day: Day, in connection: Connection
  ) throws -> ServicePackage {
    let version = try connection.int64(
      """
      SELECT max(version) FROM package WHERE package_code = $1 AND valid_from <= $2
        AND (valid_until IS NULL OR valid_until > $3)
      """, [code, day.number, day.number])
    return try get(code, version: version.map { Int($0) }, in: connection)
  }

  /// The latest versions; with a day, the latest ones offered on it.
  public static func list(
    asOf day: Day?, after: String, limit: Int, in connection: Connection
  ) throws -> Page<ServicePackage> {
    var query = ListQuery("SELECT * FROM package p", key: "p.package_code", after: after)
    if let day {
      query.add(
        """
        p.version = (SELECT max(q.version) FROM package q WHERE q.package_code = p.package_code
          AND q.valid_from <= ? AND (q.valid_until IS NULL OR q.valid_until > ?))
        """, [day.number, day.number])
    } else {
      query.add(
        "p.version = (SELECT max(q.version) FROM package q WHERE q.package_code = p.package_code)",
        [])
    }
    let rows = try query.rows(limit: limit, in: connection)
    return Page(try rows.map { try package($0, in: connection) }, limit: limit, key: { $0.code })
  }

  private static func find(
    _ code: String, version: Int?, in connection: Connection
  ) throws -> ServicePackage? {
    let row =
      if let version {
        try connection.first(
          "SELECT * FROM package WHERE package_code = $1 AND version = $2", [code, version])
      } else {
        try connection.first(
          "SELECT * FROM package WHERE package_code = $1 ORDER BY version DESC LIMIT 1", [code])
      }
    return try row.map { try package($0, in: connection) }
  }

  private static func package(_ row: Row, in connection: Connection) throws -> ServicePackage {
    let code = try row.text("package_code")
    let version = try row.int("version")
    let fees = try connection.query(
      "SELECT * FROM package_fee WHERE package_code = $1 AND version = $2 ORDER BY position",
      [code, version])
    let items = try connection.query(
      "SELECT * FROM package_item WHERE package_code = $1 AND version = $2 ORDER BY position",
      [code, version])
    return ServicePackage(
      code: code, version: version, name: try row.text("name"), kind: try row.code("kind"),
      tier: try row.text("tier"), periodMonths: try row.int("period_months"),
      groups: try row.codes("groups"), fees: try fees.map { try $0.fee() },
      items: try items.map {
        PackageItem(
          code: try $0.text("item_code"), name: try $0.text("name"), times: try $0.int("times"),
          price: try $0.money("price_fen"))
      },
      validFrom: try row.day("valid_from"), validUntil: try row.dayOrNil("valid_until"),
      source: try row.text("source"), isAssumed: try row.bool("assumed"))
  }

  private static func insert(_ package: ServicePackage, in transaction: Transaction) throws {
    try transaction.execute(
      """
      INSERT INTO package (package_code, version, name, kind, tier, period_months, groups,
        valid_from, valid_until, source, assumed)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      """,
      [
        package.code, package.version, package.name, package.kind.rawValue, package.tier,
        package.periodMonths, package.groups.map(\.rawValue).joined(separator: ","),
        package.validFrom.number, package.validUntil?.number, package.source, package.isAssumed,
      ])
    for (position, fee) in package.fees.enumerated() {
      try transaction.execute(
        """
        INSERT INTO package_fee (package_code, version, position, group_code, price_fen, fund_fen,
          public_health_fen, personal_account_fen, own_payment_fen)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """, [package.code, package.version, position] + fee.columns)
    }
    for (position, item) in package.items.enumerated() {
      try transaction.execute(
        """
        INSERT INTO package_item (package_code, version, position, item_code, name, times,
          price_fen)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        [
          package.code, package.version, position, item.code, item.name, item.times,
          item.price.fen,
        ])
    }
  }
}
