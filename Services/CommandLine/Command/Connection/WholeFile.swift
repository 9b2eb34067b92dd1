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
    let part = [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
      repeat {
        count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      } while count < 0 && errno == EINTR
      if count < 0 { count = 0 }
    }
    guard !part.isEmpty || errno != EIO else { throw failed(path) }
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

  static func failed(_ path: String) -> Problem {
    Problem(
      .invalidInput, "CLI_FILE_UNREADABLE",
      zh: "无法读取文件 \(path)：\(String(cString: strerror(errno)))。",
      en: "Cannot read the file \(path): \(String(cString: strerror(errno))).",
      remedyZh: "请检查路径与权限。", remedyEn: "Check the path and its rights.",
      details: [.init("file", path)])
  }
}
