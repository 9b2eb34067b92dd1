import Privacy
import Store

/// The tables of the contracting service.
///
/// Two promises are kept by the tables themselves, whatever the program does:
///
/// **One contract in force per resident and day.** `contract_period` is a chain per resident: every
/// row names the end of the row before it. `UNIQUE (resident_id, previous_until)` lets each row have
/// one follower, the foreign key makes `previous_until` the end of a row that exists, and
/// `previous_until <= from_day < until_day` lets the chain only go forward. So by induction from the
/// chain's root no two rows share a day. These are plain constraints: they hold under any isolation
/// level, on SQLite as on PostgreSQL, where the second of two concurrent signers runs into the unique
/// index.
///
/// **The panel limit.** `panel_day` counts the residents of a doctor on each day, over all
/// institutions, and its CHECK refuses a count above the limit. The count changes in the transaction
/// of the contract, by `used = used + 1` on the row itself, so concurrent signers queue on the row.
public enum ContractingSchema {
  public static let migrations: [Migration] = [
    Migration(1, "residents and teams", residents + teams + imports),
    Migration(2, "packages and contracts", packages + contracts),
    Migration(3, "capitation", capitation),
    Migration(4, "identity numbers sealed, accesses recorded", PrivacySchema.statements + privacy),
  ]

  private static let residents = [
    """
    CREATE TABLE resident (
      resident_id TEXT PRIMARY KEY,
      identity_hash BYTEA NOT NULL,
      identity_masked TEXT NOT NULL,
      name TEXT NOT NULL,
      sex TEXT NOT NULL,
      birthday BIGINT NOT NULL,
      area_code TEXT NOT NULL,
      grid_code TEXT NOT NULL,
      insurance TEXT NOT NULL,
      deceased_on BIGINT
    )
    """,
    "CREATE UNIQUE INDEX resident_identity ON resident (identity_hash)",
    "CREATE INDEX resident_area ON resident (area_code, resident_id)",
    "CREATE INDEX resident_name ON resident (name, resident_id)",
    """
    CREATE TABLE resident_group (
      resident_id TEXT NOT NULL REFERENCES resident (resident_id),
      group_code TEXT NOT NULL,
      valid_from BIGINT NOT NULL,
      valid_until BIGINT,
      PRIMARY KEY (resident_id, group_code, valid_from)
    )
    """,
    "CREATE INDEX resident_group_code ON resident_group (group_code, resident_id)",
  ]

  /// The hashes of before go to the vault, which seals each number as soon as it is found out; the
  /// mask shows as much as a log does.
  private static let privacy = [
    """
    INSERT INTO sealed_identity (scope, owner, key_id, lookup, sealed)
    SELECT '\(ResidentTable.vaultScope)', resident_id, '\(FormerLookup.keyID)', identity_hash, NULL
    FROM resident
    """,
    "DROP INDEX resident_identity",
    "ALTER TABLE resident DROP COLUMN identity_hash",
    """
    UPDATE resident SET identity_masked = substr(identity_masked, 1, 6) || '***********'
      || substr(identity_masked, 18, 1)
    """,
  ]

  private static let teams = [
    """
    CREATE TABLE team (
      team_id TEXT PRIMARY KEY,
      name TEXT NOT NULL,
      institution_code TEXT NOT NULL,
      institution_name TEXT NOT NULL,
      area_code TEXT NOT NULL
    )
    """,
    "CREATE INDEX team_institution ON team (institution_code, team_id)",
    """
    CREATE TABLE team_member (
      team_id TEXT NOT NULL REFERENCES team (team_id),
      doctor_id TEXT NOT NULL,
      valid_from BIGINT NOT NULL,
      valid_until BIGINT,
      name TEXT NOT NULL,
      role TEXT NOT NULL,
      PRIMARY KEY (team_id, doctor_id, valid_from)
    )
    """,
    "CREATE INDEX team_member_doctor ON team_member (doctor_id, team_id)",
  ]

