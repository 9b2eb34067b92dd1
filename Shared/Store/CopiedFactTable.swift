import Quantities

/// A service's copy of another one's facts: what that one knows now, as of any day.
public enum CopiedFactTable {
  /// Puts the facts of these owners in the place of what the copy has of them.
  public static func replace(
    part: String, owners: [String], with facts: [CopiedFact], in transaction: Transaction
  ) throws {
    try transaction.batch("DELETE FROM copied_fact WHERE part = $1 AND owner = $2") { batch in
      for owner in owners {
        try batch.bind(1, part)
        try batch.bind(2, owner)
        try batch.step()
      }
    }
    try transaction.batch(
      """
      INSERT INTO copied_fact (part, owner, key, valid_from, valid_to, content)
      VALUES ($1, $2, $3, $4, $5, $6)
      """
    ) { batch in
      for fact in facts { try insert(fact, part, from: 1, by: batch) }
    }
  }

  private static func insert(
    _ fact: CopiedFact, _ part: String, from first: Int, by batch: Batch
  ) throws {
    try batch.bind(first, part)
    try batch.bind(first + 1, fact.owner)
    try batch.bind(first + 2, fact.key)
    try batch.bind(first + 3, fact.validFrom)
    if let end = fact.validTo { try batch.bind(first + 4, end) }
    try fact.content.withUnsafeBytes { try batch.bind(first + 5, blob: $0) }
    try batch.step()
  }

  // MARK: Snapshots

  /// Begins a snapshot under a number of its own, and forgets what others left that did not end.
  ///
  /// - Parameter running: snapshots that still arrive or were not yet taken.
  public static func beginSnapshot(
    beside running: Set<Int64>, in transaction: Transaction
  ) throws -> Int64 {
    let kept = running.isEmpty ? "-1" : running.map(String.init).joined(separator: ", ")
    try transaction.execute("DELETE FROM copied_fact_arriving WHERE snapshot NOT IN (\(kept))")
    return (running.max() ?? 0) + 1
  }

  /// Adds a piece to a snapshot.
  public static func arrive(
    part: String, _ facts: [CopiedFact], snapshot: Int64, in transaction: Transaction
  ) throws {
    try transaction.batch(
      """
      INSERT INTO copied_fact_arriving
        (snapshot, part, owner, key, valid_from, valid_to, content)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      """
    ) { batch in
      for fact in facts {
        try batch.bind(1, snapshot)
        try insert(fact, part, from: 2, by: batch)
      }
    }
  }

  /// Puts a snapshot in the place of the whole copy.
  ///
  /// - Parameters:
  ///   - consumer: the cursor that goes with the copy.
  ///   - parts: what it is a copy of.
  ///   - recorded: the service's change up to which it knows.
  public static func take(
    snapshot: Int64, of consumer: String, parts: String, recorded: Int64,
    in transaction: Transaction
  ) throws {
    try transaction.execute("DELETE FROM copied_fact")
    try transaction.execute(
      """
      INSERT INTO copied_fact (part, owner, key, valid_from, valid_to, content)
      SELECT part, owner, key, valid_from, valid_to, content FROM copied_fact_arriving
      WHERE snapshot = $1
      """, [snapshot])
    try transaction.execute("DELETE FROM copied_fact_arriving WHERE snapshot = $1", [snapshot])
    try transaction.execute(
      """
      INSERT INTO fact_copy (consumer, parts, recorded) VALUES ($1, $2, $3)
      ON CONFLICT (consumer) DO UPDATE
        SET parts = excluded.parts, recorded = excluded.recorded
      """, [consumer, parts, recorded])
  }

  // MARK: What the copy knows

  /// Remembers the change up to which the copy knows.
  public static func reach(
    recorded: Int64, of consumer: String, in transaction: Transaction
  ) throws {
    try transaction.execute(
      "UPDATE fact_copy SET recorded = $1 WHERE consumer = $2 AND recorded < $1",
      [recorded, consumer])
  }

  /// The change up to which a copy knows, and what it is a copy of; nil when there is none.
  public static func copy(
    of consumer: String, in connection: Connection
  ) throws -> (recorded: Int64, parts: String)? {
    try connection.first(
      "SELECT recorded, parts FROM fact_copy WHERE consumer = $1", [consumer]
    ).map { (try $0.int64("recorded"), try $0.text("parts")) }
  }

  /// The content of the versions that hold on a day of the span, by owner, key and first day; of one
  /// fact only when a key is given that is its owner, too.
  public static func forEach(
    part: String, key: String? = nil, heldWithin days: ClosedRange<Day>,
    in connection: Connection, _ body: ([UInt8]) throws -> Void
  ) throws {
    let one = key == nil ? "" : " AND owner = $4 AND key = $4"
    let arguments: [any SQLConvertible] = [part, days.upperBound.number, days.lowerBound.number]
    try connection.forEach(
      """
      SELECT content FROM copied_fact
      WHERE part = $1 AND valid_from <= $2 AND (valid_to IS NULL OR valid_to > $3)\(one)
      ORDER BY owner, key, valid_from
      """, arguments + (key.map { [$0] } ?? [])
    ) { try body($0.bytes(0)) }
  }

  /// Whether the copy has any fact of a part.
  public static func hasAny(part: String, in connection: Connection) throws -> Bool {
    try connection.exists("SELECT 1 FROM copied_fact WHERE part = $1 LIMIT 1", [part])
  }
}
