import Glibc
import Quantities

/// Files of this machine.
enum WholeFile {
  /// - Throws: `CLI_FILE_UNREADABLE`.
  static func read(_ path: String) throws(Problem) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failed(path) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    while true {
      let part = try read(descriptor, path)
      if part.isEmpty { return bytes }
      bytes += part
    }
  }

  /// Up to 1 MiB from where the descriptor stands; empty at the end.
  static func read(_ descriptor: CInt, _ path: String) throws(Problem) -> [UInt8] {
    var isRead = true
    let part = [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
      repeat {
        count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      } while count < 0 && errno == EINTR
      isRead = count >= 0
      count = max(count, 0)
    }
    // A folder, for example, opens and cannot be read.
    guard isRead else { throw failed(path) }
    return part
  }

  static func write(_ bytes: [UInt8], to descriptor: CInt) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = Glibc.write(
          descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
  }

  /// What `errno` says of a file that was to be read.
  static func failed(_ path: String) -> Problem {
    let number = errno
    let reason = FileReason.of(number)
    return Problem(
      number == ENOENT ? .notFound : .invalidInput, "CLI_FILE_UNREADABLE",
      zh: "无法读取 \(path)：\(reason.zh)。", en: "Cannot read \(path): \(reason.en).",
      remedyZh: "请检查路径与权限。", remedyEn: "Check the path and its rights.")
  }

  /// What `errno` says of a file that was to be written.
  static func unwritable(_ path: String) -> Problem {
    let reason = FileReason.of(errno)
    return Problem(
      .invalidInput, "CLI_FILE_UNWRITABLE", zh: "无法写入 \(path)：\(reason.zh)。",
      en: "Cannot write \(path): \(reason.en).", remedyZh: "请检查路径、权限与空间。",
      remedyEn: "Check the path, its rights and the space.")
  }
}
