import Glibc
import Quantities

/// Why the system refused a file, in words.
enum FileReason {
  static func of(_ number: CInt) -> Bilingual {
    let words = String(cString: strerror(number))
    let chinese =
      switch number {
      case ENOENT: "没有该文件或文件夹"
      case EACCES, EPERM: "没有权限"
      case EISDIR: "这是一个文件夹"
      case ENOTDIR: "路径中有一项不是文件夹"
      case ENOSPC, EDQUOT: "磁盘空间不足"
      case EROFS: "文件系统只读"
      default: words
      }
    return Bilingual(zh: chinese, en: words.prefix(1).lowercased() + words.dropFirst())
  }
}
