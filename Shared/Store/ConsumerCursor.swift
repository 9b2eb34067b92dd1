import Quantities

/// How far this service has followed another's events, stored in the transaction of the effect:
/// events may arrive twice, and take effect once.
public enum ConsumerCursor {
  /// The sequence last taken in; 0 before the first.
  public static func sequence(of consumer: String, in connection: Connection) throws -> Int64 {
    try connection.int64(
      "SELECT sequence FROM consumer_cursor WHERE consumer = $1", [consumer]) ?? 0
  }

  /// Moves the cursor on, and answers false (changing nothing) when the event was taken in before.
  public static func advance(
    _ consumer: String, to sequence: Int64, in transaction: Transaction
  ) throws -> Bool {
    try transaction.execute(
      """
      INSERT INTO consumer_cursor (consumer, sequence) VALUES ($1, $2)
      ON CONFLICT (consumer) DO UPDATE SET sequence = excluded.sequence
      WHERE consumer_cursor.sequence < excluded.sequence
      """, [consumer, sequence]) > 0
  }
}
