import Glibc
import Quantities

/// Keeps a second process away from the database file: two services on one folder would each
/// believe in a writer, an outbox and caches of their own. The kernel lets go of the lock when the
/// process dies, however it dies.
final class ProcessLock: Sendable {
  private let folder: String
  private let descriptor: Guarded<Int32>

  /// Creates the folder (0700) and the database file (0600) when they are missing: the file holds
  /// personal data, and the engine's companion files take over its permissions.
  init(path: String) throws(Problem) {
    folder = Self.folder(of: path)
    try Self.createFolder(folder)
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Self.cannotOpen(path) }
    Glibc.close(file)

    let lockPath = path + ".lock"
    let lock = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else { throw Self.cannotOpen(lockPath) }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      Glibc.close(lock)
      throw Problem(
        .failedPrecondition, "STORE_IN_USE",
        zh: "数据库正被另一个进程使用：\(path)。", en: "Another process is using the database \(path).",
        remedyZh: "请先停止该进程，或换用另一个数据目录。",
        remedyEn: "Stop that process first, or use another data folder.")
    }
    descriptor = Guarded(lock)
  }

  deinit { release() }

  func release() {
    descriptor.withLock { descriptor in
      if descriptor >= 0 { Glibc.close(descriptor) }
      descriptor = -1
    }
  }

  /// Makes the names of newly created files durable.
  func syncFolder() throws(Problem) { try Self.sync(folder) }

  /// Makes a finished file durable under its final name.
  static func syncAndRename(_ partial: String, to target: String) throws(Problem) {
    try sync(partial)
    guard rename(partial, target) == 0 else { throw cannotOpen(target) }
    try sync(folder(of: target))
  }

  private static func sync(_ path: String) throws(Problem) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw cannotOpen(path) }
    defer { Glibc.close(file) }
    guard fsync(file) == 0 else { throw cannotOpen(path) }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func createFolder(_ folder: String) throws(Problem) {
    guard access(folder, F_OK) != 0, folder != ".", folder != "/" else { return }
    try createFolder(self.folder(of: folder))
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw cannotOpen(folder) }
  }

  private static func cannotOpen(_ path: String) -> Problem {
    let reason = String(cString: strerror(errno))
    return Problem(
      .failedPrecondition, "STORE_NOT_WRITABLE",
      zh: "无法打开或写入 \(path)：\(reason)。", en: "Cannot open or write \(path): \(reason).",
      remedyZh: "请检查数据目录是否存在及其权限。",
      remedyEn: "Check that the data folder exists and its permissions.",
      details: [Problem.Detail("path", path)])
  }
}