  private static let imports = [
    """
    CREATE TABLE import_issue (
      import_id TEXT NOT NULL,
      number BIGINT NOT NULL,
      line BIGINT NOT NULL,
      column_name TEXT NOT NULL,
      value TEXT NOT NULL,
      code TEXT NOT NULL,
      message_zh TEXT NOT NULL,
      message_en TEXT NOT NULL,
      remedy_zh TEXT NOT NULL,
      remedy_en TEXT NOT NULL,
      PRIMARY KEY (import_id, number)
    )
    """
  ]

  private static let packages = [
    """
    CREATE TABLE package (
      package_code TEXT NOT NULL,
      version BIGINT NOT NULL,
      name TEXT NOT NULL,
      kind TEXT NOT NULL,
      tier TEXT NOT NULL,
      period_months BIGINT NOT NULL,
      groups TEXT NOT NULL,
      valid_from BIGINT NOT NULL,
      valid_until BIGINT,
      source TEXT NOT NULL,
      assumed BIGINT NOT NULL,
      PRIMARY KEY (package_code, version)
    )
    """,
    """
    CREATE TABLE package_fee (
      package_code TEXT NOT NULL,
      version BIGINT NOT NULL,
      position BIGINT NOT NULL,
      group_code TEXT NOT NULL,
      price_fen BIGINT NOT NULL,
      fund_fen BIGINT NOT NULL,
      public_health_fen BIGINT NOT NULL,
      personal_account_fen BIGINT NOT NULL,
      own_payment_fen BIGINT NOT NULL,
      PRIMARY KEY (package_code, version, position),
      FOREIGN KEY (package_code, version) REFERENCES package (package_code, version),
      CONSTRAINT package_fee_adds_up CHECK (
        price_fen = fund_fen + public_health_fen + personal_account_fen + own_payment_fen)
    )
    """,
    """
    CREATE TABLE package_item (
      package_code TEXT NOT NULL,
      version BIGINT NOT NULL,
      position BIGINT NOT NULL,
      item_code TEXT NOT NULL,
      name TEXT NOT NULL,
      times BIGINT NOT NULL,
      price_fen BIGINT NOT NULL,
      PRIMARY KEY (package_code, version, position),
      FOREIGN KEY (package_code, version) REFERENCES package (package_code, version)
    )
    """,
  ]

  private static let contracts = [
    """
    CREATE TABLE contract (
      contract_id TEXT PRIMARY KEY,
      resident_id TEXT NOT NULL REFERENCES resident (resident_id),
      team_id TEXT NOT NULL REFERENCES team (team_id),
      institution_code TEXT NOT NULL,
      doctor_id TEXT NOT NULL,
      package_code TEXT NOT NULL,
      package_version BIGINT NOT NULL,
      fee_group TEXT NOT NULL,
      price_fen BIGINT NOT NULL,
      fund_fen BIGINT NOT NULL,
      public_health_fen BIGINT NOT NULL,
      personal_account_fen BIGINT NOT NULL,
      own_payment_fen BIGINT NOT NULL,
      valid_from BIGINT NOT NULL,
      valid_until BIGINT NOT NULL,
      agreed_until BIGINT NOT NULL,
      standing TEXT NOT NULL,
      end_reason TEXT,
      predecessor_id TEXT,
      successor_id TEXT,
      FOREIGN KEY (package_code, package_version) REFERENCES package (package_code, version),
      CONSTRAINT contract_fee_adds_up CHECK (
        price_fen = fund_fen + public_health_fen + personal_account_fen + own_payment_fen)
    )
    """,
    "CREATE INDEX contract_resident ON contract (resident_id, contract_id)",
    "CREATE INDEX contract_team ON contract (team_id, contract_id)",
    "CREATE INDEX contract_doctor ON contract (doctor_id, contract_id)",
    "CREATE INDEX contract_institution ON contract (institution_code, contract_id)",
    """
    CREATE TABLE contract_step (
      contract_id TEXT NOT NULL REFERENCES contract (contract_id),
      number BIGINT NOT NULL,
      kind TEXT NOT NULL,
      effective_on BIGINT NOT NULL,
      reason TEXT,
      note TEXT NOT NULL,
      actor TEXT NOT NULL,
      recorded_at BIGINT NOT NULL,
      PRIMARY KEY (contract_id, number)
    )
    """,
    // The root row of a chain is the only one without a predecessor; it lies before every day.
    """
    CREATE TABLE contract_period (
      resident_id TEXT NOT NULL REFERENCES resident (resident_id),
      until_day BIGINT NOT NULL,
      from_day BIGINT NOT NULL,
      previous_until BIGINT,
      contract_id TEXT REFERENCES contract (contract_id),
      PRIMARY KEY (resident_id, until_day),
      CONSTRAINT contract_period_root CHECK (
        (previous_until IS NULL) = (until_day = \(ContractTimeline.origin))
        AND (contract_id IS NULL) = (until_day = \(ContractTimeline.origin))),
      CONSTRAINT contract_period_order CHECK (
        from_day < until_day AND (previous_until IS NULL OR previous_until <= from_day)),
      CONSTRAINT contract_period_chain FOREIGN KEY (resident_id, previous_until)
        REFERENCES contract_period (resident_id, until_day) DEFERRABLE INITIALLY DEFERRED
    )
    """,
    "CREATE UNIQUE INDEX contract_period_previous ON contract_period (resident_id, previous_until)",
    "CREATE UNIQUE INDEX contract_period_contract ON contract_period (contract_id)",
    """
    CREATE TABLE panel_day (
      doctor_id TEXT NOT NULL,
      day BIGINT NOT NULL,
      used BIGINT NOT NULL,
      panel_limit BIGINT NOT NULL,
      PRIMARY KEY (doctor_id, day),
      CONSTRAINT panel_within_limit CHECK (used >= 0 AND used <= panel_limit)
    ) WITHOUT ROWID
    """,
  ]

