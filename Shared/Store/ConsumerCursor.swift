import Quantities

/// How far this service has followed another's events, stored in the transaction of the effect:
/// events may arrive twice, and take effect once.
public struct ConsumerCursor: Sendable, Hashable {
  /// The sequence last taken in; 0 before the first.
  public var sequence: Int64
  /// What the event of that sequence was, as a digest: after a restore from an older backup the
  /// other service may give the number to another event. Empty while it is not known.
  public var anchor: String
  /// When the other service was last known to have nothing further; nil before that.
  public var asOf: Timestamp?

  public init(sequence: Int64, anchor: String = "", asOf: Timestamp? = nil) {
    self.sequence = sequence
    self.anchor = anchor
    self.asOf = asOf
  }

  /// The stored cursor; nil before the first event or snapshot.
  public static func find(
    _ consumer: String, in connection: Connection
  ) throws -> ConsumerCursor? {
    try connection.first(
      "SELECT sequence, anchor, as_of FROM consumer_cursor WHERE consumer = $1", [consumer]
    ).map { row in
      ConsumerCursor(
        sequence: try row.int64("sequence"), anchor: try row.text("anchor"),
        asOf: try row.int64OrNil("as_of").map(Timestamp.init(milliseconds:)))
    }
  }

  /// The sequence last taken in; 0 before the first.
  public static func sequence(of consumer: String, in connection: Connection) throws -> Int64 {
    try find(consumer, in: connection)?.sequence ?? 0
  }

  /// Moves the cursor on from where the caller saw it, and answers false (changing nothing) when
  /// it stands elsewhere: the events were taken in before, or not yet those in front of them.
  public static func advance(
    _ consumer: String, from seen: Int64, to sequence: Int64, anchor: String = "",
    in transaction: Transaction
  ) throws -> Bool {
    precondition(seen < sequence, "a cursor moves forward")
    let moved = try transaction.execute(
      "UPDATE consumer_cursor SET sequence = $1, anchor = $2 WHERE consumer = $3 AND sequence = $4",
      [sequence, anchor, consumer, seen])
    if moved > 0 { return true }
    guard try seen == 0 && find(consumer, in: transaction) == nil else { return false }
    try transaction.execute(
      "INSERT INTO consumer_cursor (consumer, sequence, anchor) VALUES ($1, $2, $3)",
      [consumer, sequence, anchor])
    return true
  }

  /// Sets the cursor to where a snapshot stands, forward or back, and answers false (changing
  /// nothing) when it is not where the caller saw it; nil is no cursor at all.
  public static func replace(
    _ consumer: String, seen: Int64?, with sequence: Int64, in transaction: Transaction
  ) throws -> Bool {
    guard try find(consumer, in: transaction)?.sequence == seen else { return false }
    try transaction.execute(
      """
      INSERT INTO consumer_cursor (consumer, sequence, anchor) VALUES ($1, $2, '')
      ON CONFLICT (consumer) DO UPDATE SET sequence = excluded.sequence, anchor = ''
      """, [consumer, sequence])
    return true
  }

  /// Forgets how far it came, so that a snapshot is taken next.
  public static func forget(_ consumer: String, in transaction: Transaction) throws {
    try transaction.execute("DELETE FROM consumer_cursor WHERE consumer = $1", [consumer])
  }

  /// Remembers that at a time nothing followed the sequence, and what its event was; changes
  /// nothing when the cursor stands elsewhere.
  public static func confirm(
    _ consumer: String, at sequence: Int64, anchor: String, asOf: Timestamp,
    in transaction: Transaction
  ) throws {
    try transaction.execute(
      "UPDATE consumer_cursor SET anchor = $1, as_of = $2 WHERE consumer = $3 AND sequence = $4",
      [anchor, asOf.milliseconds, consumer, sequence])
  }
}
