import Contract
import Logging
import Mesh
import Messages
import Quantities
import Store
import Testing

@testable import Runtime

struct EventsTests {
  private let migrations = [
    Migration(1, "copies", ["CREATE TABLE copy (n BIGINT PRIMARY KEY, subject TEXT NOT NULL)"])
  ]

  /// A service that records one event for each call, of kind `even` or `odd` by turns.
  private func producer(
    _ opened: @escaping @Sendable (Database) -> Void = { _ in }
  ) async throws -> RunningService {
    try await RunningService { assembly in
      let database = try assembly.openDatabase(migrations: [])
      opened(database)
      assembly.router.unary(EchoMethods.unaryOnce) { request, _ in
        let sequence = try await database.write { transaction in
          try database.outbox.append(
            kind: (database.outbox.last + 1) % 2 == 0 ? "even" : "odd",
            subject: String(decoding: request.content, as: UTF8.self), request, at: .now(),
            in: transaction)
        }
        return MeshWire.EchoResponse(position: UInt32(sequence))
      }
    }
  }

  private func record(_ client: MeshClient, _ count: Int) async throws {
    for index in 0..<count {
      _ = try await client.unary(
        EchoMethods.unaryOnce, MeshWire.EchoRequest(content: Array("e\(index)".utf8)))
    }
  }

  @Test func aSubscriberGetsWhatWasAndWhatComes() async throws {
    let service = try await producer()
    let client = try service.client()
    try await record(client, 5)
    let events = try await EventsClient(client: client).subscribe(
      Common.SubscribeRequest(afterSequence: 2))
    var seen: [UInt64] = []
    for try await event in events {
      seen.append(event.sequence)
      if seen.count == 3 { try await record(client, 2) }
      if seen.count == 5 { break }
    }
    #expect(seen == [3, 4, 5, 6, 7])

    let even = try await EventsClient(client: client).subscribe(
      Common.SubscribeRequest(stopAtEnd: true, kinds: ["even"]))
    var kinds: [String] = []
    for try await event in even { kinds.append("\(event.kind) \(event.sequence)") }
    #expect(kinds == ["even 2", "even 4", "even 6"])
    client.close()
    #expect(await service.stop() == .ok)
  }

  @Test func aCursorFromAnotherLifeIsRefused() async throws {
    let service = try await producer()
    let client = try service.client()
    let events = try await EventsClient(client: client).subscribe(
      Common.SubscribeRequest(afterSequence: 1))
    do {
      for try await _ in events {}
      Issue.record("the cursor was taken")
    } catch let error as RPCError {
      #expect(error.reason == "EVENTS_CURSOR_AHEAD")
    }
    client.close()
    #expect(await service.stop() == .ok)
  }

  /// Keeps the subject of each event by its sequence, and everything that `whole` names.
  private struct Subjects: CachedCopy {
    struct Refused: Error {}
    let refusals = Guarded(0)
    let snapshots = Guarded(0)
    let whole: @Sendable () async throws -> [Common.Event]

    func change(by events: [Common.Event]) async throws -> Change? {
      { transaction in
        for event in events {
          try transaction.execute(
            "INSERT INTO copy (n, subject) VALUES ($1, $2)",
            [Int64(event.sequence), event.subject])
        }
        let fails = refusals.withLock { left in
          guard events.contains(where: { $0.sequence == 4 }), left > 0 else { return false }
          left -= 1
          return true
        }
        if fails { throw Refused() }
      }
    }

    func snapshot() async throws -> (sequence: Int64, change: Change) {
      snapshots.withLock { $0 += 1 }
      let events = try await whole()
      return (
        Int64(events.last?.sequence ?? 0),
        { transaction in
          try transaction.execute("DELETE FROM copy")
          for event in events {
            try transaction.execute(
              "INSERT INTO copy (n, subject) VALUES ($1, $2)",
              [Int64(event.sequence), event.subject])
          }
        }
      )
    }
  }

  /// A consumer with a database of its own.
  private struct Following {
    let folder: TemporaryFolder
    let database: Database
    let copy: Subjects
    let consumer: EventConsumer

