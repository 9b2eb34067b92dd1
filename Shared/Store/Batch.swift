internal import GRDBSQLite
import Quantities

/// One prepared statement, run once per row. Bind every parameter by its n, then `step()`; after a
/// step all parameters are unbound again, and a parameter left unbound is NULL.
public final class Batch {
  private let transaction: Transaction
  private let sql: String
  private let statement: PreparedStatement
  private let handle: OpaquePointer
  private let positions: [Int32]
  private let connection: OpaquePointer?
  /// Bytes of the row being bound: the engine reads them in place, which saves it an allocation a
  /// value. Reused by every row; a row that needs more is copied by the engine instead.
  private let scratch: UnsafeMutableRawBufferPointer
  private var scratchUsed = 0
  private var ended = false

  /// Enough for the text of one wide row (20 columns of 200 bytes) many times over.
  private static let scratchBytes = 64 * 1024

  init(_ statement: PreparedStatement, sql: String, of transaction: Transaction) {
    self.transaction = transaction
    self.sql = sql
    self.statement = statement
    handle = statement.handle
    positions = statement.positions
    connection = sqlite3_db_handle(statement.handle)
    scratch = .allocate(byteCount: Self.scratchBytes, alignment: 8)
  }

  deinit { scratch.deallocate() }

  public func bind(_ parameter: Int, _ value: Int64) throws {
    try check(sqlite3_bind_int64(handle, position(parameter), value))
  }

  public func bind(_ parameter: Int, _ value: Int) throws {
    try bind(parameter, Int64(value))
  }

  public func bind(_ parameter: Int, _ value: Int32) throws {
    try bind(parameter, Int64(value))
  }

  /// `bytes` must be valid UTF-8; they are copied before the call returns.
  public func bind(_ parameter: Int, utf8 bytes: UnsafeBufferPointer<UInt8>) throws {
    try bytes.refuseNUL()
    let count = UInt64(bytes.count)
    guard let copy = keep(UnsafeRawBufferPointer(bytes)) else {
      return try check(
        sqlite3_bind_text64(
          handle, position(parameter), bytes.characters, count, copiedByEngine, UInt8(SQLITE_UTF8)))
    }
    try check(
      sqlite3_bind_text64(
        handle, position(parameter), copy.assumingMemoryBound(to: CChar.self), count, nil,
        UInt8(SQLITE_UTF8)))
  }

  public func bind(_ parameter: Int, _ text: String) throws {
    var text = text
    try text.withUTF8 { try bind(parameter, utf8: $0) }
  }

  public func bind(_ parameter: Int, blob bytes: UnsafeRawBufferPointer) throws {
    guard !bytes.isEmpty else {
      return try check(sqlite3_bind_zeroblob(handle, position(parameter), 0))
    }
    let count = UInt64(bytes.count)
    if let copy = keep(bytes) {
      try check(sqlite3_bind_blob64(handle, position(parameter), copy, count, nil))
    } else {
      try check(
        sqlite3_bind_blob64(handle, position(parameter), bytes.baseAddress, count, copiedByEngine))
    }
  }

  public func bindNull(_ parameter: Int) throws {
    try check(sqlite3_bind_null(handle, position(parameter)))
  }

  public func bind(_ parameter: Int, _ value: some SQLConvertible) throws {
    switch value.sqlValue {
    case .null: try bindNull(parameter)
    case .int64(let number): try bind(parameter, number)
    case .text(let text): try bind(parameter, text)
    case .blob(let bytes): try bytes.withUnsafeBytes { try bind(parameter, blob: $0) }
    }
  }

  /// Runs the statement for the row bound so far, and answers whether it changed a row
  /// (`ON CONFLICT … DO NOTHING` may not).
  @discardableResult
  public func step() throws -> Bool {
    precondition(!ended, "a batch ends with the call that made it")
    var status = sqlite3_step(handle)
    while status == SQLITE_ROW { status = sqlite3_step(handle) }
    guard status == SQLITE_DONE else { throw failure(status) }
    let changed = sqlite3_changes(connection) > 0
    statement.reset()
    scratchUsed = 0
    return changed
  }

  /// Lets go of the statement; it returns to the connection's cache holding nothing of ours.
  func end() {
    ended = true
    statement.reset()
  }

  private func position(_ parameter: Int) -> Int32 {
    precondition(!ended, "a batch ends with the call that made it")
    precondition(
      parameter >= 1 && parameter <= positions.count, "the statement has no such parameter")
    return positions[parameter - 1]
  }

  /// A copy that lives until the step, or nil when the scratch space is used up.
  private func keep(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawPointer? {
    guard bytes.count <= scratch.count - scratchUsed, let base = scratch.baseAddress else {
      return nil
    }
    let copy = base + scratchUsed
    if let source = bytes.baseAddress { copy.copyMemory(from: source, byteCount: bytes.count) }
    scratchUsed += bytes.count
    return UnsafeRawPointer(copy)
  }

  private func failure(_ status: Int32) -> any Error {
    let error = EngineError(handle: handle, status)
    statement.reset()
    return transaction.fail(error, sql)
  }

  private func check(_ status: Int32) throws {
    guard status == SQLITE_OK else { throw failure(status) }
  }
}
