/// Turns the common subset into SQLite where the two differ, which is only in table definitions.
enum SQLiteDialect {
  /// - `BIGINT` becomes `INTEGER`, so that a `BIGINT PRIMARY KEY` is the row's own address instead
  ///   of a second tree; `BYTEA` becomes `BLOB`.
  /// - Tables become STRICT: a value of the wrong type is refused, as PostgreSQL refuses it.
  static func definition(_ statement: String) -> String {
    var sql = replacingWords(in: statement, ["BIGINT": "INTEGER", "BYTEA": "BLOB"])
    while let last = sql.last, last.isWhitespace || last == ";" { sql.removeLast() }
    let words = sql.uppercased().split(whereSeparator: \.isWhitespace)
    guard words.starts(with: ["CREATE", "TABLE"]) else { return sql }
    if sql.hasSuffix(")") { return sql + " STRICT" }
    if words.suffix(2) == ["WITHOUT", "ROWID"] || words.last == ")WITHOUT" {
      return sql + ", STRICT"
    }
    return sql
  }

  /// Replaces whole words outside of quotes and comments, whatever their case.
  private static func replacingWords(in sql: String, _ replacements: [String: String]) -> String {
    var result = ""
    var word = ""
    var quote: Character?
    var comment = false
    func flush() {
      result += replacements[word.uppercased()] ?? word
      word = ""
    }
    var previous: Character = " "
    for character in sql {
      defer { previous = character }
      if comment {
        result.append(character)
        if character == "\n" { comment = false }
      } else if let open = quote {
        result.append(character)
        if character == open { quote = nil }
      } else if character.isLetter || character.isNumber || character == "_" {
        word.append(character)
      } else {
        flush()
        result.append(character)
        if character == "'" || character == "\"" { quote = character }
        if character == "-", previous == "-" { comment = true }
      }
    }
    flush()
    return result
  }
}
