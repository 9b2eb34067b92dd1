internal import GRDB
internal import GRDBSQLite
import Quantities

/// What the engine said about a statement, before it becomes a `Problem` or a
/// `ConstraintViolation`.
struct EngineError: Error {
  /// Extended result code of SQLite.
  let code: Int32
  /// The engine's own words: names of tables, columns and constraints, never values.
  let message: String

  init(_ code: Int32, message: String = "") {
    self.code = code
    self.message = message
  }

  init(handle: OpaquePointer, _ status: Int32) {
    let connection = sqlite3_db_handle(handle)
    let extended = sqlite3_extended_errcode(connection)
    code = extended == SQLITE_OK ? status : extended
    message = sqlite3_errmsg(connection).map { String(cString: $0) } ?? ""
  }

  init(_ error: GRDB.DatabaseError) {
    code = error.extendedResultCode.rawValue
    message = error.message ?? ""
  }

  var primary: Int32 { code & 0xff }
}

extension EngineError {
  /// The error that leaves this module. `core` resolves the name of a unique index.
  func translated(sql: String?, on core: GRDB.Database?) -> any Error {
    switch primary {
    case SQLITE_CONSTRAINT: return ConstraintViolation(self, on: core)
    case SQLITE_INTERRUPT, SQLITE_ABORT: return CancellationError()
    default: return problem(sql: sql)
    }
  }

  func problem(sql: String?) -> Problem {
    switch primary {
    case SQLITE_FULL:
      return problem(
        .resourceExhausted, "STORE_DISK_FULL", sql,
        zh: "存储空间已满，本次更改未生效。", en: "The disk is full; nothing of this change was kept.",
        remedyZh: "请清理或扩充数据目录所在磁盘后重试。",
        remedyEn: "Free or add space where the data folder lies, then try again.")
    case SQLITE_IOERR:
      return problem(
        .unavailable, "STORE_IO", sql,
        zh: "读写存储时出错，本次更改未生效。", en: "Reading or writing the disk failed; nothing was kept.",
        remedyZh: "请检查磁盘与文件系统的状态后重试。",
        remedyEn: "Check the disk and the file system, then try again.")
    case SQLITE_CORRUPT, SQLITE_NOTADB:
      return problem(
        .dataLoss, "STORE_CORRUPT", sql,
        zh: "数据库文件已损坏或不是数据库。", en: "The database file is damaged or is not a database.",
        remedyZh: "请停止服务，运行完整性检查并从备份恢复。",
        remedyEn: "Stop the service, run the integrity check and restore a backup.")
    case SQLITE_BUSY, SQLITE_LOCKED:
      return problem(
        .unavailable, "STORE_BUSY", sql,
        zh: "数据库正被占用。", en: "The database is busy.",
        remedyZh: "请稍后重试。", remedyEn: "Try again in a moment.")
    case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH:
      return problem(
        .failedPrecondition, "STORE_NOT_WRITABLE", sql,
        zh: "无法打开或写入数据库文件。", en: "The database file cannot be opened or written.",
        remedyZh: "请检查数据目录是否存在及其权限。",
        remedyEn: "Check that the data folder exists and its permissions.")
    case SQLITE_NOMEM, SQLITE_TOOBIG:
      return problem(
        .resourceExhausted, "STORE_TOO_BIG", sql,
        zh: "数据超过数据库的内存或长度限制。", en: "The data exceeds the database's memory or length limit.",
        remedyZh: "请分成较小的部分提交。", remedyEn: "Submit it in smaller parts.")
    default:
      return problem(
        .internalFault, "STORE_SQL", sql,
        zh: "数据库拒绝执行语句。", en: "The database refused a statement.",
        remedyZh: "请将此信息报告给维护人员。", remedyEn: "Report this to the maintainers.")
    }
  }

  private func problem(
    _ category: Problem.Category, _ code: String, _ sql: String?, zh: String, en: String,
    remedyZh: String, remedyEn: String
  ) -> Problem {
    var details = [Problem.Detail("engine", "\(self.code) \(message)")]
    if let sql { details.append(Problem.Detail("statement", String(sql.prefix(400)))) }
    return Problem(
      category, code, zh: zh, en: en, remedyZh: remedyZh, remedyEn: remedyEn, details: details)
  }
}

extension Problem {
  /// Placeholders other than `$1 … $n` without gaps, or another number of arguments.
  static func statementParameters(_ sql: String) -> Problem {
    Problem(
      .internalFault, "STORE_PARAMETERS",
      zh: "语句的参数与实参不符。", en: "The parameters of a statement do not match its arguments.",
      remedyZh: "请将此信息报告给维护人员。", remedyEn: "Report this to the maintainers.",
      details: [Detail("statement", String(sql.prefix(400)))])
  }
}
