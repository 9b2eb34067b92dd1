import Privacy
import RegistryDomain
import Store

/// The tables of the registry. Facts are versions: `valid_from`/`valid_to` (days since 1970, the end
/// not included) say when a version holds in the world, `recorded`/`superseded` (sequences of
/// `registry_change`) between which changes the registry held it to be true. Nothing is deleted.
/// Partial unique indexes keep one present version per key and first day, one open version per key,
/// one county consortium per institution and one lead per consortium.
public enum RegistryMigrations {
  /// Released steps keep their place: what comes later goes to the end.
  public static let all: [Migration] = steps.enumerated().map { index, step in
    Migration(index + 1, step.name, step.statements)
  }

  private static let steps: [(name: String, statements: [String])] =
    [
      (
        "areas, institutions, consortia, memberships",
        changes + areas + institutions + consortia + memberships
      ),
      ("area events, adjacency, places and counts", areaHistory),
      ("reports on tasks of plans", taskReports),
      ("identity numbers and who read persons", PrivacySchema.statements),
      (
        "what changed of institutions since",
        [
          "CREATE INDEX institution_recorded ON institution (recorded)",
          "CREATE INDEX institution_superseded ON institution (superseded)",
        ]
      ),
    ] + RegisterCatalogue.all.map { type in ("register \(type.register.name)", statements(type)) }

  private static func statements<Entry: RegisterEntry>(_ type: Entry.Type) -> [String] {
    RegisterRows<Entry>.statements
  }

  private static let changes = [
    """
    CREATE TABLE registry_change (
      recorded BIGINT PRIMARY KEY,
      recorded_at BIGINT NOT NULL,
      actor TEXT NOT NULL,
      summary TEXT NOT NULL
    )
    """
  ]

  static let validity = """
      valid_from BIGINT NOT NULL,
      valid_to BIGINT,
      recorded BIGINT NOT NULL REFERENCES registry_change (recorded),
      superseded BIGINT REFERENCES registry_change (recorded)
    """

  static func checks(_ table: String) -> String {
    """
      CONSTRAINT \(table)_validity CHECK (valid_to IS NULL OR valid_to > valid_from),
      CONSTRAINT \(table)_sequence CHECK (superseded IS NULL OR superseded > recorded)
    """
  }

  /// One present version per key and first day, and one open version per key.
  static func currency(_ table: String, key: String) -> [String] {
    [
      """
      CREATE UNIQUE INDEX \(table)_current ON \(table) (\(key), valid_from)
      WHERE superseded IS NULL
      """,
      """
      CREATE UNIQUE INDEX \(table)_open ON \(table) (\(key))
      WHERE superseded IS NULL AND valid_to IS NULL
      """,
    ]
  }

  private static let areas =
    [
      """
      CREATE TABLE area (
        code TEXT NOT NULL,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        level BIGINT NOT NULL,
        parent TEXT,
        successors TEXT NOT NULL,
        residents BIGINT,
        residents_year BIGINT,
      \(validity),
        PRIMARY KEY (code, valid_from, recorded),
      \(checks("area"))
      ) WITHOUT ROWID
      """
    ] + currency("area", key: "code") + ["CREATE INDEX area_parent ON area (parent)"]

  private static let institutions =
    [
      """
      CREATE TABLE institution (
        code TEXT NOT NULL,
        name TEXT NOT NULL,
        aliases TEXT NOT NULL,
        uscc TEXT,
        insurance_code TEXT,
        kind TEXT NOT NULL,
        level TEXT NOT NULL,
        grade TEXT NOT NULL,
        ownership TEXT NOT NULL,
        founder TEXT NOT NULL,
        area TEXT NOT NULL,
        longitude_e6 BIGINT,
        latitude_e6 BIGINT,
        beds BIGINT NOT NULL,
      \(validity),
        PRIMARY KEY (code, valid_from, recorded),
      \(checks("institution"))
      ) WITHOUT ROWID
      """
    ] + currency("institution", key: "code") + [
      """
      CREATE UNIQUE INDEX institution_uscc_open ON institution (uscc)
      WHERE superseded IS NULL AND valid_to IS NULL AND uscc IS NOT NULL
      """,
      """
      CREATE UNIQUE INDEX institution_insurance_open ON institution (insurance_code)
      WHERE superseded IS NULL AND valid_to IS NULL AND insurance_code IS NOT NULL
      """,
      "CREATE INDEX institution_area ON institution (area)",
      "CREATE INDEX institution_uscc ON institution (uscc)",
      "CREATE INDEX institution_insurance ON institution (insurance_code)",
    ]

  private static let consortia =
    [
      """
      CREATE TABLE consortium (
        code TEXT NOT NULL,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        area TEXT NOT NULL,
        integrated TEXT NOT NULL,
      \(validity),
        PRIMARY KEY (code, valid_from, recorded),
      \(checks("consortium"))
      ) WITHOUT ROWID
      """
    ] + currency("consortium", key: "code") + ["CREATE INDEX consortium_area ON consortium (area)"]

  private static let memberships =
    [
      """
      CREATE TABLE membership (
        consortium TEXT NOT NULL,
        institution TEXT NOT NULL,
        role TEXT NOT NULL,
        consortium_kind TEXT NOT NULL,
        override_rule TEXT,
        override_reason TEXT,
        override_by TEXT,
      \(validity),
        PRIMARY KEY (consortium, institution, valid_from, recorded),
      \(checks("membership")),
        CONSTRAINT membership_override CHECK (
          (override_rule IS NULL) = (override_reason IS NULL)
          AND (override_rule IS NULL) = (override_by IS NULL))
      ) WITHOUT ROWID
      """
    ] + currency("membership", key: "consortium, institution") + [
      """
      CREATE UNIQUE INDEX membership_county_open ON membership (institution)
      WHERE superseded IS NULL AND valid_to IS NULL AND consortium_kind = 'county'
      """,
      """
      CREATE UNIQUE INDEX membership_lead_open ON membership (consortium)
      WHERE superseded IS NULL AND valid_to IS NULL AND role = 'lead'
      """,
      "CREATE INDEX membership_institution ON membership (institution)",
    ]
}
