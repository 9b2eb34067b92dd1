import Glibc

/// Reads files that are known to be small.
enum SmallFile {
  /// nil when the file cannot be read or is longer than the limit.
  static func read(_ path: String, limit: Int) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while content.count <= limit {
      let count = Glibc.read(file, &buffer, buffer.count)
      if count < 0 { return nil }
      if count == 0 { return content }
      content.append(contentsOf: buffer[..<count])
    }
    return nil
  }
}
