import Quantities
import RegistryDomain
import Store

/// A WHERE clause that grows part by part, with one `?` for each argument.
struct Condition {
  private var parts: [String] = []
  private(set) var arguments: [any SQLConvertible] = []

  /// The clause with its arguments numbered `$1`, `$2` …
  var sql: String {
    let pieces = unnumbered.split(separator: "?", omittingEmptySubsequences: false)
    return pieces.enumerated().reduce(into: "") { sql, piece in
      sql += piece.offset == 0 ? "\(piece.element)" : "$\(piece.offset)\(piece.element)"
    }
  }

  private var unnumbered: String { parts.isEmpty ? "1 = 1" : parts.joined(separator: " AND ") }

  /// Adds a part in which every `?` stands for the next of these arguments.
  mutating func add(_ part: String, _ values: any SQLConvertible...) { add(part, values) }

  mutating func add(_ part: String, _ values: [any SQLConvertible]) {
    precondition(part.utf8.count { $0 == UInt8(ascii: "?") } == values.count, "one for each ?")
    parts.append(part)
    arguments += values
  }

  /// Adds a condition inside another text.
  mutating func add(_ before: String, _ inner: Condition, _ after: String) {
    add("\(before) (\(inner.unnumbered))\(after)", inner.arguments)
  }

  mutating func add(equal columns: [String], to values: [any SQLConvertible]) {
    for (column, value) in zip(columns, values) { add("\(column) = ?", [value]) }
  }

  /// One of these values; no condition when there are none.
  mutating func add(_ column: String, in values: [any SQLConvertible]) {
    guard !values.isEmpty else { return }
    let places = values.map { _ in "?" }.joined(separator: ", ")
    add("\(column) IN (\(places))", values)
  }

  /// Present knowledge, or what was known right after a change.
  mutating func add(_ table: String, knownAt recorded: Int64?) {
    guard let recorded else { return add("\(table).superseded IS NULL") }
    add(
      "\(table).recorded <= ? AND (\(table).superseded IS NULL OR \(table).superseded > ?)",
      recorded, recorded)
  }

  /// Holds on the day, by what was known.
  mutating func add(_ table: String, asOf: AsOf) {
    add(table, knownAt: asOf.recorded)
    add(
      "\(table).valid_from <= ? AND (\(table).valid_to IS NULL OR \(table).valid_to > ?)",
      asOf.day.number, asOf.day.number)
  }

  /// Is present knowledge and holds on the day or later.
  mutating func add(_ table: String, presentFrom day: Day) {
    add("\(table).superseded IS NULL")
    add("(\(table).valid_to IS NULL OR \(table).valid_to > ?)", day.number)
  }

  /// A membership that holds on the day, of a consortium and an institution that both exist then.
  mutating func add(livingMembership asOf: AsOf) {
    add("membership", asOf: asOf)
    for part in ["consortium", "institution"] {
      var alive = Condition()
      alive.add("\(part).code = membership.\(part)")
      alive.add(part, asOf: asOf)
      add("EXISTS (SELECT 1 FROM \(part) WHERE", alive, ")")
    }
  }

  /// Holds on at least one day of the closed range.
  mutating func add(_ table: String, heldWithin days: ClosedRange<Day>, knownAt recorded: Int64?) {
    add(table, knownAt: recorded)
    add(
      "\(table).valid_from <= ? AND (\(table).valid_to IS NULL OR \(table).valid_to > ?)",
      days.upperBound.number, days.lowerBound.number)
  }

  /// The area code lies in the subtree of another by the parents stored for a day.
  mutating func add(_ column: String, inSubtreeOf root: AreaCode, asOf: AsOf) {
    var held = Condition()
    held.add("area", asOf: asOf)
    add(
      """
      \(column) IN (
        WITH RECURSIVE below (code) AS (
          SELECT ? UNION
          SELECT area.code FROM area JOIN below ON area.parent = below.code
          WHERE \(held.unnumbered)
        ) SELECT code FROM below)
      """, [root.description] + held.arguments)
  }

  /// A text that LIKE takes literally, with a backslash as its escape.
  static func literal(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
  }

  /// Part of one of the texts, or the beginning of one of the codes; no condition when empty.
  mutating func add(query: String, texts: [String], codes: [String]) {
    guard !query.isEmpty else { return }
    let pattern = Self.literal(query)
    let parts =
      texts.map { "\($0) LIKE ? ESCAPE '\\'" } + codes.map { "\($0) LIKE ? ESCAPE '\\'" }
    let values = texts.map { _ in "%\(pattern)%" } + codes.map { _ in "\(pattern)%" }
    add("(\(parts.joined(separator: " OR ")))", values)
  }
}
