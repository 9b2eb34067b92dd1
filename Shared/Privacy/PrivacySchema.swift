import Store

/// The tables of this module, which stand in the database of each service that keeps persons.
public enum PrivacySchema {
  /// Statements for a migration of the service. Released ones never change: the databases remember
  /// their digest.
  public static let statements = [
    // One row per person: the number sealed, and the keyed hash by which it is found.
    """
    CREATE TABLE sealed_identity (
      scope TEXT NOT NULL,
      owner TEXT NOT NULL,
      key_id TEXT NOT NULL,
      lookup BYTEA NOT NULL,
      sealed BYTEA,
      PRIMARY KEY (scope, owner)
    )
    """,
    "CREATE UNIQUE INDEX sealed_identity_lookup ON sealed_identity (scope, lookup)",
    "CREATE INDEX sealed_identity_key ON sealed_identity (scope, key_id, owner)",
    """
    CREATE TABLE data_key (
      key_id TEXT PRIMARY KEY,
      check_value BYTEA NOT NULL
    )
    """,
    // Who read whom, when and why. Nothing changes or deletes a row.
    """
    CREATE TABLE person_access (
      access_id BIGINT PRIMARY KEY,
      at BIGINT NOT NULL,
      actor TEXT NOT NULL,
      roles TEXT NOT NULL,
      purpose TEXT NOT NULL,
      method TEXT NOT NULL,
      asked TEXT NOT NULL
    )
    """,
    "CREATE INDEX person_access_actor ON person_access (actor, access_id)",
    """
    CREATE TABLE person_access_subject (
      subject TEXT NOT NULL,
      access_id BIGINT NOT NULL REFERENCES person_access (access_id),
      PRIMARY KEY (subject, access_id)
    )
    """,
    "CREATE INDEX person_access_subject_access ON person_access_subject (access_id, subject)",
  ]
}
