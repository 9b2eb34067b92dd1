internal import GRDB
internal import GRDBSQLite
import Quantities

/// A write in progress; handed to the body of `Database.write` and not to be kept beyond it.
///
/// Everything becomes durable together when the body returns, or nothing does when it throws. After
/// the first refused statement the transaction is lost, as on PostgreSQL; `savepoint` marks a part
/// that may fail alone.
public final class Transaction: Connection {
  private(set) var hooks: [@Sendable () -> Void] = []

  /// Runs one statement and answers the number of rows it changed.
  /// Throws `ConstraintViolation` when it breaks an invariant that the database holds.
  @discardableResult
  public func execute(_ sql: String, _ arguments: [any SQLConvertible] = []) throws -> Int {
    try run(sql, arguments) { statement in
      while try statement.step() {}
      return Int(sqlite3_changes(core.sqliteConnection))
    }
  }

  /// Runs one statement once per row that `body` feeds to the batch; the fast path of imports.
  ///
  /// ```swift
  /// try transaction.batch("INSERT INTO settlement (id, cost_fen) VALUES ($1, $2)") { batch in
  ///   for row in rows {
  ///     try batch.bind(1, utf8: row.id)
  ///     try batch.bind(2, row.costFen)
  ///     try batch.step()
  ///   }
  /// }
  /// ```
  public func batch(_ sql: String, _ body: (Batch) throws -> Void) throws {
    try checkUsable()
    do {
      let batch = Batch(
        try PreparedStatement(sql, on: core), sql: sql, of: self)
      defer { batch.end() }
      try body(batch)
    } catch let error as EngineError {
      throw fail(error, sql)
    } catch let error as GRDB.DatabaseError {
      throw fail(EngineError(error), sql)
    }
  }

  /// Runs a part that may fail alone: when it throws, its own changes are undone and the
  /// transaction goes on.
  public func savepoint<T>(_ body: () throws -> T) throws -> T {
    try execute("SAVEPOINT store_savepoint")
    let hooksBefore = hooks.count
    do {
      let result = try body()
      try execute("RELEASE store_savepoint")
      return result
    } catch {
      hooks.removeSubrange(hooksBefore...)
      try undoSavepoint()
      throw error
    }
  }

  private func undoSavepoint() throws {
    // A full disk or an I/O error may have ended the whole transaction: there is no part to undo.
    guard sqlite3_get_autocommit(core.sqliteConnection) == 0 else {
      if let failure { throw failure }
      return
    }
    failure = nil
    try execute("ROLLBACK TO store_savepoint")
    try execute("RELEASE store_savepoint")
  }

  /// Runs the hook once the transaction is durable; never when it is rolled back. The hook must be
  /// short: it runs on the writer's thread.
  public func afterCommit(_ hook: @escaping @Sendable () -> Void) {
    hooks.append(hook)
  }
}
