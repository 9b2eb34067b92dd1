internal import GRDB
internal import GRDBSQLite
import Quantities

/// A snapshot of the database to query; handed to the body of `Database.read` and not to be kept
/// beyond it. All its queries see the same moment.
///
/// SQL is written in the subset that SQLite and PostgreSQL share, with `$1 … $n` parameters.
/// Queries throw `Problem` (`STORE_…`), or `CancellationError` when the reading task was cancelled.
public class Connection {
  let core: GRDB.Database
  /// The first error of a statement. PostgreSQL refuses everything after it, so this does too:
  /// a body that swallows an error cannot commit half of its work.
  var failure: (any Error)?

  /// Whether the body runs in the caller's task, so that its cancellation stops the work. The
  /// engine is interrupted too, but an interrupt between two statements is lost on it.
  private let heedsCancellation: Bool

  init(_ core: GRDB.Database, heedsCancellation: Bool = false) {
    self.core = core
    self.heedsCancellation = heedsCancellation
  }

  /// All rows; for results known to be small.
  public func query(_ sql: String, _ arguments: [any SQLConvertible] = []) throws -> [Row] {
    var rows: [Row] = []
    try run(sql, arguments) { statement in
      let columns = statement.columnNames
      let cursor = RowCursor(handle: statement.handle, columnCount: statement.columnCount)
      while try statement.step() { rows.append(try cursor.row(columns: columns)) }
    }
    return rows
  }

  /// The first row, or nil when there is none.
  public func first(_ sql: String, _ arguments: [any SQLConvertible] = []) throws -> Row? {
    try run(sql, arguments) { statement in
      guard try statement.step() else { return nil }
      let cursor = RowCursor(handle: statement.handle, columnCount: statement.columnCount)
      return try cursor.row(columns: statement.columnNames)
    }
  }

  /// The first column of the first row; nil when there is no row or it is NULL.
  public func int64(_ sql: String, _ arguments: [any SQLConvertible] = []) throws -> Int64? {
    try run(sql, arguments) { statement in
      guard try statement.step() else { return nil }
      return try RowCursor(handle: statement.handle, columnCount: statement.columnCount)
        .int64OrNil(0)
    }
  }

  /// The first column of the first row; nil when there is no row or it is NULL.
  public func text(_ sql: String, _ arguments: [any SQLConvertible] = []) throws -> String? {
    try run(sql, arguments) { statement in
      guard try statement.step() else { return nil }
      return try RowCursor(handle: statement.handle, columnCount: statement.columnCount)
        .textOrNil(0)
    }
  }

  /// Whether the query has a row.
  public func exists(_ sql: String, _ arguments: [any SQLConvertible] = []) throws -> Bool {
    try run(sql, arguments) { try $0.step() }
  }

  /// Streams the rows in place, without an allocation each; for results of any size. What `body`
  /// throws ends the stream and is thrown on.
  public func forEach(
    _ sql: String, _ arguments: [any SQLConvertible] = [], _ body: (RowCursor) throws -> Void
  ) throws {
    try run(sql, arguments) { statement in
      let cursor = RowCursor(handle: statement.handle, columnCount: statement.columnCount)
      while try statement.step() { try body(cursor) }
    }
  }

  /// Prepares, binds, hands over and resets a statement; translates what the engine throws.
  final func run<T>(
    _ sql: String, _ arguments: [any SQLConvertible], _ body: (PreparedStatement) throws -> T
  ) throws -> T {
    try checkUsable()
    do {
      let statement = try PreparedStatement(sql, on: core)
      defer { statement.reset() }
      try statement.bind(arguments, sql: sql)
      return try body(statement)
    } catch let error as EngineError {
      throw fail(error, sql)
    } catch let error as GRDB.DatabaseError {
      throw fail(EngineError(error), sql)
    }
  }

  final func checkUsable() throws {
    if let failure { throw failure }
    if heedsCancellation { try Task.checkCancellation() }
  }

  final func fail(_ error: EngineError, _ sql: String) -> any Error {
    let translated = error.translated(sql: sql, on: core)
    failure = translated
    return translated
  }
}
