import Quantities
import Store
import Testing

struct OutboxTests {
  private func append(
    _ database: Database, _ subject: String, in transaction: Transaction
  ) throws -> Int64 {
    try database.outbox.append(
      kind: "registry.area.opened", subject: subject, payloadType: "t",
      payload: Array(subject.utf8),
      at: Timestamp(milliseconds: 1_743_408_309_120), in: transaction)
  }

  @Test func sequencesHaveNoGapsWhateverIsRolledBack() throws {
    let store = try TemporaryDatabase()
    struct Stop: Error {}
    for round in 0..<10 {
      _ = try? store.database.writeSync { transaction in
        _ = try append(store.database, "a\(round)", in: transaction)
        _ = try append(store.database, "b\(round)", in: transaction)
        if round % 3 == 1 { throw Stop() }
      }
    }
    let events = try store.database.readSync {
      try store.database.outbox.events(after: 3, limit: 100, in: $0)
    }
    #expect(events.map(\.sequence) == Array(4...14))
    #expect(events[0].subject == "b2")
    #expect(events[0].payload == Array("b2".utf8))
    #expect(events[0].recordedAt.description == "2025-03-31T08:05:09.120Z")
    #expect(store.database.outbox.last == 14)
  }

  @Test func theSequenceGoesOnAfterReopening() throws {
    let store = try TemporaryDatabase()
    try store.database.writeSync { _ = try append(store.database, "a", in: $0) }
    try store.database.close()
    let again = try Database.open(path: store.database.path, migrations: [])
    #expect(again.outbox.last == 1)
    #expect(try again.writeSync { try append(again, "b", in: $0) } == 2)
    try again.close()
  }

  @Test func waitersWakeAfterTheCommit() async throws {
    let store = try TemporaryDatabase()
    let database = store.database
    await withTaskGroup(of: Int64.self) { group in
      for _ in 0..<8 {
        group.addTask {
          await database.outbox.wait(after: 0)
          return database.outbox.last
        }
      }
      group.addTask {
        (try? await database.write {
          try database.outbox.append(
            kind: "k", subject: "s", payloadType: "t", payload: [], at: .now(), in: $0)
        }) ?? 0
      }
      for await last in group { #expect(last == 1) }
    }
  }

  @Test func waitersWakeWhenCancelledAndWhenClosed() async throws {
    let store = try TemporaryDatabase()
    let outbox = store.database.outbox
    let cancelled = Task { await outbox.wait(after: 0) }
    cancelled.cancel()
    await cancelled.value
    let closed = Task { await outbox.wait(after: 0) }
    try await store.database.close()
    await closed.value
    #expect(outbox.isClosed)
  }
}
