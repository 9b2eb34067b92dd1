import Store

/// The tables of the indicators service.
public enum IndicatorsMigrations {
  public static let all = [
    Migration(
      1, "elements, indicators, targets, observations",
      [
        """
        CREATE TABLE element (
          code TEXT PRIMARY KEY,
          name_zh TEXT NOT NULL,
          name_en TEXT NOT NULL,
          unit TEXT NOT NULL,
          time_aggregation TEXT NOT NULL CHECK (time_aggregation IN ('sum', 'last')),
          additive BIGINT NOT NULL CHECK (additive IN (0, 1))
        )
        """,
        """
        CREATE TABLE indicator (
          code TEXT PRIMARY KEY,
          name_zh TEXT NOT NULL,
          name_en TEXT NOT NULL,
          unit TEXT NOT NULL,
          numerator TEXT NOT NULL,
          denominator TEXT,
          factor TEXT NOT NULL
        )
        """,
        """
        CREATE TABLE target (
          id TEXT PRIMARY KEY,
          indicator TEXT NOT NULL REFERENCES indicator (code),
          comparator TEXT NOT NULL CHECK (comparator IN ('ge', 'le', 'eq', 'between')),
          value TEXT NOT NULL,
          upper_value TEXT,
          year BIGINT,
          subject TEXT NOT NULL,
          strength TEXT NOT NULL
            CHECK (strength IN ('must', 'strive', 'gradual', 'in_principle')),
          source TEXT NOT NULL,
          quote TEXT NOT NULL,
          CHECK ((comparator = 'between') = (upper_value IS NOT NULL))
        )
        """,
        "CREATE INDEX target_subject ON target (subject)",
        """
        CREATE TABLE observation (
          element TEXT NOT NULL REFERENCES element (code),
          subject TEXT NOT NULL,
          period TEXT NOT NULL,
          version BIGINT NOT NULL,
          value TEXT NOT NULL,
          reporter TEXT NOT NULL,
          recorded_at BIGINT NOT NULL,
          is_current BIGINT NOT NULL CHECK (is_current IN (0, 1)),
          PRIMARY KEY (element, subject, period, version)
        )
        """,
        // One current version a key, whoever writes at the same time.
        """
        CREATE UNIQUE INDEX observation_current
          ON observation (element, subject, period) WHERE is_current = 1
        """,
        "CREATE INDEX observation_subject ON observation (subject, element) WHERE is_current = 1",
      ])
  ]
}
