import Glibc
import Hummingbird
import Mesh
import Messages
import Quantities

/// A body received into a temporary file that has no name on the disk and goes with its descriptor.
final class SpooledFile: Sendable {
  let name: String
  let bytes: Int
  let digest: SHA256Digest
  private let descriptor: CInt

  private init(name: String, bytes: Int, digest: SHA256Digest, descriptor: CInt) {
    self.name = name
    self.bytes = bytes
    self.digest = digest
    self.descriptor = descriptor
  }

  deinit { Glibc.close(descriptor) }

  /// - Throws: `GATEWAY_SPOOL_FAILED` when the disk does not take it, `GATEWAY_FILE_TOO_LARGE`.
  static func receive(
    _ body: RequestBody, named name: String, in folder: String, limit: Int
  ) async throws -> SpooledFile {
    // The folder's own file system; unlinked at once, so that nothing is left behind by a crash.
    let descriptor = open(folder, O_RDWR | unnamedFile, 0o600)
    guard descriptor >= 0 else { throw failed() }
    var isKept = false
    defer { if !isKept { Glibc.close(descriptor) } }
    var hasher = SHA256Hasher()
    var count = 0
    for try await part in body {
      count += part.readableBytes
      guard count <= limit else { throw tooLarge(limit) }
      let chunk = Array(part.readableBytesView)
      chunk.withUnsafeBytes { hasher.update($0) }
      guard writeAll(chunk, to: descriptor) else { throw failed() }
    }
    isKept = true
    return SpooledFile(
      name: name, bytes: count, digest: hasher.finish(), descriptor: descriptor)
  }

  /// The first chunk, which names the file and has no content.
  var opening: Common.FileChunk {
    var chunk = Common.FileChunk()
    chunk.fileName = name
    chunk.sha256 = digest.description
    chunk.totalBytes = UInt64(bytes)
    return chunk
  }

  func send(
    to writer: PayloadWriter, from start: Int, chunkBytes: Int, opening sendsOpening: Bool = true
  ) async throws {
    if sendsOpening { try await writer.write(Payload(try opening.encoded())) }
    var offset = start
    while offset < bytes {
      let wanted = min(chunkBytes, bytes - offset)
      let content = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
        count = max(0, pread(descriptor, buffer.baseAddress, wanted, off_t(offset)))
      }
      guard !content.isEmpty else { throw Self.failed() }
      var chunk = Common.FileChunk()
      chunk.offset = UInt64(offset)
      chunk.content = content
      try await writer.write(Payload(try chunk.encoded()))
      offset += content.count
    }
  }

  /// `O_TMPFILE`, which the C header hides behind a macro.
  private static let unnamedFile: CInt = 0o20000000 | O_DIRECTORY

  private static func writeAll(_ bytes: [UInt8], to descriptor: CInt) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let count = write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
  }

  private static func failed() -> RPCError {
    RPCError(
      .resourceExhausted, reason: "GATEWAY_SPOOL_FAILED", zh: "网关无法暂存上传的文件。",
      en: "The gateway cannot keep the uploaded file.",
      remedyZh: "请检查网关数据目录的磁盘空间与权限。",
      remedyEn: "Check space and rights of the gateway's data folder.")
  }

  private static func tooLarge(_ limit: Int) -> RPCError {
    RPCError(
      .resourceExhausted, reason: "GATEWAY_FILE_TOO_LARGE", zh: "文件超过 \(limit) 字节。",
      en: "The file is larger than \(limit) bytes.", remedyZh: "请拆分后分别上传。",
      remedyEn: "Split it and upload the parts.")
  }
}
