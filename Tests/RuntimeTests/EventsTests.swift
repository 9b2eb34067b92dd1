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
  private func producer() async throws -> RunningService {
    try await RunningService { assembly in
      let database = try assembly.openDatabase(migrations: [])
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

  @Test func aConsumerAppliesEachEventOnceAcrossItsOwnFailures() async throws {
    let service = try await producer()
    let client = try service.client()
    try await record(client, 10)
    let folder = try TemporaryFolder()
    let database = try Database.open(path: folder.path + "/c.sqlite", migrations: migrations)
    let failures = Guarded(2)
    struct Refused: Error {}
    let consumer = EventConsumer(
      name: "copy", client: client, database: database, logger: .init(label: "test")
    ) { event, transaction in
      try transaction.execute(
        "INSERT INTO copy (n, subject) VALUES ($1, $2)", [Int64(event.sequence), event.subject])
      let fails = failures.withLock { left in
        guard event.sequence == 4, left > 0 else { return false }
        left -= 1
        return true
      }
      if fails { throw Refused() }
    }
    await #expect(throws: Refused.self) { try await consumer.catchUp() }
    await #expect(throws: Refused.self) { try await consumer.catchUp() }
    #expect(try await consumer.catchUp() == 7)
    #expect(try await consumer.catchUp() == 0)
    let copies = try await database.read {
      try $0.query("SELECT n FROM copy ORDER BY n").map { try $0.int(0) }
    }
    #expect(copies == Array(1...10))
    try database.close()
    client.close()
    #expect(await service.stop() == .ok)
  }
}
