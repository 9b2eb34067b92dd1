import Glibc

/// Reference data that stands beside the repository on some machines (`../shared`); tests that use it
/// skip when it is absent.
enum SharedData {
  static func text(_ path: String) -> String? {
    let file = #filePath
    let root = file.split(separator: "/").dropLast(3).joined(separator: "/")
    guard let stream = fopen("/\(root)/../shared/\(path)", "r") else { return nil }
    defer { fclose(stream) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, stream)
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
