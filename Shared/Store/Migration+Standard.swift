extension Migration {
  /// The tables behind `Outbox`, `IdempotencyLedger` and `ConsumerCursor`; every database has them.
  static let standard: [Migration] = [
    Migration(
      .store, 1, "outbox, idempotency ledger, consumer cursors",
      [
        """
        CREATE TABLE outbox (
          sequence BIGINT PRIMARY KEY,
          kind TEXT NOT NULL,
          subject TEXT NOT NULL,
          recorded_at BIGINT NOT NULL,
          payload_type TEXT NOT NULL,
          payload BYTEA NOT NULL
        )
        """,
        """
        CREATE TABLE idempotency_ledger (
          caller TEXT NOT NULL,
          method TEXT NOT NULL,
          key TEXT NOT NULL,
          request_digest BYTEA NOT NULL,
          status BIGINT NOT NULL,
          response BYTEA NOT NULL,
          recorded_at BIGINT NOT NULL,
          PRIMARY KEY (caller, method, key)
        )
        """,
        "CREATE INDEX idempotency_ledger_recorded_at ON idempotency_ledger (recorded_at)",
        """
        CREATE TABLE consumer_cursor (
          consumer TEXT PRIMARY KEY,
          sequence BIGINT NOT NULL
        )
        """,
      ])
  ]
}
