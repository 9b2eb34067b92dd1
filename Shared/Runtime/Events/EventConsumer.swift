import Contract
import Logging
public import Mesh
import Messages
import Quantities
public import Store

/// Follows another service's events and keeps a copy right by them.
///
/// Each event takes effect once, in the transaction that moves the cursor, whatever is sent twice
/// and whoever is restarted. A gap, a service that was restored from an older backup, and the very
/// first time are answered by a fresh snapshot. While the service is away the copy stays as it is,
/// and `age` says how old that is.
///
/// ```swift
/// let consumer = EventConsumer(
///   name: "dip:registry", source: "registry", client: peers.client(for: .registry),
///   database: database, copy: copy, logger: logger)
/// assembly.background("registry events") { await consumer.run() }
/// ```
public final class EventConsumer: Sendable {
  /// Of the cursor.
  public let name: String
  private let source: String
  private let client: MeshClient
  private let database: Database
  private let copy: any CachedCopy
  private let logger: Logger
  private let clock: @Sendable () -> Timestamp
  private let known: Guarded<CopyAge>

  /// Where a stream of events stands: the last event and its digest.
  private struct Position {
    var sequence: Int64
    var anchor: String
  }

  /// Another task took the events in first; the cursor has to be read again.
  private struct CursorMoved: Error {}

  /// Events taken in together when there are many: few transactions for long absences, and no more
  /// than a few MiB in memory, as an event names 1 000 facts at most.
  private static let batchEvents = 64
  private static let batchBytes = 256 << 10
  /// How often a quiet stream is asked whether there is really nothing: the error of `age`.
  private static let confirmation: Duration = .seconds(60)
  /// Of a stream that waits for new events, and of one that ends with those there are.
  private static let longest = CallOptions(timeout: .seconds(24 * 3600))
  private static let untilEnd = CallOptions(timeout: .seconds(600))

  /// - Parameters:
  ///   - name: of the cursor, unique within the database.
  ///   - source: name of the service that is followed.
  public init(
    name: String, source: String, client: MeshClient, database: Database, copy: any CachedCopy,
    logger: Logger, clock: @escaping @Sendable () -> Timestamp = Timestamp.now
  ) {
    self.name = name
    self.source = source
    self.client = client
    self.database = database
    self.copy = copy
    self.logger = logger
    self.clock = clock
    known = Guarded(CopyAge(source: source, sequence: 0, asOf: nil, isFollowing: false))
  }

  /// How far the copy goes and how old it is, by what this process knows.
  public var age: CopyAge { known.withLock { $0 } }

  /// Learns from the database how far the copy went when the process ended.
  public func recall() throws {
    let cursor = try database.readSync { try ConsumerCursor.find(name, in: $0) }
    guard let cursor else { return }
    known.withLock {
      $0.sequence = cursor.sequence
      $0.asOf = cursor.asOf
    }
  }

  /// Follows until the task is cancelled. Whatever fails is logged and tried again, with growing
  /// pauses of up to eight seconds.
  public func run() async {
    var failures = 0
    while !Task.isCancelled {
      let began = ContinuousClock.now
      do {
        try await catchUp()
        known.withLock { $0.isFollowing = true }
        try await followAndConfirm()
        failures = 0
      } catch is CursorMoved {
        continue
      } catch {
        let wasFollowing = known.withLock { age in
          defer { age.isFollowing = false }
          return age.isFollowing
        }
        guard !Task.isCancelled else { return }
        // A stream that ran for a while and broke is not one that cannot be had.
        failures = wasFollowing && began.duration(to: .now) > .seconds(1) ? 1 : failures + 1
        logger.warning(
          "following events failed; trying again",
          metadata: [
            "consumer": "\(name)", "attempt": "\(failures)", "copy": "\(age)", "error": "\(error)",
          ])
      }
      let pause = 125 << min(failures, 6)
      try? await Task.sleep(for: .milliseconds(pause))
    }
    known.withLock { $0.isFollowing = false }
  }

  /// Takes in what there is now; answers how many events took effect. A gap is repaired by a
  /// snapshot. Afterwards the copy holds everything the service knew when this was called.
  @discardableResult
  public func catchUp() async throws -> Int {
    var applied = 0
    while true {
      do {
        return try await applied + follow(stopAtEnd: true)
      } catch let gap as EventGap {
        logger.notice(
          "making the copy anew", metadata: ["consumer": "\(name)", "reason": "\(gap)"])
        try await renew()
        applied += 1
      } catch is CursorMoved {
        try Task.checkCancellation()
      }
    }
  }

