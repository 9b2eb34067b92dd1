import Dispatch
internal import GRDB
import Glibc
import Quantities

extension Database {
  /// What is wrong inside the file: pages, indexes and references. Empty when it is sound.
  /// Reads everything; minutes on a large database.
  public func integrityCheck() async throws -> [String] {
    try await read { connection in
      let pages = try connection.query("PRAGMA integrity_check").map { try $0.text(0) }
      let references = try connection.query("PRAGMA foreign_key_check").map { row in
        "\(try row.text(0)): row \(try row.int64OrNil(1) ?? 0) refers to nothing in \(try row.text(2))"
      }
      return pages.filter { $0 != "ok" } + references
    }
  }

  /// Copies a snapshot to a new file while reads and writes go on. The file appears under its name
  /// only when it is whole and on the disk. Throws `STORE_BACKUP_EXISTS` rather than overwrite.
  public func backup(to target: String) async throws {
    guard access(target, F_OK) != 0 else {
      throw Problem(
        .alreadyExists, "STORE_BACKUP_EXISTS",
        zh: "备份文件已存在：\(target)。", en: "The backup file exists already: \(target).",
        remedyZh: "请换一个文件名。", remedyEn: "Choose another file name.")
    }
    let partial = target + ".partial"
    unlink(partial)
    let source = pool
    try await Self.translatingAsync {
      try await Self.onOwnThread {
        let copy = try DatabaseQueue(path: partial)
        try source.backup(to: copy)
        try copy.close()
      }
    }
    try ProcessLock.syncAndRename(partial, to: target)
  }

  /// GRDB's backup blocks, so it gets a thread that nothing else waits for.
  private static func onOwnThread(_ body: @escaping @Sendable () throws -> Void) async throws {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      DispatchQueue.global(qos: .utility).async {
        done.resume(with: Result { try body() })
      }
    }
  }
}
