internal import GRDBSQLite
public import Quantities

/// The row a streaming query stands on; valid only during the call it is handed to.
///
/// The getters read the engine's memory in place, so that millions of rows pass without an
/// allocation each. Indexes are zero-based and must be within the columns of the query.
public struct RowCursor {
  let handle: OpaquePointer
  public let columnCount: Int

  public func isNull(_ index: Int) -> Bool {
    sqlite3_column_type(handle, column(index)) == SQLITE_NULL
  }

  public func int64(_ index: Int) throws(Problem) -> Int64 {
    let column = column(index)
    guard sqlite3_column_type(handle, column) == SQLITE_INTEGER else {
      throw mismatch(column, wanted: "BIGINT")
    }
    return sqlite3_column_int64(handle, column)
  }

  public func int64OrNil(_ index: Int) throws(Problem) -> Int64? {
    isNull(index) ? nil : try int64(index)
  }

  public func int32(_ index: Int) throws(Problem) -> Int32 {
    guard let narrow = Int32(exactly: try int64(index)) else {
      throw .columnType(name(column(index)), found: "BIGINT", wanted: "INTEGER of 32 bits")
    }
    return narrow
  }

  /// The UTF-8 of a text column. The buffer dies with the call.
  public func withUTF8<T>(
    _ index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> T
  ) throws -> T {
    let column = column(index)
    guard sqlite3_column_type(handle, column) == SQLITE_TEXT else {
      throw mismatch(column, wanted: "TEXT")
    }
    let count = Int(sqlite3_column_bytes(handle, column))
    return try body(UnsafeBufferPointer(start: sqlite3_column_text(handle, column), count: count))
  }

  /// The bytes of a blob column. The buffer dies with the call.
  public func withBytes<T>(
    _ index: Int, _ body: (UnsafeRawBufferPointer) throws -> T
  ) throws -> T {
    let column = column(index)
    guard sqlite3_column_type(handle, column) == SQLITE_BLOB else {
      throw mismatch(column, wanted: "BYTEA")
    }
    let start = sqlite3_column_blob(handle, column)
    return try body(
      UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
  }

  public func text(_ index: Int) throws -> String {
    try withUTF8(index) { String(decoding: $0, as: UTF8.self) }
  }

  public func textOrNil(_ index: Int) throws -> String? {
    isNull(index) ? nil : try text(index)
  }

  public func bytes(_ index: Int) throws -> [UInt8] {
    try withBytes(index) { [UInt8]($0) }
  }

  /// This row as values of their own.
  func row(columns: [String]) throws -> Row {
    var values: [SQLValue] = []
    values.reserveCapacity(columnCount)
    for index in 0..<columnCount { values.append(try value(index)) }
    return Row(columns: columns, values: values)
  }

  private func value(_ index: Int) throws -> SQLValue {
    switch sqlite3_column_type(handle, Int32(index)) {
    case SQLITE_NULL: return .null
    case SQLITE_INTEGER: return .int64(sqlite3_column_int64(handle, Int32(index)))
    case SQLITE_TEXT: return .text(try text(index))
    case SQLITE_BLOB: return .blob(try bytes(index))
    default: throw mismatch(Int32(index), wanted: "BIGINT, TEXT or BYTEA")
    }
  }

  private func column(_ index: Int) -> Int32 {
    precondition(index >= 0 && index < columnCount, "column index outside the query's columns")
    return Int32(truncatingIfNeeded: index)
  }

  func name(_ column: Int32) -> String {
    sqlite3_column_name(handle, column).map { String(cString: $0) } ?? "#\(column)"
  }

  private func mismatch(_ column: Int32, wanted: String) -> Problem {
    let found: String
    switch sqlite3_column_type(handle, column) {
    case SQLITE_NULL: return .columnNull(name(column))
    case SQLITE_INTEGER: found = "BIGINT"
    case SQLITE_TEXT: found = "TEXT"
    case SQLITE_BLOB: found = "BYTEA"
    default: found = "DOUBLE"
    }
    return .columnType(name(column), found: found, wanted: wanted)
  }
}
