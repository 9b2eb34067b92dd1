import Glibc

/// Files of the repository that tests read.
enum Repository {
  private static let root =
    String(#filePath.split(separator: "/Tests/ContractingTests/")[0]) + "/"

  static func text(_ path: String) throws -> String {
    String(decoding: try bytes(root + path), as: UTF8.self)
  }

  /// The bytes of a file anywhere.
  static func bytes(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw Missing(path: path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 {
      bytes += chunk[..<count]
    }
    return bytes
  }

  struct Missing: Error { let path: String }
}
