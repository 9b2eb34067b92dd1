import Dispatch
import Foundation
import Quantities
import Store
import Testing

struct DatabaseTests {
  private let insert =
    "INSERT INTO area (code, parent, name, population, seal) VALUES ($1, $2, $3, $4, $5)"

  @Test func everyValueComesBackAsItWent() throws {
    let store = try TemporaryDatabase(migrations: [
      Migration(1, "values", ["CREATE TABLE v (id BIGINT PRIMARY KEY, n BIGINT, t TEXT, b BYTEA)"])
    ])
    let seed: UInt64 = 20_250_331
    var random = SeededRandom(seed: seed)
    let numbers: [Int64] =
      [.min, -1, 0, 1, .max] + (0..<200).map { _ in .random(in: .min ... .max, using: &random) }
    for (id, number) in numbers.enumerated() {
      let scalars = (0..<Int.random(in: 0...40, using: &random)).compactMap { _ in
        Unicode.Scalar(UInt32.random(in: 1...0x2FFFF, using: &random))
      }
      var text = ""
      text.unicodeScalars.append(contentsOf: scalars)
      let bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      try store.database.writeSync {
        try $0.execute(
          "INSERT INTO v (b, t, n, id) VALUES ($4, $3, $2, $1)", [id, number, text, bytes])
      }
      let row = try #require(
        try store.database.readSync { try $0.first("SELECT * FROM v WHERE id = $1", [id]) })
      #expect(try row.int64("n") == number, "seed \(seed)")
      #expect(try Array(row.text("t").utf8) == Array(text.utf8), "seed \(seed)")
      #expect(try row.bytes("b") == bytes, "seed \(seed)")
    }
  }

  /// FULL (2) in WAL mode: the log is on the disk before a commit returns.
  @Test func commitsAreFlushed() throws {
    let store = try TemporaryDatabase()
    #expect(try store.database.writeSync { try $0.int64("PRAGMA synchronous") } == 2)
    #expect(try store.database.writeSync { try $0.text("PRAGMA journal_mode") } == "wal")
    #expect(try store.database.writeSync { try $0.int64("PRAGMA foreign_keys") } == 1)
  }

  @Test func nullIsNotAValue() throws {
    let store = try TemporaryDatabase(migrations: areaMigrations)
    try store.database.writeSync {
      try $0.execute(insert, ["15", String?.none, "内蒙古", 0, SQLValue.null])
    }
    let row = try #require(try store.database.readSync { try $0.first("SELECT * FROM area") })
    #expect(try row.textOrNil("parent") == nil)
    #expect(try row.bytesOrNil("seal") == nil)
    #expect(code { try row.text("parent") } == "STORE_COLUMN_NULL")
    #expect(code { try row.text("population") } == "STORE_COLUMN_TYPE")
    #expect(code { try row.text("mayor") } == "STORE_COLUMN_MISSING")
    #expect(code { try row.text(9) } == "STORE_COLUMN_MISSING")
  }

  @Test func floatingPointDoesNotComeOut() throws {
    let store = try TemporaryDatabase()
    #expect(
      code { try store.database.readSync { try $0.query("SELECT 1.5 AS x") } }
        == "STORE_COLUMN_TYPE")
  }

  @Test func aThrowLeavesNothing() throws {
    let store = try TemporaryDatabase(migrations: areaMigrations)
    struct Stop: Error {}
    #expect(throws: Stop.self) {
      try store.database.writeSync { transaction in
        try transaction.execute(insert, ["15", SQLValue.null, "内蒙古", 1, SQLValue.null])
        throw Stop()
      }
    }
    #expect(try count(store) == 0)
  }

  /// A body that swallows the error of a statement must not commit the half before it.
  @Test func aSwallowedErrorStillLosesTheTransaction() throws {
    let store = try TemporaryDatabase(migrations: areaMigrations)
    #expect(throws: ConstraintViolation.self) {
      try store.database.writeSync { transaction in
        try transaction.execute(insert, ["15", SQLValue.null, "内蒙古", 1, SQLValue.null])
        _ = try? transaction.execute(insert, ["16", SQLValue.null, "x", -1, SQLValue.null])
      }
    }
    #expect(try count(store) == 0)
  }

  @Test func aSavepointFailsAlone() throws {
    let store = try TemporaryDatabase(migrations: areaMigrations)
    try store.database.writeSync { transaction in
      try transaction.execute(insert, ["15", SQLValue.null, "内蒙古", 1, SQLValue.null])
      let refused = try? transaction.savepoint {
        try transaction.execute(insert, ["34", SQLValue.null, "安徽", 1, SQLValue.null])
        return try transaction.execute(insert, ["16", SQLValue.null, "x", -1, SQLValue.null])
      }
      #expect(refused == nil)
      try transaction.savepoint {
        _ = try transaction.execute(insert, ["37", SQLValue.null, "山东", 1, SQLValue.null])
      }
    }
    let codes = try store.database.readSync {
      try $0.query("SELECT code FROM area ORDER BY code").map { try $0.text(0) }
    }
    #expect(codes == ["15", "37"])
  }

  @Test func invariantsAreNamed() throws {
    let store = try TemporaryDatabase(migrations: areaMigrations)
    try store.database.writeSync {
      try $0.execute(insert, ["15", SQLValue.null, "内蒙古", 1, SQLValue.null])
      try $0.execute(insert, ["1522", "15", "兴安盟", 1, SQLValue.null])
    }
    let unique = violation(store, ["1523", "15", "兴安盟", 1, SQLValue.null])
    #expect(unique?.kind == .unique)
    #expect(unique?.constraint == "area_one_name_per_parent")
    #expect(unique?.columns == ["parent", "name"])
    #expect(violation(store, ["15", SQLValue.null, "另", 1, SQLValue.null])?.columns == ["code"])
    let check = violation(store, ["16", SQLValue.null, "x", -1, SQLValue.null])
    #expect(check?.kind == .check)
    #expect(check?.constraint == "population_not_negative")
    #expect(violation(store, ["17", "99", "x", 1, SQLValue.null])?.kind == .foreignKey)
    #expect(
      violation(store, ["18", SQLValue.null, SQLValue.null, 1, SQLValue.null])?.kind == .notNull)
    // STRICT tables: PostgreSQL would refuse this, so SQLite must.
    #expect(violation(store, ["19", SQLValue.null, "x", "many", SQLValue.null])?.kind == .dataType)
    #expect(unique?.problem.category == .alreadyExists)
  }

  @Test func parametersMustMatch() throws {
    let store = try TemporaryDatabase()
    for sql in ["SELECT $1", "SELECT $2", "SELECT $1, $3", "SELECT ?", "SELECT :name", "SELECT $a"]
    {
      #expect(
        code { try store.database.readSync { try $0.query(sql, [1, 2]) } } == "STORE_PARAMETERS",
        "\(sql)")
    }
    let row = try store.database.readSync {
      try $0.first("SELECT $2 AS b, $1 AS a, $2 AS c", [1, 2])
    }
    #expect(row?.values == [.int64(2), .int64(1), .int64(2)])
  }

  @Test func badSQLAndNULAreProblems() throws {
    let store = try TemporaryDatabase(migrations: areaMigrations)
    #expect(code { try store.database.readSync { try $0.query("SELEC 1") } } == "STORE_SQL")
    #expect(
      code { try store.database.readSync { try $0.query("SELECT $1", ["a\0b"]) } }
        == "STORE_TEXT_NUL")
    #expect(
      code { try store.database.readSync { try $0.query("DELETE FROM area") } }
        == "STORE_NOT_WRITABLE")
  }

  @Test func aQueryInsideTheRowsOfTheSameQuery() throws {
    let store = try TemporaryDatabase()
    let sql = "SELECT value FROM (SELECT 1 AS value UNION ALL SELECT 2) ORDER BY value"
    var pairs: [[Int64]] = []
    try store.database.readSync { connection in
      try connection.forEach(sql) { outer in
        let a = try outer.int64(0)
        try connection.forEach(sql) { pairs.append([a, try $0.int64(0)]) }
      }
    }
    #expect(pairs == [[1, 1], [1, 2], [2, 1], [2, 2]])
  }

  @Test func readersSeeASnapshotAndDoNotWaitForTheWriter() async throws {
    let store = try TemporaryDatabase(migrations: areaMigrations)
    let insert = insert
    let database = store.database
    try await database.write { transaction in
      try transaction.execute(insert, ["15", SQLValue.null, "内蒙古", 1, SQLValue.null])
      // The write is open; another thread's reader answers from before it.
      let before = try Self.onAnotherThread {
        try database.readSync { try $0.int64("SELECT count(*) FROM area") }
      }
      #expect(before == 0)
    }
    #expect(try count(store) == 1)
  }

  @Test func closedDatabaseAnswersWithAProblem() throws {
    let store = try TemporaryDatabase(migrations: areaMigrations)
    try store.database.close()
    #expect(code { try count(store) } == "STORE_CLOSED")
    #expect(
      code { try store.database.writeSync { try $0.execute("DELETE FROM area") } } == "STORE_CLOSED"
    )
  }

  @Test func aSecondOpenerIsRefusedUntilTheFirstCloses() throws {
    let store = try TemporaryDatabase(migrations: areaMigrations)
    let path = store.database.path
    #expect(code { try Database.open(path: path, migrations: areaMigrations) } == "STORE_IN_USE")
    try store.database.close()
    try Database.open(path: path, migrations: areaMigrations).close()
  }

  @Test func backupHoldsTheSameAndOverwritesNothing() async throws {
    let store = try TemporaryDatabase(migrations: areaMigrations)
    try await store.database.write { [insert] in
      try $0.execute(insert, ["15", SQLValue.null, "内蒙古", 1, [UInt8](0...255)])
    }
    let target = store.folder + "/copy.sqlite"
    try await store.database.backup(to: target)
    await #expect(throws: Problem.self) { try await store.database.backup(to: target) }
    let copy = try Database.open(path: target, migrations: areaMigrations)
    #expect(
      try copy.readSync { try $0.first("SELECT seal FROM area")?.bytes(0) } == [UInt8](0...255))
    #expect(try await copy.integrityCheck() == [])
    try await copy.close()
  }

  @Test func cancellingTheTaskRollsBack() async throws {
    let store = try TemporaryDatabase(migrations: areaMigrations)
    let database = store.database
    let insert = insert
    let writer = Task {
      try await database.write { transaction in
        try transaction.execute(insert, ["15", SQLValue.null, "内蒙古", 1, SQLValue.null])
        withUnsafeCurrentTask { $0?.cancel() }
        _ = try transaction.query(
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n")
      }
    }
    await #expect(throws: CancellationError.self) { try await writer.value }
    #expect(try count(store) == 0)
    #expect(
      try await database.write {
        try $0.execute(insert, ["1", SQLValue.null, "x", 1, SQLValue.null])
      } == 1)
  }

  private func count(_ store: TemporaryDatabase) throws -> Int64? {
    try store.database.readSync { try $0.int64("SELECT count(*) FROM area") }
  }

  private func violation(
    _ store: TemporaryDatabase, _ values: [any SQLConvertible]
  ) -> ConstraintViolation? {
    #expect(throws: ConstraintViolation.self) {
      try store.database.writeSync { try $0.execute(insert, values) }
    }
  }

  private static func onAnotherThread<T: Sendable>(
    _ body: @escaping @Sendable () throws -> T
  ) throws -> T {
    let answer = Guarded<Result<T, any Error>?>(nil)
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      let result = Result { try body() }
      answer.withLock { $0 = result }
      done.signal()
    }
    done.wait()
    return try #require(answer.withLock { $0 }).get()
  }
}
