import Dispatch
internal import GRDB
import Quantities

/// The one database of a service: one writer, many readers that see a snapshot and never wait for
/// the writer.
///
/// A write that returned is on the disk (WAL with `synchronous = FULL`). A write that threw left
/// nothing. The async calls run their body on the store's own threads; the `Sync` calls block the
/// caller's thread and are for threads that the caller owns. Bodies must not call back into the
/// same database.
///
/// ```swift
/// let database = try Database.open(path: "data/registry.sqlite", migrations: migrations)
/// try await database.write { transaction in
///   try transaction.execute("INSERT INTO area (code, name) VALUES ($1, $2)", [code, name])
/// }
/// let name = try await database.read { try $0.text("SELECT name FROM area WHERE code = $1", [code]) }
/// ```
public final class Database: Sendable {
  public let path: String
  /// The events that this database recorded.
  public let outbox: Outbox
  let pool: GRDB.DatabasePool
  private let processLock: ProcessLock

  /// Opens or creates the database file and its folder, and brings its tables up to date.
  ///
  /// Throws `STORE_IN_USE` when another process has it, `STORE_MIGRATION_EDITED` and
  /// `STORE_DATABASE_NEWER` when its tables and `migrations` do not belong together, and the
  /// engine's problems.
  public static func open(
    path: String, migrations: [Migration], options: Options = Options()
  ) throws -> Database {
    let processLock = try ProcessLock(path: path)
    return try translating {
      let pool = try DatabasePool(path: path, configuration: configuration(options))
      // GRDB lowers this to NORMAL, which may lose acknowledged commits on power loss.
      try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
      let database = Database(path: path, pool: pool, processLock: processLock)
      try Migrator(Migration.standard + migrations).apply(to: database)
      try processLock.syncFolder()
      try database.outbox.prepare()
      return database
    }
  }

  private init(path: String, pool: GRDB.DatabasePool, processLock: ProcessLock) {
    self.path = path
    self.pool = pool
    self.processLock = processLock
    outbox = Outbox(pool: pool)
  }

  private static func configuration(_ options: Options) -> GRDB.Configuration {
    var configuration = GRDB.Configuration()
    configuration.maximumReaderCount = options.readers
    configuration.busyMode = .timeout(Double(options.busyTimeoutMilliseconds) / 1000)
    configuration.foreignKeysEnabled = true
    configuration.acceptsDoubleQuotedStringLiterals = false
    configuration.prepareDatabase { core in
      try core.execute(
        sql: """
          PRAGMA cache_size = -\(options.cacheKiB);
          PRAGMA temp_store = MEMORY;
          PRAGMA journal_size_limit = \(options.journalBytes);
          """)
      if let pages = options.maximumPages, !core.configuration.readonly {
        try core.execute(sql: "PRAGMA max_page_count = \(pages)")
      }
    }
    return configuration
  }

  /// Queries one snapshot on a reader's thread. Cancelling the task interrupts the query.
  public func read<T: Sendable>(
    _ body: @Sendable (Connection) throws -> T
  ) async throws -> T {
    try await Self.translatingAsync {
      try await pool.read { try body(Connection($0, heedsCancellation: true)) }
    }
  }

  /// Queries one snapshot, blocking the calling thread.
  public func readSync<T>(_ body: (Connection) throws -> T) throws -> T {
    try Self.translating { try pool.read { try body(Connection($0)) } }
  }

  /// Changes the database on the writer's thread; on return the change is durable. Cancelling the
  /// task before the commit rolls back.
  @discardableResult
  public func write<T: Sendable>(
    _ body: @Sendable (Transaction) throws -> T
  ) async throws -> T {
    try await Self.translatingAsync {
      try await pool.writeWithoutTransaction {
        try Self.transact($0, heedsCancellation: true, body)
      }
    }
  }

  /// Changes the database, blocking the calling thread; on return the change is durable.
  @discardableResult
  public func writeSync<T>(_ body: (Transaction) throws -> T) throws -> T {
    try Self.translating {
      try pool.writeWithoutTransaction { try Self.transact($0, body) }
    }
  }

  /// Changes tables. References are not enforced meanwhile, so that a table which others refer to
  /// can be rebuilt; the body checks them before it returns.
  func redefine(_ body: (Transaction) throws -> Void) throws {
    try Self.translating {
      try pool.writeWithoutTransaction { core in
        try core.execute(sql: "PRAGMA foreign_keys = OFF")
        let result = Result { try Self.transact(core, body) }
        try core.execute(sql: "PRAGMA foreign_keys = ON")
        try result.get()
      }
    }
  }

  private static func transact<T>(
    _ core: GRDB.Database, heedsCancellation: Bool = false, _ body: (Transaction) throws -> T
  ) throws -> T {
    let transaction = Transaction(core, heedsCancellation: heedsCancellation)
    var result: Result<T, any Error> = .failure(CancellationError())
    try core.inTransaction(.immediate) {
      let value = try body(transaction)
      // The body may have caught the error of a statement; the work is lost all the same.
      if let failure = transaction.failure { throw failure }
      result = .success(value)
      return .commit
    }
    for hook in transaction.hooks { hook() }
    return try result.get()
  }

  /// Waits for running reads and writes, moves the journal into the database file and closes it.
  /// Later calls throw `STORE_CLOSED`.
  public func close() throws {
    outbox.close()
    try Self.translating { try pool.close() }
    processLock.release()
  }

  /// The same for tasks: a read that runs may need the thread that waiting would take from it.
  public func close() async throws {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async { continuation.resume(with: Result { try self.close() }) }
    }
  }
}

extension Database {
  /// Lets only this module's errors out.
  static func translating<T>(_ body: () throws -> T) throws -> T {
    do { return try body() } catch let error as GRDB.DatabaseError { throw outward(error) }
  }

  static func translatingAsync<T>(_ body: () async throws -> T) async throws -> T {
    do { return try await body() } catch let error as GRDB.DatabaseError { throw outward(error) }
  }

  private static func outward(_ error: GRDB.DatabaseError) -> any Error {
    if error.resultCode == .SQLITE_MISUSE {
      return Problem(
        .unavailable, "STORE_CLOSED",
        zh: "数据库已关闭。", en: "The database is closed.",
        remedyZh: "服务正在停止，请稍后重试。", remedyEn: "The service is stopping; try again later.")
    }
    return EngineError(error).translated(sql: error.sql, on: nil)
  }
}
