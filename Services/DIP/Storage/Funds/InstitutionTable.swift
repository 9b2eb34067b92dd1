import DIPDomain
import Quantities
import Store

/// A copy of the institutions of a day, and where it came from.
public struct InstitutionCopy: Sendable, Hashable {
  /// Increases with every copy; 0 before it is stored.
  public var number: Int64
  public var digest: String
  public var asOf: Day
  public var source: Source
  /// Sequence of the registry up to which the copy knows; 0 when it was put.
  public var registryRecorded: Int64
  public var institutions: Int
  public var readAt: Timestamp

  public enum Source: String, Sendable {
    /// Read from the registry service.
    case registry
    /// Stated by a caller.
    case put
  }

  public init(
    number: Int64 = 0, digest: String, asOf: Day, source: Source, registryRecorded: Int64,
    institutions: Int, readAt: Timestamp
  ) {
    self.number = number
    self.digest = digest
    self.asOf = asOf
    self.source = source
    self.registryRecorded = registryRecorded
    self.institutions = institutions
    self.readAt = readAt
  }
}

/// Copies of the institutions; a settlement refers to one of them, which never changes.
public enum InstitutionTable {
  private static let copyColumns =
    "number, digest, as_of, source, registry_recorded, institutions, read_at"
  private static let columns = "code, name, level, grade, tcm, area_code, coefficient"

  /// Keeps a copy. Institutions equal to those of an earlier copy are not stored twice.
  public static func insert(
    _ institutions: [StoredInstitution], consortia: [Consortium] = [], asOf: Day,
    source: InstitutionCopy.Source, registryRecorded: Int64, at time: Timestamp,
    in transaction: Transaction
  ) throws -> InstitutionCopy {
    var copy = InstitutionCopy(
      digest: StoredInstitution.digest(of: institutions, consortia).description, asOf: asOf,
      source: source,
      registryRecorded: registryRecorded, institutions: institutions.count, readAt: time)
    let known = try transaction.exists(
      "SELECT 1 FROM institution_copy WHERE digest = $1", [copy.digest])
    copy.number =
      (try transaction.int64("SELECT max(number) FROM institution_copy") ?? 0) + 1
    try transaction.execute(
      "INSERT INTO institution_copy (\(copyColumns)) VALUES ($1, $2, $3, $4, $5, $6, $7)",
      [
        copy.number, copy.digest, copy.asOf.number, copy.source.rawValue, copy.registryRecorded,
        copy.institutions, copy.readAt.milliseconds,
      ])
    if !known {
      try insertRows(institutions, digest: copy.digest, in: transaction)
      try insert(consortia, digest: copy.digest, in: transaction)
    }
    return copy
  }

  private static func insertRows(
    _ institutions: [StoredInstitution], digest: String, in transaction: Transaction
  ) throws {
    try transaction.batch(
      """
      INSERT INTO institution (copy_digest, \(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """
    ) { batch in
      for institution in institutions {
        try batch.bind(1, digest)
        try batch.bind(2, institution.code)
        try batch.bind(3, institution.name)
        try batch.bind(4, institution.level)
        try batch.bind(5, institution.grade)
        try batch.bind(6, institution.isTCM)
        try batch.bind(7, institution.areaCode)
        try batch.bind(8, institution.coefficient)
        try batch.step()
      }
    }
  }

  /// The last copy of a day; nil when there is none.
  public static func newest(asOf: Day, in connection: Connection) throws -> InstitutionCopy? {
    try connection.first(
      """
      SELECT \(copyColumns) FROM institution_copy WHERE as_of = $1 ORDER BY number DESC LIMIT 1
      """, [asOf.number]
    ).map(InstitutionCopy.init)
  }

  /// The last copy of the day nearest before or on the given one, otherwise of any day.
  public static func nearest(to day: Day, in connection: Connection) throws -> InstitutionCopy? {
    try connection.first(
      """
      SELECT \(copyColumns) FROM institution_copy
      ORDER BY CASE WHEN as_of <= $1 THEN 0 ELSE 1 END, abs(as_of - $1), number DESC LIMIT 1
      """, [day.number]
    ).map(InstitutionCopy.init)
  }

  public static func newest(in connection: Connection) throws -> InstitutionCopy? {
    try connection.first(
      "SELECT \(copyColumns) FROM institution_copy ORDER BY number DESC LIMIT 1"
    ).map(InstitutionCopy.init)
  }

  public static func copy(number: Int64, in connection: Connection) throws -> InstitutionCopy? {
    try connection.first(
      "SELECT \(copyColumns) FROM institution_copy WHERE number = $1", [number]
    ).map(InstitutionCopy.init)
  }

  /// Institutions of a copy in order of code, after the code that a page ended with.
  public static func institutions(
    digest: String, after code: String = "", limit: Int = .max, in connection: Connection
  ) throws -> [StoredInstitution] {
    try connection.query(
      """
      SELECT \(columns) FROM institution WHERE copy_digest = $1 AND code > $2
      ORDER BY code LIMIT $3
      """, [digest, code, limit]
    ).map(StoredInstitution.init)
  }
}

extension InstitutionCopy {
  init(_ row: Row) throws {
    let name = try row.text("source")
    guard let source = Source(rawValue: name) else {
      throw Problem.storedValueUnknown(column: "institution_copy.source", value: name)
    }
    self.init(
      number: try row.int64("number"), digest: try row.text("digest"),
      asOf: try Day(number: try row.int32("as_of")), source: source,
      registryRecorded: try row.int64("registry_recorded"),
      institutions: try row.int("institutions"),
      readAt: Timestamp(milliseconds: try row.int64("read_at")))
  }
}

extension StoredInstitution {
  init(_ row: Row) throws {
    self.init(
      code: try row.text("code"), name: try row.text("name"), level: try row.int("level"),
      grade: try row.text("grade"), isTCM: try row.bool("tcm"),
      areaCode: try row.text("area_code"), coefficient: try row.text("coefficient"))
  }
}
