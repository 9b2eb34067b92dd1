import Quantities
import RegistryDomain
import Store

/// Which entries of a register are meant.
public struct RegisterFilter: Sendable, Hashable {
  public var conditions: [FieldCondition] = []
  /// Only entries of this area and what lies below it.
  public var area: AreaCode?
  /// Part of one of the texts, or the beginning of a code.
  public var query = ""

  public init(
    conditions: [FieldCondition] = [], area: AreaCode? = nil, query: String = ""
  ) {
    self.conditions = conditions
    self.area = area
    self.query = query
  }
}

/// How many entries have the same values in some fields.
public struct RegisterCount: Sendable, Hashable {
  /// In the stored form, in the order of the fields asked for.
  public let values: [String]
  public let entries: Int64
  /// Sum of the number asked for; 0 when none was.
  public let sum: Int64

  public init(values: [String], entries: Int64, sum: Int64) {
    self.values = values
    self.entries = entries
    self.sum = sum
  }
}

extension RegistryReader {
  public func entry<Entry: RegisterEntry>(
    _ type: Entry.Type, _ key: RegisterKey, asOf: AsOf
  ) throws -> Version<Entry>? {
    typealias Rows = RegisterRows<Entry>
    var condition = Condition()
    condition.add(equal: Rows.keyColumns.map { "\(Rows.name).\($0)" }, to: Rows.key(key))
    condition.add(Rows.name, asOf: asOf)
    return try Rows.versions(
      where: condition, order: "\(Rows.name).valid_from", limit: 1, in: connection
    ).first
  }

  /// Entries on a day, by key; `after` is the key of the last one of the page before.
  public func entries<Entry: RegisterEntry>(
    _ type: Entry.Type, _ filter: RegisterFilter, asOf: AsOf, limit: Int? = nil,
    after: RegisterKey? = nil
  ) throws -> [Version<Entry>] {
    typealias Rows = RegisterRows<Entry>
    var condition = try condition(type, filter, asOf: asOf)
    condition.add(Rows.name, asOf: asOf)
    if let after { condition.add(Entry.self, after: after) }
    return try Rows.versions(
      where: condition, order: Rows.keyOrder, limit: limit, in: connection)
  }

  /// Versions that hold on a day of the span, by key and first day. A page ends with a whole key.
  public func entries<Entry: RegisterEntry>(
    _ type: Entry.Type, _ filter: RegisterFilter, heldWithin days: ClosedRange<Day>,
    recorded: Int64?, limit: Int, after: RegisterKey?
  ) throws -> (versions: [Version<Entry>], isLast: Bool) {
    typealias Rows = RegisterRows<Entry>
    var condition = try condition(
      type, filter, asOf: AsOf(day: days.upperBound, recorded: recorded))
    condition.add(Rows.name, heldWithin: days, knownAt: recorded)
    if let after { condition.add(Entry.self, after: after) }
    let found = try Rows.versions(
      where: condition, order: "\(Rows.keyOrder), \(Rows.name).valid_from", limit: limit,
      in: connection)
    guard found.count == limit, let last = found.last?.fact.key else { return (found, true) }
    let whole = found.filter { $0.fact.key != last }
    guard whole.isEmpty else { return (whole, false) }
    // A key with more versions than a page holds comes whole, or the pages would never end.
    return try entries(
      type, filter, heldWithin: days, recorded: recorded, limit: limit * 2, after: after)
  }

  /// Everything ever recorded about a key, in the order of recording.
  public func history<Entry: RegisterEntry>(
    of type: Entry.Type, _ key: RegisterKey
  ) throws -> [Version<Entry>] {
    try RegisterRows<Entry>.history(key, in: connection)
  }

  /// Every present version, by key and first day.
  public func exportEntries<Entry: RegisterEntry>(
    _ type: Entry.Type, _ filter: RegisterFilter, on day: Day,
    _ body: (DatedFact<Entry>) throws -> Void
  ) throws {
    typealias Rows = RegisterRows<Entry>
    var condition = try condition(type, filter, asOf: AsOf(day: day))
    condition.add("\(Rows.name).superseded IS NULL")
    try Rows.forEach(
      where: condition, order: "\(Rows.keyOrder), \(Rows.name).valid_from", in: connection
    ) { try body(DatedFact($0.fact, $0.validity)) }
  }

