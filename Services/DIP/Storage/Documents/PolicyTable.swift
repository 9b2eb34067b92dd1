import Quantities
import Store

/// A policy document as it is stored (支付政策文件).
public struct StoredPolicy: Sendable, Hashable {
  public var name: String
  /// 1, 2, 3 … within the name; 0 before it is stored.
  public var version: Int
  /// SHA-256 of the document.
  public var hash: String
  public var region: String
  public var year: Int
  /// What the document says: name or hash of a catalogue.
  public var catalogue: String
  /// The document as it was put.
  public var yaml: [UInt8]
  public var storedAt: Timestamp

  public init(
    name: String, version: Int = 0, hash: String, region: String, year: Int, catalogue: String,
    yaml: [UInt8], storedAt: Timestamp
  ) {
    self.name = name
    self.version = version
    self.hash = hash
    self.region = region
    self.year = year
    self.catalogue = catalogue
    self.yaml = yaml
    self.storedAt = storedAt
  }
}

/// Policy documents; every change of a document is a version of its own.
public enum PolicyTable {
  private static let columns = "name, version, hash, region, year, catalogue, yaml, stored_at"

  /// Stores the document as the next version of its name, or answers the newest version when it is
  /// this very document.
  public static func insert(
    _ policy: StoredPolicy, in transaction: Transaction
  ) throws -> (policy: StoredPolicy, unchanged: Bool) {
    let newest = try find(name: policy.name, version: 0, in: transaction)
    if let newest, newest.hash == policy.hash { return (newest, true) }
    var next = policy
    next.version = (newest?.version ?? 0) + 1
    try transaction.execute(
      """
      INSERT INTO policy (number, \(columns))
      VALUES ((SELECT coalesce(max(number), 0) + 1 FROM policy), $1, $2, $3, $4, $5, $6, $7, $8)
      """,
      [
        next.name, next.version, next.hash, next.region, next.year, next.catalogue, next.yaml,
        next.storedAt.milliseconds,
      ])
    return (next, false)
  }

  /// A version of a name; 0 stands for the newest.
  public static func find(
    name: String, version: Int, in connection: Connection
  ) throws -> StoredPolicy? {
    try connection.first(
      """
      SELECT \(columns) FROM policy WHERE name = $1 AND ($2 = 0 OR version = $2)
      ORDER BY version DESC LIMIT 1
      """, [name, version]
    ).map(StoredPolicy.init)
  }

  /// The policy put last for a region and year.
  public static func newest(
    region: String, year: Int, in connection: Connection
  ) throws -> StoredPolicy? {
    try connection.first(
      """
      SELECT \(columns) FROM policy WHERE region = $1 AND year = $2
      ORDER BY number DESC LIMIT 1
      """, [region, year]
    ).map(StoredPolicy.init)
  }

  /// The policy put last for every region and year that has one.
  public static func newestOfAll(in connection: Connection) throws -> [StoredPolicy] {
    try connection.query(
      """
      SELECT \(columns) FROM policy p
      WHERE number = (SELECT max(number) FROM policy q
        WHERE q.region = p.region AND q.year = p.year)
      ORDER BY number
      """
    ).map(StoredPolicy.init)
  }

  /// Grows with every document that is stored; 0 before the first.
  public static func revision(in connection: Connection) throws -> Int64 {
    try connection.int64("SELECT max(number) FROM policy") ?? 0
  }

  /// Newest first; `before` is the number a page ended with, an empty region means all.
  public static func page(
    region: String, before: Int64, limit: Int, in connection: Connection
  ) throws -> [(number: Int64, policy: StoredPolicy)] {
    try connection.query(
      """
      SELECT number, \(columns) FROM policy WHERE number < $1 AND ($2 = '' OR region = $2)
      ORDER BY number DESC LIMIT $3
      """, [before, region, limit]
    ).map { (try $0.int64("number"), try StoredPolicy($0)) }
  }
}

extension StoredPolicy {
  init(_ row: Row) throws {
    self.init(
      name: try row.text("name"), version: try row.int("version"), hash: try row.text("hash"),
      region: try row.text("region"), year: try row.int("year"),
      catalogue: try row.text("catalogue"), yaml: try row.bytes("yaml"),
      storedAt: Timestamp(milliseconds: try row.int64("stored_at")))
  }
}
