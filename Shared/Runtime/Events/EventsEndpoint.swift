import Contract
import Mesh
import Messages
import Quantities
import Store

/// Streams a service's outbox: what is there, then what comes.
public struct EventsEndpoint: Events {
  private let database: Database

  /// Events read at a time: enough to keep the stream busy, few enough to hold in memory.
  private static let batch = 256

  public init(database: Database) { self.database = database }

  /// - Throws: `EVENTS_CURSOR_AHEAD` when the consumer has seen more than this service ever
  ///   recorded: one of the two was restored from an older backup.
  public func subscribe(
    _ request: Common.SubscribeRequest, responses: ResponseWriter<Common.Event>,
    context: ServerContext
  ) async throws {
    let outbox = database.outbox
    guard let start = Int64(exactly: request.afterSequence), start <= outbox.last else {
      throw Self.cursorAhead(request.afterSequence, last: outbox.last)
    }
    let kinds = Set(request.kinds)
    var cursor = start
    while true {
      let after = cursor
      let events = try await database.read {
        try outbox.events(after: after, limit: Self.batch, in: $0)
      }
      for event in events where kinds.isEmpty || kinds.contains(event.kind) {
        try await responses.write(Common.Event(event))
      }
      if let last = events.last {
        cursor = last.sequence
      } else if request.stopAtEnd || outbox.isClosed {
        return
      } else {
        await outbox.wait(after: cursor)
        try Task.checkCancellation()
      }
    }
  }

  private static func cursorAhead(_ sequence: UInt64, last: Int64) -> Problem {
    Problem(
      .failedPrecondition, "EVENTS_CURSOR_AHEAD",
      zh: "订阅位置 \(sequence) 超过了本服务的最后一个事件 \(last)。",
      en: "The cursor \(sequence) is beyond this service's last event \(last).",
      remedyZh: "其中一方可能由旧备份恢复；请核对后从 0 重新订阅。",
      remedyEn: "One of the two was restored from an older backup; check, and subscribe from 0.",
      details: [
        Problem.Detail("after_sequence", "\(sequence)"), Problem.Detail("last", "\(last)"),
      ])
  }
}

extension Common.Event {
  init(_ event: OutboxEvent) {
    self.init(
      sequence: UInt64(event.sequence), kind: event.kind, subject: event.subject,
      recordedAt: event.recordedAt.description, payloadType: event.payloadType,
      payload: event.payload)
  }
}
