extension Migration {
  /// The tables behind `Outbox`, `IdempotencyLedger`, `ConsumerCursor` and `CopiedFactTable`; every
  /// database has them.
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
      ]),
    Migration(
      .store, 2, "what a consumer's last event was, and when it had them all",
      [
        "ALTER TABLE consumer_cursor ADD COLUMN anchor TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE consumer_cursor ADD COLUMN as_of BIGINT",
      ]),
    Migration(
      .store, 3, "facts copied from another service",
      [
        // Versions of a fact do not overlap: what its service knows now, as of any day.
        """
        CREATE TABLE copied_fact (
          part TEXT NOT NULL,
          owner TEXT NOT NULL,
          key TEXT NOT NULL,
          valid_from BIGINT NOT NULL,
          valid_to BIGINT,
          content BYTEA NOT NULL,
          PRIMARY KEY (part, owner, key, valid_from)
        ) WITHOUT ROWID
        """,
        // Facts of a new copy while they arrive; they take the place of the old one all at once.
        """
        CREATE TABLE copied_fact_arriving (
          snapshot BIGINT NOT NULL,
          part TEXT NOT NULL,
          owner TEXT NOT NULL,
          key TEXT NOT NULL,
          valid_from BIGINT NOT NULL,
          valid_to BIGINT,
          content BYTEA NOT NULL,
          PRIMARY KEY (snapshot, part, owner, key, valid_from)
        ) WITHOUT ROWID
        """,
        // How far the copy knows of the service's changes, which are not numbered like its events.
        """
        CREATE TABLE fact_copy (
          consumer TEXT PRIMARY KEY,
          parts TEXT NOT NULL,
          recorded BIGINT NOT NULL
        )
        """,
      ]),
  ]
}
