internal import GRDB
internal import GRDBSQLite

extension ConstraintViolation {
  /// Reads kind and name from the engine's code and words, for example
  /// `UNIQUE constraint failed: contract.resident` or `CHECK constraint failed: panel_size`.
  init(_ error: EngineError, on core: GRDB.Database?) {
    let subject =
      error.message.split(separator: ": ", maxSplits: 1).dropFirst().first
      .map(String.init) ?? ""
    switch GRDB.ResultCode(rawValue: error.code) {
    case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID:
      self.init(unique: subject, on: core)
    case .SQLITE_CONSTRAINT_FOREIGNKEY:
      self.init(kind: .foreignKey, constraint: "")
    case .SQLITE_CONSTRAINT_CHECK:
      self.init(kind: .check, constraint: subject)
    case .SQLITE_CONSTRAINT_NOTNULL:
      let (table, columns) = Self.columns(subject)
      self.init(kind: .notNull, constraint: subject, table: table, columns: columns)
    case Self.dataTypeCode:
      self.init(kind: .dataType, constraint: subject)
    default:
      self.init(kind: .trigger, constraint: error.message)
    }
  }

  /// SQLITE_CONSTRAINT_DATATYPE, a C macro that Swift does not import and GRDB does not know.
  private static let dataTypeCode = GRDB.ResultCode(rawValue: SQLITE_CONSTRAINT | (12 << 8))

  private init(unique subject: String, on core: GRDB.Database?) {
    // An index over expressions is named by the engine itself.
    if subject.hasPrefix("index '"), subject.hasSuffix("'") {
      self.init(kind: .unique, constraint: String(subject.dropFirst(7).dropLast()))
      return
    }
    let (table, columns) = Self.columns(subject)
    let index = core.flatMap { Self.uniqueIndex(table, columns, on: $0) }
    self.init(
      kind: .unique, constraint: index ?? subject, table: table, columns: columns)
  }

  /// Table and columns of `t.a, t.b`.
  private static func columns(_ subject: String) -> (table: String, columns: [String]) {
    let qualified = subject.split(separator: ", ").map { $0.split(separator: ".", maxSplits: 1) }
    guard let table = qualified.first?.first, qualified.allSatisfy({ $0.count == 2 }) else {
      return ("", [])
    }
    return (String(table), qualified.map { String($0[1]) })
  }

  /// The unique index over exactly these columns: PostgreSQL names the constraint, SQLite only its
  /// columns, and a domain should not care which of them it runs on. An index that a migration
  /// named goes before one that the engine made.
  private static func uniqueIndex(
    _ table: String, _ columns: [String], on core: GRDB.Database
  ) -> String? {
    let sql = """
      SELECT l.name AS index_name, group_concat(i.name, ',') AS columns
      FROM pragma_index_list($1) l, pragma_index_info(l.name) i
      WHERE l."unique" = 1
      GROUP BY l.name
      ORDER BY l.origin, l.name
      """
    guard let statement = try? PreparedStatement(sql, on: core) else { return nil }
    defer { statement.reset() }
    guard (try? statement.bind([table], sql: sql)) != nil else { return nil }
    let cursor = RowCursor(handle: statement.handle, columnCount: 2)
    while (try? statement.step()) == true {
      if (try? cursor.text(1)) == columns.joined(separator: ",") { return try? cursor.text(0) }
    }
    return nil
  }
}