  private static let capitation = [
    """
    CREATE TABLE capitation_policy (
      policy_id TEXT PRIMARY KEY,
      digest TEXT NOT NULL,
      document TEXT NOT NULL,
      recorded_at BIGINT NOT NULL
    )
    """,
    """
    CREATE TABLE capitation_run (
      run_number BIGINT PRIMARY KEY,
      run_id TEXT NOT NULL,
      month BIGINT NOT NULL,
      policy_id TEXT NOT NULL REFERENCES capitation_policy (policy_id),
      input_digest TEXT NOT NULL,
      result_digest TEXT NOT NULL,
      residents BIGINT NOT NULL,
      lines BIGINT NOT NULL,
      excluded_lines BIGINT NOT NULL,
      attributed_days BIGINT NOT NULL,
      total_fen BIGINT NOT NULL,
      entitlement_units TEXT NOT NULL,
      recorded_at BIGINT NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX capitation_run_id ON capitation_run (run_id)",
    "CREATE INDEX capitation_run_month ON capitation_run (month, run_number)",
    """
    CREATE TABLE capitation_line (
      run_number BIGINT NOT NULL REFERENCES capitation_run (run_number),
      resident_id TEXT NOT NULL,
      from_day BIGINT NOT NULL,
      until_day BIGINT NOT NULL,
      contract_id TEXT NOT NULL,
      team_id TEXT NOT NULL,
      institution_code TEXT NOT NULL,
      age BIGINT NOT NULL,
      sex TEXT NOT NULL,
      tier TEXT NOT NULL,
      groups TEXT NOT NULL,
      insurance TEXT NOT NULL,
      exclusion TEXT,
      amount_fen BIGINT NOT NULL,
      PRIMARY KEY (run_number, resident_id, from_day)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE capitation_statement (
      run_number BIGINT NOT NULL REFERENCES capitation_run (run_number),
      institution_code TEXT NOT NULL,
      team_id TEXT NOT NULL,
      residents BIGINT NOT NULL,
      attributed_days BIGINT NOT NULL,
      amount_fen BIGINT NOT NULL,
      PRIMARY KEY (run_number, institution_code, team_id)
    )
    """,
    "CREATE INDEX capitation_statement_institution ON capitation_statement (institution_code)",
  ]
}
