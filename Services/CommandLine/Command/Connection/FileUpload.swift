import Glibc
import Mesh
import Messages
import Quantities

/// A local file to be sent in chunks.
struct FileUpload: Sendable {
  let path: String
  let bytes: UInt64
  private let name: String
  private let digest: SHA256Digest

  private static let chunkBytes = 256 << 10

  /// Reads the file once for its size and digest.
  /// - Parameter name: what the service is to call it; by default the last part of the path.
  init(_ path: String, named name: String? = nil) throws(Problem) {
    self.path = path
    self.name = name ?? String(path.split(separator: "/").last ?? "file")
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw WholeFile.failed(path) }
    defer { close(descriptor) }
    var hasher = SHA256Hasher()
    var count: UInt64 = 0
    while true {
      let part = try WholeFile.read(descriptor, path)
      if part.isEmpty { break }
      part.withUnsafeBytes { hasher.update($0) }
      count += UInt64(part.count)
    }
    bytes = count
    digest = hasher.finish()
  }

  /// SHA-256 of the content in lower-case hexadecimal; what services know the file by.
  var sha256: String { digest.description }

  /// The first chunk: names the file and has no content.
  var opening: Common.FileChunk {
    var chunk = Common.FileChunk()
    chunk.fileName = name
    chunk.sha256 = digest.description
    chunk.totalBytes = bytes
    return chunk
  }

  /// Sends the content from an offset on.
  func send(to writer: RequestWriter<Common.FileChunk>, from start: UInt64 = 0) async throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw WholeFile.failed(path) }
    defer { close(descriptor) }
    var offset = start
    while offset < bytes {
      let content = [UInt8](unsafeUninitializedCapacity: Self.chunkBytes) { buffer, count in
        count = max(0, pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset)))
      }
      guard !content.isEmpty else { throw WholeFile.failed(path) }
      var chunk = Common.FileChunk()
      chunk.offset = offset
      chunk.content = content
      try await writer.write(chunk)
      offset += UInt64(content.count)
    }
  }
}
