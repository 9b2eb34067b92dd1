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
    folder = DataFolder.parent(of: path)
    try DataFolder.create(folder)
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw DataFolder.notWritable(path) }
    Glibc.close(file)

    let lockPath = path + ".lock"
    let lock = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else { throw DataFolder.notWritable(lockPath) }
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
    guard rename(partial, target) == 0 else { throw DataFolder.notWritable(target) }
    try sync(DataFolder.parent(of: target))
  }

  private static func sync(_ path: String) throws(Problem) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw DataFolder.notWritable(path) }
    defer { Glibc.close(file) }
    guard fsync(file) == 0 else { throw DataFolder.notWritable(path) }
  }
}
