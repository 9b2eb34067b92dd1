import Quantities
import RegistryDomain
import Store

/// How a fact lies in its table: key columns first, then the other columns of the fact.
protocol FactTable {
  associatedtype Fact: RegistryFact
  static var name: String { get }
  static var keyColumns: [String] { get }
  static var otherColumns: [String] { get }
  static func key(_ key: Fact.Key) -> [any SQLConvertible]
  /// Values in the order of `otherColumns`.
  static func others(_ fact: Fact) -> [any SQLConvertible]
  /// Reads the fact from the first columns of the row.
  static func fact(_ row: RowCursor) throws -> Fact
}

extension FactTable {
  static var factColumns: [String] { keyColumns + otherColumns }

  static var columns: String {
    (factColumns + ["valid_from", "valid_to", "recorded", "superseded"])
      .map { "\(name).\($0)" }.joined(separator: ", ")
  }

  /// Versions that meet a condition, in the order given.
  static func versions(
    where condition: Condition, order: String, limit: Int? = nil, in connection: Connection
  ) throws -> [Version<Fact>] {
    var found: [Version<Fact>] = []
    try forEach(where: condition, order: order, limit: limit, in: connection) { found.append($0) }
    return found
  }

  static func forEach(
    where condition: Condition, order: String, limit: Int? = nil, in connection: Connection,
    _ body: (Version<Fact>) throws -> Void
  ) throws {
    let limit = limit.map { " LIMIT \($0)" } ?? ""
    try connection.forEach(
      "SELECT \(columns) FROM \(name) WHERE \(condition.sql) ORDER BY \(order)\(limit)",
      condition.arguments
    ) { row in try body(try version(row)) }
  }

  private static func version(_ row: RowCursor) throws -> Version<Fact> {
    let first = factColumns.count
    let validity = try Validity(
      from: try Day(number: try row.int32(first)),
      to: row.isNull(first + 1) ? nil : try Day(number: try row.int32(first + 1)))
    return Version(
      try fact(row), validity, recorded: try row.int64(first + 2),
      superseded: try row.int64OrNil(first + 3))
  }

  /// What is known now about a key.
  static func timeline(
    _ key: Fact.Key, in connection: Connection
  ) throws -> Timeline<Fact> {
    try Timeline(current(key, in: connection))
  }

  static func current(_ key: Fact.Key, in connection: Connection) throws -> [Version<Fact>] {
    var condition = Condition()
    condition.add(equal: keyColumns.map { "\(name).\($0)" }, to: self.key(key))
    condition.add("\(name).superseded IS NULL")
    return try versions(where: condition, order: "\(name).valid_from", in: connection)
  }

  /// Everything ever recorded about a key, in the order of recording.
  static func history(_ key: Fact.Key, in connection: Connection) throws -> [Version<Fact>] {
    var condition = Condition()
    condition.add(equal: keyColumns.map { "\(name).\($0)" }, to: self.key(key))
    return try versions(
      where: condition, order: "\(name).recorded, \(name).valid_from", in: connection)
  }

  static func isEmpty(in connection: Connection) throws -> Bool {
    try !connection.exists("SELECT 1 FROM \(name) LIMIT 1")
  }

  /// Carries out revisions under one sequence: first everything that stops being present, then what
  /// takes its place, so that no constraint sees a state in between.
  static func apply(
    _ revisions: [Revision<Fact>], recorded: Int64, in transaction: Transaction
  ) throws {
    try supersede(revisions.flatMap(\.superseded), at: recorded, in: transaction)
    try insert(revisions.flatMap(\.inserted), recorded: recorded, in: transaction)
  }

  private static func supersede(
    _ versions: [Version<Fact>], at recorded: Int64, in transaction: Transaction
  ) throws {
    guard !versions.isEmpty else { return }
    let keyCondition = keyColumns.enumerated().map { "\($1) = $\($0 + 2)" }
      .joined(separator: " AND ")
    let next = keyColumns.count + 2
    try transaction.batch(
      """
      UPDATE \(name) SET superseded = $1
      WHERE \(keyCondition) AND valid_from = $\(next) AND recorded = $\(next + 1)
        AND superseded IS NULL
      """
    ) { batch in
      for version in versions {
        try batch.bind(1, recorded)
        try batch.bind(key(version.fact.key), from: 2)
        try batch.bind(next, version.validity.from.number)
        try batch.bind(next + 1, version.recorded)
        let changed = try batch.step()
        precondition(changed, "a revision supersedes versions read in its own transaction")
      }
    }
  }

  private static func insert(
    _ facts: [DatedFact<Fact>], recorded: Int64, in transaction: Transaction
  ) throws {
    guard !facts.isEmpty else { return }
    let names = (factColumns + ["valid_from", "valid_to", "recorded"]).joined(separator: ", ")
    let count = factColumns.count
    let places = (1...count + 3).map { "$\($0)" }.joined(separator: ", ")
    try transaction.batch("INSERT INTO \(name) (\(names)) VALUES (\(places))") { batch in
      for dated in facts {
        try batch.bind(key(dated.fact.key), from: 1)
        try batch.bind(others(dated.fact), from: keyColumns.count + 1)
        try batch.bind(count + 1, dated.validity.from.number)
        try batch.bind(count + 2, dated.validity.to?.number)
        try batch.bind(count + 3, recorded)
        try batch.step()
      }
    }
  }
}

extension Batch {
  fileprivate func bind(_ values: [any SQLConvertible], from first: Int) throws {
    for (index, value) in values.enumerated() { try bind(first + index, value.sqlValue) }
  }
}
