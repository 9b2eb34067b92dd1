import Glibc
import Quantities

/// Folders for data of people: open to their owner alone.
package enum DataFolder {
  /// Makes the folder (0700) with what leads to it, where missing.
  package static func create(_ folder: String) throws(Problem) {
    guard access(folder, F_OK) != 0, folder != ".", folder != "/" else { return }
    try create(parent(of: folder))
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else { throw notWritable(folder) }
  }

  /// The folder that a path lies in.
  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Reads `errno`.
  static func notWritable(_ path: String) -> Problem {
    let reason = String(cString: strerror(errno))
    return Problem(
      .failedPrecondition, "STORE_NOT_WRITABLE",
      zh: "无法打开或写入 \(path)：\(reason)。", en: "Cannot open or write \(path): \(reason).",
      remedyZh: "请检查数据目录是否存在及其权限。",
      remedyEn: "Check that the data folder exists and its permissions.",
      details: [Problem.Detail("path", path)])
  }
}
