internal import GRDB
internal import GRDBSQLite
import Glibc
import Quantities

/// A compiled statement of one connection, with its `$n` parameters resolved.
///
/// SQLite numbers `$n` by first appearance, not by n, so every statement keeps the map. Statements
/// come from the connection's cache; one that is still being stepped (a query inside the rows of
/// the same query) gets a copy of its own.
struct PreparedStatement {
  /// Keeps the compiled statement alive.
  private let owner: GRDB.Statement
  let handle: OpaquePointer
  /// Engine index by n - 1.
  let positions: [Int32]
  let columnCount: Int

  init(_ sql: String, on core: GRDB.Database) throws {
    var statement = try core.cachedStatement(sql: sql)
    if sqlite3_stmt_busy(statement.sqliteStatement) != 0 {
      statement = try core.makeStatement(sql: sql)
    }
    owner = statement
    handle = statement.sqliteStatement
    positions = try Self.positions(of: handle, sql: sql)
    columnCount = Int(sqlite3_column_count(handle))
  }

  var columnNames: [String] {
    (0..<Int32(columnCount)).map { column in
      sqlite3_column_name(handle, column).map { String(cString: $0) } ?? ""
    }
  }

  private static func positions(of handle: OpaquePointer, sql: String) throws(Problem) -> [Int32] {
    let count = sqlite3_bind_parameter_count(handle)
    guard count > 0 else { return [] }
    var positions = [Int32](repeating: 0, count: Int(count))
    for position in 1...count {
      guard let name = sqlite3_bind_parameter_name(handle, position),
        let number = number(name), number >= 1, number <= count
      else { throw .statementParameters(sql) }
      positions[number - 1] = position
    }
    return positions
  }

  /// n of `$n`.
  private static func number(_ name: UnsafePointer<CChar>) -> Int? {
    guard UInt8(bitPattern: name[0]) == UInt8(ascii: "$"), name[1] != 0 else { return nil }
    var value = 0
    var index = 1
    while name[index] != 0 {
      let digit = UInt8(bitPattern: name[index]) &- UInt8(ascii: "0")
      guard digit <= 9, index <= 5 else { return nil }
      value = value * 10 + Int(digit)
      index += 1
    }
    return value
  }

  func bind(_ arguments: [any SQLConvertible], sql: String) throws {
    guard arguments.count == positions.count else { throw Problem.statementParameters(sql) }
    for (index, argument) in arguments.enumerated() {
      try bind(argument.sqlValue, at: positions[index])
    }
  }

  private func bind(_ value: SQLValue, at position: Int32) throws {
    let status: Int32
    switch value {
    case .null:
      status = sqlite3_bind_null(handle, position)
    case .int64(let number):
      status = sqlite3_bind_int64(handle, position, number)
    case .text(var text):
      status = try text.withUTF8 { bytes in
        try bytes.refuseNUL()
        return sqlite3_bind_text64(
          handle, position, bytes.characters, UInt64(bytes.count), copiedByEngine,
          UInt8(SQLITE_UTF8))
      }
    case .blob(let bytes):
      status = bytes.withUnsafeBytes { buffer in
        buffer.isEmpty
          ? sqlite3_bind_zeroblob(handle, position, 0)
          : sqlite3_bind_blob64(
            handle, position, buffer.baseAddress, UInt64(buffer.count), copiedByEngine)
      }
    }
    guard status == SQLITE_OK else { throw EngineError(status) }
  }

  /// True when the statement stands on a row, false when it is done.
  func step() throws(EngineError) -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let status: throw EngineError(handle: handle, status)
    }
  }

  /// Ready for its next use, holding on to no argument.
  func reset() {
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }
}

/// SQLITE_TRANSIENT: the engine copies the bytes before the bind returns. The C macro is a cast of
/// -1, which Swift does not import.
var copiedByEngine: sqlite3_destructor_type {
  unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}

extension UnsafeBufferPointer<UInt8> {
  /// The start as C characters; never nil, because the engine reads nil as NULL.
  var characters: UnsafePointer<CChar> {
    guard let baseAddress, !isEmpty else { return emptyText }
    return UnsafeRawPointer(baseAddress).assumingMemoryBound(to: CChar.self)
  }

  /// PostgreSQL has no U+0000 in text, and SQLite's own functions stop at it.
  func refuseNUL() throws(Problem) {
    guard let baseAddress, !isEmpty, memchr(baseAddress, 0, count) != nil else { return }
    throw Problem(
      .invalidInput, "STORE_TEXT_NUL",
      zh: "文本中含有空字符（U+0000），无法存储。", en: "The text contains U+0000, which cannot be stored.",
      remedyZh: "请删除该字符后重新提交。", remedyEn: "Remove that character and submit again.")
  }
}

/// One NUL byte that lives as long as the process.
private nonisolated(unsafe) let emptyText: UnsafePointer<CChar> = {
  let pointer = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
  pointer.initialize(to: 0)
  return UnsafePointer(pointer)
}()