    init(_ client: MeshClient, _ migrations: [Migration]) throws {
      folder = try TemporaryFolder()
      database = try Database.open(path: folder.path + "/c.sqlite", migrations: migrations)
      copy = Subjects {
        var events: [Common.Event] = []
        for try await event in try await EventsClient(client: client).subscribe(
          Common.SubscribeRequest(stopAtEnd: true))
        {
          events.append(event)
        }
        return events
      }
      consumer = EventConsumer(
        name: "copy", source: "producer", client: client, database: database, copy: copy,
        logger: .init(label: "test"), clock: { Timestamp(milliseconds: 1_722_448_800_000) })
    }

    var kept: [String] {
      get throws {
        try database.readSync {
          try $0.query("SELECT n, subject FROM copy ORDER BY n").map {
            "\(try $0.int64("n")) \(try $0.text("subject"))"
          }
        }
      }
    }
  }

  @Test func aConsumerAppliesEachEventOnceAcrossItsOwnFailures() async throws {
    let service = try await producer()
    let client = try service.client()
    let following = try Following(client, migrations)
    try await following.consumer.catchUp()
    #expect(following.copy.snapshots.withLock { $0 } == 1, "there was no copy yet")
    try await record(client, 10)
    following.copy.refusals.withLock { $0 = 2 }
    for _ in 1...2 {
      await #expect(throws: Subjects.Refused.self) { try await following.consumer.catchUp() }
      #expect(try following.kept.isEmpty)
    }
    #expect(try await following.consumer.catchUp() == 10)
    #expect(try await following.consumer.catchUp() == 0)
    #expect(try following.kept == (1...10).map { "\($0) e\($0 - 1)" })
    #expect(following.copy.snapshots.withLock { $0 } == 1)
    #expect(
      "\(following.consumer.age)" == "as of sequence 10, 2024-07-31T18:00:00.000Z")
    try await following.database.close()
    client.close()
    #expect(await service.stop() == .ok)
  }

  @Test func aConsumerThatFollowsTakesInWhatComes() async throws {
    let service = try await producer()
    let client = try service.client()
    let following = try Following(client, migrations)
    let run = Task { await following.consumer.run() }
    try await record(client, 40)
    for _ in 1...400 where following.consumer.age.sequence < 40 {
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(following.consumer.age.isFollowing)
    #expect(try following.kept == (1...40).map { "\($0) e\($0 - 1)" })
    run.cancel()
    await run.value
    #expect(!following.consumer.age.isFollowing)
    try await following.database.close()
    client.close()
    #expect(await service.stop() == .ok)
  }

  /// What a restore from an older backup, lost events and another history of the same length do to
  /// the outbox; each is noticed, and repaired by a snapshot.
  @Test(arguments: [
    "DELETE FROM outbox WHERE sequence > 4",
    "DELETE FROM outbox WHERE sequence BETWEEN 5 AND 8",
    "UPDATE outbox SET subject = 'other' WHERE sequence = 6",
  ])
  func anotherHistoryIsNoticed(_ damage: String) async throws {
    let outbox = Guarded<Database?>(nil)
    let service = try await producer { database in outbox.withLock { $0 = database } }
    let client = try service.client()
    let following = try Following(client, migrations)
    try await record(client, 6)
    try await following.consumer.catchUp()
    let database = try #require(outbox.withLock { $0 })
    try await record(client, 3)
    _ = try await database.write { try $0.execute(damage) }
    #expect(try await following.consumer.catchUp() > 0)
    #expect(following.copy.snapshots.withLock { $0 } == 2)
    let left = try await database.read {
      try $0.query("SELECT sequence, subject FROM outbox ORDER BY sequence").map {
        "\(try $0.int64("sequence")) \(try $0.text("subject"))"
      }
    }
    #expect(try following.kept == left)
    outbox.withLock { $0 = nil }
    try await following.database.close()
    client.close()
    #expect(await service.stop() == .ok)
  }
}
