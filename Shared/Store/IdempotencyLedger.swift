import Quantities

/// Remembers the answer of every write that carried an idempotency key (幂等键), in the transaction
/// of that write: a caller that retries after a lost answer or a crash gets the first answer, and
/// the work is done once.
public enum IdempotencyLedger {
  /// What a caller promises to use for one piece of work only.
  public struct Key: Sendable, Hashable {
    /// Verified identity of the caller, so that nobody can read another's answers by guessing keys.
    public var caller: String
    /// Full method name.
    public var method: String
    public var key: String

    public init(caller: String, method: String, key: String) {
      self.caller = caller
      self.method = method
      self.key = key
    }
  }

  /// An answer as it was first given.
  public struct Answer: Sendable, Hashable {
    /// Status code of the call; 0 is OK.
    public var status: Int32
    public var response: [UInt8]

    public init(status: Int32 = 0, response: [UInt8]) {
      self.status = status
      self.response = response
    }
  }

  /// Does the work and remembers its answer, or returns the remembered one without working. When
  /// the work throws, nothing is remembered and a retry works anew.
  ///
  /// Throws `IDEMPOTENCY_KEY_REUSED` when the key came before with another request.
  public static func perform(
    _ key: Key, request: SHA256Digest, at time: Timestamp, in transaction: Transaction,
    work: () throws -> Answer
  ) throws -> Answer {
    if let earlier = try recorded(key, request: request, in: transaction) { return earlier }
    let answer = try work()
    try transaction.execute(
      """
      INSERT INTO idempotency_ledger
        (caller, method, key, request_digest, status, response, recorded_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      """,
      [
        key.caller, key.method, key.key, request.bytes, answer.status, answer.response,
        time.milliseconds,
      ])
    return answer
  }

  /// The answer given to this key, nil when the key is new. For work that spans transactions and
  /// checks before it starts.
  public static func recorded(
    _ key: Key, request: SHA256Digest, in connection: Connection
  ) throws -> Answer? {
    let row = try connection.first(
      """
      SELECT request_digest, status, response FROM idempotency_ledger
      WHERE caller = $1 AND method = $2 AND key = $3
      """, [key.caller, key.method, key.key])
    guard let row else { return nil }
    guard try row.bytes("request_digest") == request.bytes else {
      throw Problem(
        .conflict, "IDEMPOTENCY_KEY_REUSED",
        zh: "该幂等键已用于另一个内容不同的请求。",
        en: "This idempotency key was used for a request with other content.",
        remedyZh: "新的请求请使用新的幂等键；重试请原样重发。",
        remedyEn: "Use a new key for a new request; send a retry unchanged.",
        details: [Problem.Detail("method", key.method), Problem.Detail("key", key.key)])
    }
    return Answer(status: try row.int32("status"), response: try row.bytes("response"))
  }

  /// Forgets answers recorded before a moment, and answers how many: keys are promised to be
  /// remembered for a time, not for ever.
  @discardableResult
  public static func forget(before time: Timestamp, in transaction: Transaction) throws -> Int {
    try transaction.execute(
      "DELETE FROM idempotency_ledger WHERE recorded_at < $1", [time.milliseconds])
  }
}
