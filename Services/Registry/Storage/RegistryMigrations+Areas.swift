extension RegistryMigrations {
  /// What areas need beyond their versions: where they lie, counts of earlier years, events, and who
  /// borders on whom.
  static let areaHistory =
    [
      "ALTER TABLE area ADD COLUMN longitude_e6 BIGINT",
      "ALTER TABLE area ADD COLUMN latitude_e6 BIGINT",
      "ALTER TABLE area ADD COLUMN earlier_residents TEXT NOT NULL DEFAULT ''",
      """
      CREATE TABLE area_event (
        recorded BIGINT NOT NULL REFERENCES registry_change (recorded),
        ordinal BIGINT NOT NULL,
        kind TEXT NOT NULL,
        day BIGINT NOT NULL,
        codes_before TEXT NOT NULL,
        codes_after TEXT NOT NULL,
        basis TEXT NOT NULL,
        PRIMARY KEY (recorded, ordinal)
      )
      """,
      "CREATE INDEX area_event_day ON area_event (day, recorded, ordinal)",
      """
      CREATE TABLE area_event_code (
        code TEXT NOT NULL,
        recorded BIGINT NOT NULL,
        ordinal BIGINT NOT NULL,
        PRIMARY KEY (code, recorded, ordinal)
      )
      """,
      """
      CREATE TABLE area_adjacency (
        area TEXT NOT NULL,
        neighbour TEXT NOT NULL,
      \(validity),
        PRIMARY KEY (area, neighbour, valid_from, recorded),
      \(checks("area_adjacency"))
      ) WITHOUT ROWID
      """,
    ] + currency("area_adjacency", key: "area, neighbour") + [
      "CREATE INDEX area_adjacency_neighbour ON area_adjacency (neighbour)"
    ]
}
