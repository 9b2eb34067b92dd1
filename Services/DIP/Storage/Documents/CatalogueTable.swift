import Quantities
import Store

/// A catalogue version as it is stored (病种目录版本).
public struct StoredCatalogue: Sendable, Hashable {
  public var hash: String
  public var name: String
  public var version: String
  public var groups: Int
  public var coreGroups: Int
  public var compositeGroups: Int
  public var importedAt: Timestamp

  public init(
    hash: String, name: String, version: String, groups: Int, coreGroups: Int,
    compositeGroups: Int, importedAt: Timestamp
  ) {
    self.hash = hash
    self.name = name
    self.version = version
    self.groups = groups
    self.coreGroups = coreGroups
    self.compositeGroups = compositeGroups
    self.importedAt = importedAt
  }
}

/// Catalogue versions and their files; immutable once stored.
public enum CatalogueTable {
  private static let columns =
    "hash, name, version, group_count, core_groups, composite_groups, imported_at"

  /// Stores a version with its compiled form, or answers false when exactly these files are stored
  /// already.
  /// Throws `DIP_CATALOGUE_VERSION_TAKEN` when name and version stand for other files.
  public static func insert(
    _ catalogue: StoredCatalogue, files: [(name: String, content: [UInt8])],
    compiled: CompiledForm, in transaction: Transaction
  ) throws -> Bool {
    if try find(hash: catalogue.hash, in: transaction) != nil { return false }
    if let other = try find(name: catalogue.name, version: catalogue.version, in: transaction) {
      throw Problem(
        .alreadyExists, "DIP_CATALOGUE_VERSION_TAKEN",
        zh: "目录 \(other.name) 的版本 \(other.version) 已存在，内容不同。",
        en: "Version \(other.version) of catalogue \(other.name) exists with other content.",
        remedyZh: "目录一经导入不可更改；请在清单文件中使用新的版本号。",
        remedyEn: "A catalogue never changes once imported; give the manifest a new version.",
        details: [Problem.Detail("hash", other.hash)])
    }
    try transaction.execute(
      """
      INSERT INTO catalogue (number, \(columns))
      VALUES ((SELECT coalesce(max(number), 0) + 1 FROM catalogue), $1, $2, $3, $4, $5, $6, $7)
      """,
      [
        catalogue.hash, catalogue.name, catalogue.version, catalogue.groups, catalogue.coreGroups,
        catalogue.compositeGroups, catalogue.importedAt.milliseconds,
      ])
    for file in files {
      try transaction.execute(
        "INSERT INTO catalogue_file (hash, name, content) VALUES ($1, $2, $3)",
        [catalogue.hash, file.name, file.content])
    }
    try put(compiled, of: catalogue.hash, in: transaction)
    return true
  }

  /// What a catalogue was compiled to, and the format that the bytes are in.
  public struct CompiledForm: Sendable {
    public var format: Int
    public var content: [UInt8]

    public init(format: Int, content: [UInt8]) {
      self.format = format
      self.content = content
    }
  }

  /// Keeps a compiled form beside the files, in place of an earlier one.
  public static func put(
    _ form: CompiledForm, of hash: String, in transaction: Transaction
  ) throws {
    try transaction.execute("DELETE FROM catalogue_index WHERE hash = $1", [hash])
    try transaction.execute(
      "INSERT INTO catalogue_index (hash, format, content) VALUES ($1, $2, $3)",
      [hash, form.format, form.content])
  }

  /// The compiled form of a catalogue; nil when there is none of the format.
  public static func compiled(
    hash: String, format: Int, in connection: Connection
  ) throws -> [UInt8]? {
    try connection.first(
      "SELECT content FROM catalogue_index WHERE hash = $1 AND format = $2", [hash, format]
    ).map { try $0.bytes("content") }
  }

  /// Catalogues without a compiled form of the format.
  public static func uncompiled(format: Int, in connection: Connection) throws -> [String] {
    try connection.query(
      """
      SELECT hash FROM catalogue c
      WHERE NOT EXISTS (SELECT 1 FROM catalogue_index i WHERE i.hash = c.hash AND i.format = $1)
      ORDER BY number
      """, [format]
    ).map { try $0.text("hash") }
  }

  public static func find(hash: String, in connection: Connection) throws -> StoredCatalogue? {
    try connection.first("SELECT \(columns) FROM catalogue WHERE hash = $1", [hash])
      .map(StoredCatalogue.init)
  }

  /// The version of a name, or its newest one when the version is empty.
  public static func find(
    name: String, version: String, in connection: Connection
  ) throws -> StoredCatalogue? {
    try connection.first(
      """
      SELECT \(columns) FROM catalogue WHERE name = $1 AND ($2 = '' OR version = $2)
      ORDER BY number DESC LIMIT 1
      """, [name, version]
    ).map(StoredCatalogue.init)
  }

  /// Newest first; `before` is the number a page ended with.
  public static func page(
    before: Int64, limit: Int, in connection: Connection
  ) throws -> [(number: Int64, catalogue: StoredCatalogue)] {
    try connection.query(
      "SELECT number, \(columns) FROM catalogue WHERE number < $1 ORDER BY number DESC LIMIT $2",
      [before, limit]
    ).map { (try $0.int64("number"), try StoredCatalogue($0)) }
  }

  /// Grows with every catalogue that is stored; 0 before the first.
  public static func revision(in connection: Connection) throws -> Int64 {
    try connection.int64("SELECT max(number) FROM catalogue") ?? 0
  }

  /// The files in the order of their names.
  public static func files(
    hash: String, in connection: Connection
  ) throws -> [(name: String, content: [UInt8])] {
    try connection.query(
      "SELECT name, content FROM catalogue_file WHERE hash = $1 ORDER BY name", [hash]
    ).map { (try $0.text("name"), try $0.bytes("content")) }
  }
}

extension StoredCatalogue {
  init(_ row: Row) throws {
    self.init(
      hash: try row.text("hash"), name: try row.text("name"), version: try row.text("version"),
      groups: try row.int("group_count"), coreGroups: try row.int("core_groups"),
      compositeGroups: try row.int("composite_groups"),
      importedAt: Timestamp(milliseconds: try row.int64("imported_at")))
  }
}
