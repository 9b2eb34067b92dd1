import Quantities
import RegistryDomain
import Store

/// How the entries of a register lie in their table: what the declaration of their fields says.
enum RegisterRows<Entry: RegisterEntry>: FactTable {
  typealias Fact = Entry

  static var name: String { Entry.register.table }
  static var keyColumns: [String] { Entry.register.keyFields.map(\.name) }
  static var otherColumns: [String] { otherFields.map(\.name) + overrideColumns }

  private static var overrideColumns: [String] {
    ["override_rule", "override_reason", "override_by"]
  }

  private static var otherFields: [RegisterField] { Entry.register.fields.filter { !$0.isKey } }

  static func key(_ key: RegisterKey) -> [any SQLConvertible] {
    zip(Entry.register.keyFields, key.parts).map { $0.sqlValue($1) }
  }

  static func others(_ entry: Entry) -> [any SQLConvertible] {
    let overrides = StoredOverrides(entry.row.overrides)
    return otherFields.map { $0.sqlValue(entry.stored($0)) }
      + [overrides.rules ?? "", overrides.reasons ?? "", overrides.deciders ?? ""]
  }

  static func fact(_ row: RowCursor) throws -> Entry {
    var texts = [String](repeating: "", count: Entry.register.fields.count)
    let stored = Entry.register.keyFields + otherFields
    for (column, field) in stored.enumerated() where !row.isNull(column) {
      guard let position = Entry.register.position(of: field.name) else { continue }
      texts[position] = try field.storedText(row, column)
    }
    return try Entry(restoring: texts, overrides: overrides(row, stored.count))
  }

  private static func overrides(_ row: RowCursor, _ first: Int) throws -> [RuleOverride] {
    try StoredOverrides(row, from: first).values()
  }

  /// The statements that make its table: versions like those of every fact, one present version per
  /// key and first day, one open version per key, and an index on whatever it refers to.
  static var statements: [String] {
    let fields = Entry.register.fields.map { field in
      "  \(field.name) \(field.sqlType)\(field.isRequired ? " NOT NULL" : ""),"
    }
    let overrides = overrideColumns.map { "  \($0) TEXT NOT NULL," }
    let key = keyColumns.joined(separator: ", ")
    let table = """
      CREATE TABLE \(name) (
      \((fields + overrides).joined(separator: "\n"))
      \(RegistryMigrations.validity),
        PRIMARY KEY (\(key), valid_from, recorded),
      \(RegistryMigrations.checks(name))
      ) WITHOUT ROWID
      """
    let indexed = Entry.register.fields.filter {
      $0.reference != nil && !$0.isList && $0.name != keyColumns.first
    }
    return [table] + RegistryMigrations.currency(name, key: key)
      + indexed.map { "CREATE INDEX \(name)_\($0.name) ON \(name) (\($0.name))" }
  }
}

extension RegisterField {
  fileprivate var isNumberColumn: Bool { type.isNumber && !isList }

  fileprivate var sqlType: String { isNumberColumn ? "BIGINT" : "TEXT" }

  /// A stored text as the database keeps it.
  func sqlValue(_ stored: String) -> SQLValue {
    guard !stored.isEmpty else { return .null }
    guard isNumberColumn else { return .text(stored) }
    if type == .day {
      guard let day = try? Day(parsing: stored) else { preconditionFailure("\(name) holds a day") }
      return .int64(Int64(day.number))
    }
    guard let number = Int64(stored) else { preconditionFailure("\(name) holds a number") }
    return .int64(number)
  }

  func storedText(_ row: RowCursor, _ column: Int) throws -> String {
    guard isNumberColumn else { return try row.text(column) }
    return type == .day
      ? try Day(number: row.int32(column)).description : "\(try row.int64(column))"
  }
}