  /// The same for somebody who waits only so long. Throws `DEADLINE_EXCEEDED` when the time is over;
  /// `run` goes on.
  public func catchUp(within patience: Duration) async throws {
    try await withThrowingTaskGroup(of: Bool.self) { group in
      group.addTask {
        try await self.catchUp()
        return true
      }
      group.addTask {
        try await Task.sleep(for: patience)
        return false
      }
      defer { group.cancelAll() }
      if try await group.next() == true { return }
      throw RPCError(
        .deadlineExceeded, reason: "COPY_CATCH_UP_LATE",
        zh: "未能及时从 \(source) 更新副本。",
        en: "The copy of \(source) was not brought up to date in time.",
        remedyZh: "请稍后重试，或使用现有副本。", remedyEn: "Try again later, or use the copy as it is.")
    }
  }

  private func followAndConfirm() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { _ = try await self.follow(stopAtEnd: false) }
      group.addTask {
        while true {
          try await Task.sleep(for: Self.confirmation)
          try await self.catchUp()
        }
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }
}

// MARK: Following

extension EventConsumer {
  /// Asks for the event taken in last, too: that it comes, and is the same, shows that the service
  /// has the history that the copy was made by.
  private func follow(stopAtEnd: Bool) async throws -> Int {
    let cursor = try await database.read { try ConsumerCursor.find(name, in: $0) }
    guard let cursor else { throw EventGap.noCopy }
    var position = Position(sequence: cursor.sequence, anchor: cursor.anchor)
    var isAnchored = cursor.sequence == 0
    var batch: [Common.Event] = []
    var batchBytes = 0
    var applied = 0
    let asked = clock()
    do {
      let events = try await EventsClient(client: client).subscribe(
        Common.SubscribeRequest(
          afterSequence: UInt64(max(0, cursor.sequence - 1)), stopAtEnd: stopAtEnd),
        options: stopAtEnd ? Self.untilEnd : Self.longest)
      for try await event in events {
        let sequence = Int64(clamping: event.sequence)
        if sequence == cursor.sequence, !isAnchored {
          position.anchor = try Self.verified(event, against: cursor)
          isAnchored = true
          continue
        }
        let next = (batch.last.map { Int64(clamping: $0.sequence) } ?? position.sequence) + 1
        guard sequence >= next else { continue }  // sent again
        guard isAnchored, sequence == next else {
          throw EventGap.missing(after: next - 1, next: sequence)
        }
        batch.append(event)
        batchBytes += event.payload.count
        if !stopAtEnd || batch.count >= Self.batchEvents || batchBytes >= Self.batchBytes {
          position = try await take(batch, after: position)
          applied += batch.count
          batch = []
          batchBytes = 0
        }
      }
    } catch let error as RPCError where error.reason == "EVENTS_CURSOR_AHEAD" {
      throw EventGap.behind(cursor.sequence)
    }
    if !batch.isEmpty {
      position = try await take(batch, after: position)
      applied += batch.count
    }
    guard isAnchored else { throw EventGap.behind(cursor.sequence) }
    if stopAtEnd { try await confirm(position, asOf: asked) }
    return applied
  }

  private static func verified(
    _ event: Common.Event, against cursor: ConsumerCursor
  ) throws -> String {
    let anchor = try digest(of: event)
    guard cursor.anchor.isEmpty || cursor.anchor == anchor else {
      throw EventGap.rewritten(cursor.sequence)
    }
    return anchor
  }

  private func take(_ events: [Common.Event], after position: Position) async throws -> Position {
    guard let last = events.last else { return position }
    let next = Position(
      sequence: Int64(clamping: last.sequence), anchor: try Self.digest(of: last))
    let change = try await copy.change(by: events)
    try await database.write { transaction in
      let isNew = try ConsumerCursor.advance(
        name, from: position.sequence, to: next.sequence, anchor: next.anchor, in: transaction)
      guard isNew else { throw CursorMoved() }
      try change?(transaction)
    }
    known.withLock { $0.sequence = max($0.sequence, next.sequence) }
    return next
  }

  private func confirm(_ position: Position, asOf: Timestamp) async throws {
    try await database.write {
      try ConsumerCursor.confirm(
        name, at: position.sequence, anchor: position.anchor, asOf: asOf, in: $0)
    }
    known.withLock { age in
      guard age.sequence <= position.sequence else { return }
      age.sequence = position.sequence
      age.asOf = max(age.asOf ?? asOf, asOf)
    }
  }

  private func renew() async throws {
    let seen = try await database.read { try ConsumerCursor.find(name, in: $0)?.sequence }
    let snapshot = try await copy.snapshot()
    let isTaken = try await database.write { transaction in
      guard
        try ConsumerCursor.replace(name, seen: seen, with: snapshot.sequence, in: transaction)
      else { return false }
      try snapshot.change(transaction)
      return true
    }
    // Another task was first; what it took in is followed from there.
    guard isTaken else { return }
    known.withLock { $0.sequence = snapshot.sequence }
  }

  private static func digest(of event: Common.Event) throws -> String {
    SHA256Digest(of: try event.encoded()).description
  }
}
