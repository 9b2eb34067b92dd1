import Quantities
import Store
import Testing

struct MigrationTests {
  private let first = Migration(1, "areas", ["CREATE TABLE area (code TEXT PRIMARY KEY)"])
  private let second = Migration(2, "names", ["ALTER TABLE area ADD COLUMN name TEXT"])

  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = try TemporaryDatabase.makeFolder()
    defer { TemporaryDatabase.remove(folder) }
    try body(folder + "/test.sqlite")
  }

  private func open(_ path: String, _ migrations: [Migration]) throws {
    let database = try Database.open(path: path, migrations: migrations)
    try database.writeSync {
      try $0.execute("INSERT INTO area (code) VALUES ($1)", ["\(Int.random(in: 0...Int.max))"])
    }
    try database.close()
  }

  @Test func stepsAreTakenOnceAndInOrder() throws {
    try inFolder { path in
      try open(path, [first])
      try open(path, [first])
      try open(path, [first, second])
      try open(path, [first, second])
      let database = try Database.open(path: path, migrations: [first, second])
      #expect(try database.readSync { try $0.int64("SELECT count(*) FROM area") } == 4)
      try database.close()
    }
  }

  @Test func anEditedStepIsRefused() throws {
    try inFolder { path in
      try open(path, [first])
      let edited = Migration(1, "areas", ["CREATE TABLE area (code TEXT PRIMARY KEY, x TEXT)"])
      #expect(
        code { try Database.open(path: path, migrations: [edited]) } == "STORE_MIGRATION_EDITED")
      let renamed = Migration(1, "regions", first.statements)
      #expect(
        code { try Database.open(path: path, migrations: [renamed]) } == "STORE_MIGRATION_EDITED")
      // The refusal leaves the database as it was, and unlocked.
      try open(path, [first])
    }
  }

  @Test func aNewerDatabaseIsRefused() throws {
    try inFolder { path in
      try open(path, [first, second])
      #expect(code { try Database.open(path: path, migrations: [first]) } == "STORE_DATABASE_NEWER")
    }
  }

  @Test func aStepThatFailsLeavesNoTrace() throws {
    try inFolder { path in
      try open(path, [first])
      let bad = Migration(2, "bad", ["CREATE TABLE b (x TEXT)", "CREATE TABLE b (x TEXT)"])
      #expect(code { try Database.open(path: path, migrations: [first, bad]) } == "STORE_SQL")
      try open(path, [first, second])
    }
  }

  /// A rebuilt table: references are checked at the step's end, not in the middle of it.
  @Test func aTableCanBeRebuilt() throws {
    try inFolder { path in
      let parent = Migration(
        1, "tables",
        [
          "CREATE TABLE area (code TEXT PRIMARY KEY)",
          "CREATE TABLE town (code TEXT PRIMARY KEY, area TEXT NOT NULL REFERENCES area (code))",
          "INSERT INTO area (code) VALUES ('15')",
          "INSERT INTO town (code, area) VALUES ('1522', '15')",
        ])
      let rebuild = Migration(
        2, "wider",
        [
          "CREATE TABLE area_new (code TEXT PRIMARY KEY, name TEXT)",
          "INSERT INTO area_new (code) SELECT code FROM area",
          "DROP TABLE area",
          "ALTER TABLE area_new RENAME TO area",
        ])
      try open(path, [parent])
      try open(path, [parent, rebuild])
      let database = try Database.open(path: path, migrations: [parent, rebuild])
      #expect(try database.readSync { try $0.exists("SELECT 1 FROM town WHERE area = '15'") })
      try database.close()
    }
  }

  @Test func definitionsMayQuoteWhatLooksLikeATypeName() throws {
    try inFolder { path in
      let quoted = Migration(
        1, "areas",
        [
          """
          CREATE TABLE area ( -- BIGINT isn't a word here
            code TEXT PRIMARY KEY, kind TEXT NOT NULL DEFAULT 'BIGINT', bytea_count BIGINT
          ) ;
          """
        ])
      try open(path, [quoted])
      let database = try Database.open(path: path, migrations: [quoted])
      #expect(try database.readSync { try $0.text("SELECT kind FROM area") } == "BIGINT")
      try database.close()
    }
  }
}
