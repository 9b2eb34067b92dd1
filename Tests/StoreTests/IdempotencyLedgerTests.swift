import Quantities
import Store
import Testing

struct IdempotencyLedgerTests {
  private let migrations = [Migration(1, "work", ["CREATE TABLE work (n BIGINT)"])]
  private let time = Timestamp(milliseconds: 1_000)
  private let key = IdempotencyLedger.Key(caller: "bureau", method: "S/M", key: "k-1")

  private func perform(
    _ database: Database, _ key: IdempotencyLedger.Key, _ request: String, fails: Bool = false
  ) throws -> [UInt8] {
    struct Refused: Error {}
    return try database.writeSync { transaction in
      try IdempotencyLedger.perform(
        key, request: SHA256Digest(of: request), at: time, in: transaction
      ) {
        try transaction.execute("INSERT INTO work (n) VALUES ($1)", [1])
        if fails { throw Refused() }
        let count = try transaction.int64("SELECT count(*) FROM work") ?? 0
        return IdempotencyLedger.Answer(response: [UInt8(truncatingIfNeeded: count)])
      }.response
    }
  }

  @Test func aRetryGetsTheFirstAnswerAndWorksOnce() throws {
    let store = try TemporaryDatabase(migrations: migrations)
    #expect(try perform(store.database, key, "a") == [1])
    #expect(try perform(store.database, key, "a") == [1])
    // Another caller's, method's or key's work is its own.
    var other = key
    other.caller = "county"
    #expect(try perform(store.database, other, "a") == [2])
    #expect(try perform(store.database, key, "a") == [1])
  }

  @Test func aKeyIsForOneRequest() throws {
    let store = try TemporaryDatabase(migrations: migrations)
    _ = try perform(store.database, key, "a")
    #expect(code { try perform(store.database, key, "b") } == "IDEMPOTENCY_KEY_REUSED")
  }

  @Test func failedWorkIsForgotten() throws {
    let store = try TemporaryDatabase(migrations: migrations)
    #expect(throws: (any Error).self) { try perform(store.database, key, "a", fails: true) }
    #expect(try perform(store.database, key, "a") == [1])
  }

  @Test func concurrentRetriesWorkOnce() async throws {
    let store = try TemporaryDatabase(migrations: migrations)
    let answers = await withTaskGroup(of: [UInt8]?.self) { group in
      for _ in 0..<16 { group.addTask { try? perform(store.database, key, "a") } }
      return await group.reduce(into: [[UInt8]?]()) { $0.append($1) }
    }
    #expect(answers == Array(repeating: [1], count: 16))
  }

  @Test func oldAnswersCanBeForgotten() throws {
    let store = try TemporaryDatabase(migrations: migrations)
    _ = try perform(store.database, key, "a")
    let forget = { (moment: Int64) in
      try store.database.writeSync {
        try IdempotencyLedger.forget(before: Timestamp(milliseconds: moment), in: $0)
      }
    }
    #expect(try forget(1_000) == 0)
    #expect(try forget(1_001) == 1)
    #expect(try perform(store.database, key, "a") == [2])
  }
}
