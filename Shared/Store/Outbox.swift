internal import GRDB
import Quantities

/// The events of a service, written in the transaction of the change they tell about and read by
/// any number of subscribers, in order and without gaps.
public final class Outbox: Sendable {
  private let pool: GRDB.DatabasePool
  private let watch = Guarded(Watch())

  private struct Watch {
    var last: Int64 = 0
    var closed = false
    var nextWaiter: UInt64 = 0
    var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
  }

  init(pool: GRDB.DatabasePool) { self.pool = pool }

  /// Learns where the sequence stands; called once the tables exist.
  func prepare() throws {
    let last = try pool.read { try Self.last(in: Connection($0)) }
    watch.withLock { $0.last = last }
  }

  /// Sequence of the newest event; 0 before the first.
  public var last: Int64 { watch.withLock { $0.last } }

  /// Records an event in this transaction, and wakes the subscribers once it is durable.
  /// Answers its sequence number.
  @discardableResult
  public func append(
    kind: String, subject: String, payloadType: String, payload: [UInt8], at time: Timestamp,
    in transaction: Transaction
  ) throws -> Int64 {
    let sequence = try Self.last(in: transaction) + 1
    try transaction.execute(
      """
      INSERT INTO outbox (sequence, kind, subject, recorded_at, payload_type, payload)
      VALUES ($1, $2, $3, $4, $5, $6)
      """,
      [sequence, kind, subject, time.milliseconds, payloadType, payload])
    transaction.afterCommit { [self] in announce(sequence) }
    return sequence
  }

  /// Up to `limit` events after the sequence, oldest first, in this reader's snapshot.
  public func events(
    after sequence: Int64, limit: Int, in connection: Connection
  ) throws -> [OutboxEvent] {
    var events: [OutboxEvent] = []
    try connection.forEach(
      """
      SELECT sequence, kind, subject, recorded_at, payload_type, payload
      FROM outbox WHERE sequence > $1 ORDER BY sequence LIMIT $2
      """, [sequence, limit]
    ) { events.append(try OutboxEvent($0)) }
    return events
  }

  /// Returns when there is an event after the sequence, the database closes, or the task is
  /// cancelled; the caller tells them apart by reading.
  public func wait(after sequence: Int64) async {
    let waiter = watch.withLock { watch in
      watch.nextWaiter += 1
      return watch.nextWaiter
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let now = watch.withLock { watch in
          // Cancellation may have come before the waiter was there to be found.
          if watch.last > sequence || watch.closed || Task.isCancelled { return true }
          watch.waiters[waiter] = continuation
          return false
        }
        if now { continuation.resume() }
      }
    } onCancel: {
      watch.withLock { $0.waiters.removeValue(forKey: waiter) }?.resume()
    }
  }

  /// Whether the database was closed, so that no further event will come.
  public var isClosed: Bool { watch.withLock { $0.closed } }

  func close() {
    wakeAll { $0.closed = true }
  }

  private func announce(_ sequence: Int64) {
    wakeAll { $0.last = max($0.last, sequence) }
  }

  private func wakeAll(_ change: (inout Watch) -> Void) {
    let waiters = watch.withLock { watch in
      change(&watch)
      defer { watch.waiters.removeAll() }
      return Array(watch.waiters.values)
    }
    for waiter in waiters { waiter.resume() }
  }

  private static func last(in connection: Connection) throws -> Int64 {
    try connection.int64("SELECT max(sequence) FROM outbox") ?? 0
  }
}
