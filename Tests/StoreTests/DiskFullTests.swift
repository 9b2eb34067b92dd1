import Quantities
import Store
import Testing

/// A full disk, forced by a bound on the file's pages: the change in hand is lost whole, everything
/// acknowledged stays, and the database goes on when there is room again.
struct DiskFullTests {
  private let migrations = [
    Migration(1, "bulk", ["CREATE TABLE bulk (id BIGINT PRIMARY KEY, body TEXT NOT NULL)"])
  ]
  private let insert = "INSERT INTO bulk (id, body) VALUES ($1, $2)"
  private let body = String(repeating: "满", count: 400)

  private func fill(_ transaction: Transaction, from first: Int, count: Int) throws {
    try transaction.batch(insert) { batch in
      for id in first..<(first + count) {
        try batch.bind(1, id)
        try batch.bind(2, body)
        try batch.step()
      }
    }
  }

  private func stored(_ database: Database) throws -> Int64? {
    try database.readSync { try $0.int64("SELECT count(*) FROM bulk") }
  }

  @Test func nothingIsHalfDone() async throws {
    let store = try TemporaryDatabase(
      migrations: migrations, options: Database.Options(maximumPages: 120))
    let database = store.database
    try database.writeSync { try fill($0, from: 0, count: 100) }

    #expect(
      code { try database.writeSync { try fill($0, from: 100, count: 1_000) } } == "STORE_DISK_FULL"
    )
    #expect(try stored(database) == 100)
    // Swallowing the error does not commit what came before it either.
    #expect(
      code {
        try database.writeSync { transaction in
          try fill(transaction, from: 100, count: 10)
          try? fill(transaction, from: 110, count: 1_000)
          _ = try? transaction.execute("DELETE FROM bulk")
        }
      } == "STORE_DISK_FULL")
    #expect(try stored(database) == 100)
    // Not even a savepoint around the part that failed may hide it, when the engine has given up
    // the whole transaction.
    _ = code {
      try database.writeSync { transaction in
        try? transaction.savepoint { try fill(transaction, from: 100, count: 1_000) }
        try transaction.execute("DELETE FROM bulk WHERE id < 50")
        throw CancellationError()
      }
    }
    #expect(try stored(database) == 100)

    try database.writeSync { try $0.execute("DELETE FROM bulk WHERE id >= 50") }
    try database.writeSync { try fill($0, from: 1_000, count: 40) }
    #expect(try stored(database) == 90)
    #expect(try await database.integrityCheck() == [])
  }
}
