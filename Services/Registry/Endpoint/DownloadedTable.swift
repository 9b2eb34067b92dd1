import Mesh
import Messages
import Quantities

/// A table on its way to a client.
struct DownloadedTable {
  let fileName: String
  let content: [UInt8]

  /// Bytes of a piece: large enough that framing costs nothing, small enough for the flow control.
  private static let pieceBytes = 256 * 1024

  func write(to responses: ResponseWriter<Common.FileChunk>) async throws {
    var chunk = Common.FileChunk(
      fileName: fileName, sha256: SHA256Digest(of: content).description,
      totalBytes: UInt64(content.count))
    for start in stride(from: 0, to: content.count, by: Self.pieceBytes) {
      chunk.offset = UInt64(start)
      chunk.content = Array(content[start..<min(start + Self.pieceBytes, content.count)])
      try await responses.write(chunk)
      chunk = Common.FileChunk()
    }
  }
}
