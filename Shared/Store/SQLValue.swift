/// A value that crosses the SQL boundary: exactly the kinds that SQLite and PostgreSQL keep alike.
///
/// There is no floating-point case: amounts are `int64` fen, exact decimals are `text`.
public enum SQLValue: Sendable, Hashable {
  case null
  case int64(Int64)
  case text(String)
  case blob([UInt8])
}

extension SQLValue {
  /// What kind of value this is, for messages. The value itself never enters a message.
  var kind: String {
    switch self {
    case .null: "NULL"
    case .int64: "BIGINT"
    case .text: "TEXT"
    case .blob: "BYTEA"
    }
  }
}
