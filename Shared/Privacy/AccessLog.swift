public import Store

/// The record of who read personal data (个人信息访问日志). An answer that holds a person is given
/// after its record is durable, so no read goes unrecorded; nothing changes or deletes a record.
public enum AccessLog {
  /// Records one read.
  ///
  /// - Parameters:
  ///   - asked: names of the conditions, never their personal values.
  ///   - persons: numbers of the persons in the answer.
  @discardableResult
  public static func record(
    _ purpose: AccessPurpose, actor: String, roles: Set<String>, method: String, asked: String,
    persons: [String], at time: Timestamp, in transaction: Transaction
  ) throws -> Int64 {
    // One writer at a time: the next number is free.
    let id = (try transaction.int64("SELECT MAX(access_id) FROM person_access") ?? 0) + 1
    try transaction.execute(
      """
      INSERT INTO person_access (access_id, at, actor, roles, purpose, method, asked)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      """,
      [
        id, time.milliseconds, actor, roles.sorted().joined(separator: ","), purpose.text, method,
        IdentityMask.masked(asked),
      ])
    for person in Set(persons).sorted() {
      try transaction.execute(
        "INSERT INTO person_access_subject (subject, access_id) VALUES ($1, $2)", [person, id])
    }
    return id
  }

  /// What a question to the log asks for; empty parts ask for nothing.
  public struct Filter: Sendable {
    public var actor = ""
    public var person = ""
    /// From this moment on.
    public var from: Timestamp?
    /// Before this moment.
    public var until: Timestamp?

    public init() {}
  }

  /// Records before an id, the newest first.
  public static func list(
    _ filter: Filter, before: Int64? = nil, limit: Int, in connection: Connection
  ) throws -> [AccessRecord] {
    var conditions: [String] = []
    var arguments: [any SQLConvertible] = []
    func add(_ condition: String, _ value: any SQLConvertible) {
      arguments.append(value)
      conditions.append(condition.replacing("?", with: "$\(arguments.count)"))
    }
    if !filter.actor.isEmpty { add("a.actor = ?", filter.actor) }
    if !filter.person.isEmpty {
      add(
        """
        a.access_id IN (SELECT s.access_id FROM person_access_subject s WHERE s.subject = ?)
        """, filter.person)
    }
    if let from = filter.from { add("a.at >= ?", from.milliseconds) }
    if let until = filter.until { add("a.at < ?", until.milliseconds) }
    if let before { add("a.access_id < ?", before) }
    arguments.append(limit)
    let rows = try connection.query(
      """
      SELECT a.access_id, a.at, a.actor, a.roles, a.purpose, a.method, a.asked FROM person_access a
      \(conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND "))
      ORDER BY a.access_id DESC LIMIT $\(arguments.count)
      """, arguments)
    return try rows.map { try record($0, in: connection) }
  }

  private static func record(_ row: Row, in connection: Connection) throws -> AccessRecord {
    let id = try row.int64("access_id")
    let persons = try connection.query(
      "SELECT subject FROM person_access_subject WHERE access_id = $1 ORDER BY subject", [id])
    return AccessRecord(
      id: id, at: Timestamp(milliseconds: try row.int64("at")), actor: try row.text("actor"),
      roles: try row.text("roles").split(separator: ",").map(String.init),
      purpose: try row.text("purpose"), method: try row.text("method"),
      asked: try row.text("asked"), persons: try persons.map { try $0.text("subject") })
  }
}
