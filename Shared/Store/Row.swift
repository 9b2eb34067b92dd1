public import Quantities

/// One row of a result, owned by the caller. Columns are read by name or by zero-based index;
/// a missing column, a NULL where a value is asked for, and a value of another kind are thrown as
/// `Problem`s (`STORE_COLUMN_MISSING`, `STORE_COLUMN_NULL`, `STORE_COLUMN_TYPE`).
public struct Row: Sendable, Hashable {
  public let columns: [String]
  public let values: [SQLValue]

  public subscript(index: Int) -> SQLValue { values[index] }

  public func value(_ column: String) throws(Problem) -> SQLValue {
    guard let index = columns.firstIndex(of: column) else {
      throw .columnMissing(column)
    }
    return values[index]
  }

  public func value(_ index: Int) throws(Problem) -> SQLValue {
    guard values.indices.contains(index) else { throw .columnMissing("#\(index)") }
    return values[index]
  }
}

extension Row {
  public func int64(_ column: String) throws(Problem) -> Int64 {
    try Self.present(Self.int64(value(column), column), column)
  }

  public func int64OrNil(_ column: String) throws(Problem) -> Int64? {
    try Self.int64(value(column), column)
  }

  public func int(_ column: String) throws(Problem) -> Int { Int(try int64(column)) }

  public func intOrNil(_ column: String) throws(Problem) -> Int? {
    try int64OrNil(column).map { Int($0) }
  }

  /// Throws `STORE_COLUMN_TYPE` when the value does not fit.
  public func int32(_ column: String) throws(Problem) -> Int32 {
    guard let narrow = Int32(exactly: try int64(column)) else {
      throw .columnType(column, found: "BIGINT", wanted: "INTEGER of 32 bits")
    }
    return narrow
  }

  public func int32OrNil(_ column: String) throws(Problem) -> Int32? {
    try value(column) == .null ? nil : int32(column)
  }

  /// A flag stored as 0 or 1; any other number is `STORE_COLUMN_TYPE`.
  public func bool(_ column: String) throws(Problem) -> Bool {
    switch try int64(column) {
    case 0: return false
    case 1: return true
    default: throw .columnType(column, found: "BIGINT", wanted: "0 or 1")
    }
  }

  public func text(_ column: String) throws(Problem) -> String {
    try Self.present(Self.text(value(column), column), column)
  }

  public func textOrNil(_ column: String) throws(Problem) -> String? {
    try Self.text(value(column), column)
  }

  public func bytes(_ column: String) throws(Problem) -> [UInt8] {
    try Self.present(Self.bytes(value(column), column), column)
  }

  public func bytesOrNil(_ column: String) throws(Problem) -> [UInt8]? {
    try Self.bytes(value(column), column)
  }
}

extension Row {
  public func int64(_ index: Int) throws(Problem) -> Int64 {
    try Self.present(Self.int64(value(index), name(index)), name(index))
  }

  public func int64OrNil(_ index: Int) throws(Problem) -> Int64? {
    try Self.int64(value(index), name(index))
  }

  public func int(_ index: Int) throws(Problem) -> Int { Int(try int64(index)) }

  public func text(_ index: Int) throws(Problem) -> String {
    try Self.present(Self.text(value(index), name(index)), name(index))
  }

  public func textOrNil(_ index: Int) throws(Problem) -> String? {
    try Self.text(value(index), name(index))
  }

  public func bytes(_ index: Int) throws(Problem) -> [UInt8] {
    try Self.present(Self.bytes(value(index), name(index)), name(index))
  }

  private func name(_ index: Int) -> String {
    columns.indices.contains(index) ? columns[index] : "#\(index)"
  }
}

extension Row {
  private static func int64(_ value: SQLValue, _ column: String) throws(Problem) -> Int64? {
    switch value {
    case .null: return nil
    case .int64(let number): return number
    default: throw .columnType(column, found: value.kind, wanted: "BIGINT")
    }
  }

  private static func text(_ value: SQLValue, _ column: String) throws(Problem) -> String? {
    switch value {
    case .null: return nil
    case .text(let text): return text
    default: throw .columnType(column, found: value.kind, wanted: "TEXT")
    }
  }

  private static func bytes(_ value: SQLValue, _ column: String) throws(Problem) -> [UInt8]? {
    switch value {
    case .null: return nil
    case .blob(let bytes): return bytes
    default: throw .columnType(column, found: value.kind, wanted: "BYTEA")
    }
  }

  private static func present<T>(_ value: T?, _ column: String) throws(Problem) -> T {
    guard let value else { throw .columnNull(column) }
    return value
  }
}
