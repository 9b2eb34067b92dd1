import Quantities

/// Brings a database's tables up to date, each step in a transaction of its own together with the
/// record that it was taken.
struct Migrator {
  let migrations: [Migration]

  init(_ migrations: [Migration]) {
    for series in [Migration.Series.store, .service] {
      let numbers = migrations.filter { $0.series == series }.map(\.number)
      precondition(
        numbers == Array(1..<(numbers.count + 1)), "migrations are numbered 1, 2, 3 … in order")
    }
    self.migrations = migrations
  }

  func apply(to database: Database) throws {
    try database.writeSync { transaction in
      try transaction.execute(
        """
        CREATE TABLE IF NOT EXISTS schema_migration (
          series TEXT NOT NULL,
          number INTEGER NOT NULL,
          name TEXT NOT NULL,
          digest TEXT NOT NULL,
          applied_at INTEGER NOT NULL,
          PRIMARY KEY (series, number)
        ) STRICT
        """)
    }
    let taken = try database.readSync { try Self.taken($0) }
    try verify(taken)
    for migration in migrations where taken[Step(migration)] == nil {
      try database.redefine { try take(migration, in: $0) }
    }
  }

  private struct Step: Hashable {
    let series: String
    let number: Int

    init(_ migration: Migration) {
      series = migration.series.rawValue
      number = migration.number
    }

    init(_ row: Row) throws {
      series = try row.text("series")
      number = try row.int("number")
    }
  }

  private static func taken(_ connection: Connection) throws -> [Step: String] {
    let rows = try connection.query("SELECT series, number, digest FROM schema_migration")
    var digests: [Step: String] = [:]
    for row in rows { digests[try Step(row)] = try row.text("digest") }
    return digests
  }

  private func verify(_ taken: [Step: String]) throws(Problem) {
    let known = Set(migrations.map { Step($0) })
    if let unknown = taken.keys.first(where: { !known.contains($0) }) {
      throw Problem(
        .failedPrecondition, "STORE_DATABASE_NEWER",
        zh: "数据库由更新版本的程序建立（迁移 \(unknown.number)）。",
        en: "A newer program made this database (migration \(unknown.number)).",
        remedyZh: "请升级程序，或恢复升级前的备份。",
        remedyEn: "Upgrade the program, or restore the backup made before the upgrade.",
        details: [Problem.Detail("migration", "\(unknown.series) \(unknown.number)")])
    }
    for migration in migrations {
      guard let digest = taken[Step(migration)], digest != migration.digest.description else {
        continue
      }
      throw Problem(
        .failedPrecondition, "STORE_MIGRATION_EDITED",
        zh: "迁移 \(migration.number)“\(migration.name)”在执行之后被改动。",
        en: "Migration \(migration.number) \"\(migration.name)\" was edited after it was taken.",
        remedyZh: "请使用与数据库一致的程序版本；改动应写成新的迁移。",
        remedyEn: "Use the program that fits the database; a change belongs in a new migration.",
        details: [
          Problem.Detail("migration", "\(migration.number)"),
          Problem.Detail("digest of the database", digest),
          Problem.Detail("digest of the program", migration.digest.description),
        ])
    }
  }

  private func take(_ migration: Migration, in transaction: Transaction) throws {
    for statement in migration.statements {
      try transaction.execute(SQLiteDialect.definition(statement))
    }
    try transaction.execute(
      """
      INSERT INTO schema_migration (series, number, name, digest, applied_at)
      VALUES ($1, $2, $3, $4, $5)
      """,
      [
        migration.series.rawValue, migration.number, migration.name,
        migration.digest.description, Timestamp.now().milliseconds,
      ])
    guard try !transaction.exists("PRAGMA foreign_key_check") else {
      throw ConstraintViolation(kind: .foreignKey, constraint: migration.name)
    }
  }
}
