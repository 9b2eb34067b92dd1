import Foundation
import Store

/// A database in a folder of its own, removed with the value.
final class TemporaryDatabase: Sendable {
  let folder: String
  let database: Database

  init(
    migrations: [Migration] = [], options: Database.Options = Database.Options()
  ) throws {
    folder = try Self.makeFolder()
    database = try Database.open(
      path: folder + "/data/test.sqlite", migrations: migrations, options: options)
  }

  deinit {
    try? database.close()
    Self.remove(folder)
  }

  static func makeFolder() throws -> String {
    var template = Array(
      "\(FileManager.default.temporaryDirectory.path)/healthmesh-store-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FolderNotMade() }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  static func remove(_ folder: String) {
    try? FileManager.default.removeItem(atPath: folder)
  }

  struct FolderNotMade: Error {}
}

/// Area tables as a service would write them: the common subset with named constraints.
let areaMigrations = [
  Migration(
    1, "areas",
    [
      """
      CREATE TABLE area (
        code TEXT PRIMARY KEY,
        parent TEXT REFERENCES area (code),
        name TEXT NOT NULL,
        population BIGINT NOT NULL,
        seal BYTEA,
        CONSTRAINT population_not_negative CHECK (population >= 0)
      )
      """,
      "CREATE UNIQUE INDEX area_one_name_per_parent ON area (parent, name)",
    ])
]