  /// Entries on a day counted by the values of some fields, and the sum of a whole number.
  public func count<Entry: RegisterEntry>(
    _ type: Entry.Type, _ filter: RegisterFilter, by fields: [RegisterField],
    sum: RegisterField?, asOf: AsOf
  ) throws -> [RegisterCount] {
    typealias Rows = RegisterRows<Entry>
    var condition = try condition(type, filter, asOf: asOf)
    condition.add(Rows.name, asOf: asOf)
    let columns = fields.map { "\(Rows.name).\($0.name)" }
    let total = sum.map { "COALESCE(SUM(\(Rows.name).\($0.name)), 0)" } ?? "0"
    let grouping =
      columns.isEmpty
      ? ""
      : " GROUP BY \(columns.joined(separator: ", ")) ORDER BY \(columns.joined(separator: ", "))"
    var counts: [RegisterCount] = []
    try connection.forEach(
      """
      SELECT \((columns + ["COUNT(*)", total]).joined(separator: ", "))
      FROM \(Rows.name) WHERE \(condition.sql)\(grouping)
      """, condition.arguments
    ) { row in
      let values = try fields.enumerated().map { index, field in
        row.isNull(index) ? "" : try field.storedText(row, index)
      }
      counts.append(
        RegisterCount(
          values: values, entries: try row.int64(fields.count),
          sum: try row.int64(fields.count + 1)))
    }
    return counts
  }

  private func condition<Entry: RegisterEntry>(
    _ type: Entry.Type, _ filter: RegisterFilter, asOf: AsOf
  ) throws -> Condition {
    let table = RegisterRows<Entry>.name
    var condition = Condition()
    for part in filter.conditions { condition.add(table, part) }
    if let area = filter.area { try condition.add(Entry.self, in: area, asOf: asOf) }
    let searched = Entry.register.fields.filter { $0.type.isText }
    let codes = Entry.register.fields.filter { $0.type == .code || $0.reference != nil }
    condition.add(
      query: filter.query, texts: searched.map { "\(table).\($0.name)" },
      codes: codes.map { "\(table).\($0.name)" })
    return condition
  }
}

extension RegisterRows {
  static var keyOrder: String {
    keyColumns.map { "\(name).\($0)" }.joined(separator: ", ")
  }
}

extension Condition {
  /// One condition on a field.
  mutating func add(_ table: String, _ part: FieldCondition) {
    let column = "\(table).\(part.field.name)"
    switch part.comparison {
    case .isMissing: add("\(column) IS NULL")
    case .contains: add(query: part.values[0], texts: [column], codes: [])
    case .atLeast, .atMost:
      guard part.field.type.isNumber else { return add(column, in: part.values) }
      let sign = part.comparison == .atLeast ? ">=" : "<="
      add("\(column) \(sign) ?", part.field.sqlValue(part.values[0]))
    case .equals:
      guard part.field.isList else {
        return add(column, in: part.values.map { part.field.sqlValue($0) })
      }
      let parts = part.values.map { _ in "('|' || \(column) || '|') LIKE ? ESCAPE '\\'" }
      add(
        "(\(parts.joined(separator: " OR ")))",
        part.values.map { "%|\(Self.literal($0))|%" })
    }
  }

  /// Keys after another, part by part: the subset of SQL that every engine orders the same way.
  fileprivate mutating func add<Entry: RegisterEntry>(_ type: Entry.Type, after key: RegisterKey) {
    typealias Rows = RegisterRows<Entry>
    let columns = Rows.keyColumns.map { "\(Rows.name).\($0)" }
    let values = Rows.key(key)
    var parts: [String] = []
    var arguments: [any SQLConvertible] = []
    for (index, column) in columns.enumerated() {
      let equal = columns[..<index].map { "\($0) = ? AND " }.joined()
      parts.append("(\(equal)\(column) > ?)")
      arguments += values[...index]
    }
    add("(\(parts.joined(separator: " OR ")))", arguments)
  }

  /// Entries of an area: by their own area, else by that of an institution they belong to. An entry
  /// whose key names two institutions belongs to both.
  fileprivate mutating func add<Entry: RegisterEntry>(
    _ type: Entry.Type, in area: AreaCode, asOf: AsOf
  ) throws(Problem) {
    let single = Entry.register.fields.filter { !$0.isList }
    if let field = single.first(where: { $0.reference == .area }) {
      return add("\(Entry.register.table).\(field.name)", inSubtreeOf: area, asOf: asOf)
    }
    for (reference, table) in [
      (RegisterReference.institution, "institution"), (.consortium, "consortium"),
    ] {
      let fields = single.filter { $0.reference == reference }
      guard let first = fields.first else { continue }
      let keys = fields.filter(\.isKey)
      let columns = (keys.isEmpty ? [first] : keys).map { "\(Entry.register.table).\($0.name)" }
      var inner = Condition()
      inner.add(table, asOf: asOf)
      inner.add("\(table).area", inSubtreeOf: area, asOf: asOf)
      return columns.count == 1
        ? add("\(columns[0]) IN (SELECT \(table).code FROM \(table) WHERE", inner, ")")
        : add(
          """
          EXISTS (SELECT 1 FROM \(table)
          WHERE \(table).code IN (\(columns.joined(separator: ", "))) AND
          """, inner, ")")
    }
    throw Problem(
      .invalidInput, "REGISTRY_REGISTER_WITHOUT_AREA",
      zh: "“\(Entry.register.title.zh)”的条目不属于任何区划，不能按区划查询",
      en: "entries of \(Entry.register.name) belong to no area",
      remedyZh: "请改用其他条件", remedyEn: "use another condition")
  }
}
