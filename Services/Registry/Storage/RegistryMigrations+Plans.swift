extension RegistryMigrations {
  /// Reports on tasks of plans. They are appended and never changed; `number` counts within the task,
  /// so that of two reports that follow the same one the second runs into the primary key.
  static let taskReports = [
    """
    CREATE TABLE task_report (
      task TEXT NOT NULL,
      number BIGINT NOT NULL,
      state TEXT NOT NULL,
      day BIGINT NOT NULL,
      report TEXT NOT NULL,
      reporter TEXT NOT NULL,
      reached TEXT NOT NULL,
      actor TEXT NOT NULL,
      recorded BIGINT NOT NULL REFERENCES registry_change (recorded),
      recorded_at BIGINT NOT NULL,
      PRIMARY KEY (task, number),
      CONSTRAINT task_report_number CHECK (number > 0)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE task_evidence (
      task TEXT NOT NULL,
      number BIGINT NOT NULL,
      position BIGINT NOT NULL,
      evidence TEXT NOT NULL,
      link TEXT NOT NULL,
      day BIGINT,
      PRIMARY KEY (task, number, position),
      CONSTRAINT task_evidence_report FOREIGN KEY (task, number)
        REFERENCES task_report (task, number)
    ) WITHOUT ROWID
    """,
  ]
}
