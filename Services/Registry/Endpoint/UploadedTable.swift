import Mesh
import Messages
import Quantities
import RegistryDomain
import Tabular

/// A file that a client uploads piece by piece, read while it arrives.
struct UploadedTable<Table: RegistryTable> {
  let rows: [TableRow<Table.Entry>]
  let outcome: ImportOutcome
  let digest: SHA256Digest

  /// Reads to the end of the stream. Throws when pieces are missing or out of order, when the file
  /// is not the one announced, and when its header cannot be used.
  init(_ chunks: RequestStream<Common.FileChunk>, as table: Table.Type) async throws {
    var parser = TableParser(table)
    var hasher = SHA256Hasher()
    var first: Common.FileChunk?
    var received: UInt64 = 0
    for try await chunk in chunks {
      guard chunk.offset == received else {
        throw Self.broken("offset", expected: "\(received)", found: "\(chunk.offset)")
      }
      if first == nil {
        first = chunk
        first?.content = []
      }
      received += UInt64(chunk.content.count)
      hasher.update(chunk.content)
      try parser.append(chunk.content)
    }
    try parser.finish()
    digest = hasher.finish()
    if let announced = first?.totalBytes, announced != 0, announced != received {
      throw Self.broken("total_bytes", expected: "\(announced)", found: "\(received)")
    }
    if let announced = first?.sha256, !announced.isEmpty, announced != digest.description {
      throw Self.broken("sha256", expected: announced, found: digest.description)
    }
    rows = parser.rows
    outcome = parser.outcome
  }

  private static func broken(_ field: String, expected: String, found: String) -> Problem {
    Problem(
      .invalidInput, "REGISTRY_UPLOAD_BROKEN",
      zh: "上传的文件不完整：\(field) 应为 \(expected.prefix(64))，实为 \(found.prefix(64))",
      en:
        "the upload is not whole: \(field) should be \(expected.prefix(64)), is \(found.prefix(64))",
      remedyZh: "请重新上传整个文件", remedyEn: "upload the whole file again",
      details: [Problem.Detail("field", field)])
  }

  /// The report of an import of this file.
  func report(_ outcome: ImportOutcome) -> Common.ImportReport {
    Common.ImportReport(
      importId: digest.description, rowsRead: UInt64(outcome.rowsRead),
      rowsInserted: UInt64(outcome.inserted), rowsReplaced: UInt64(outcome.replaced),
      rowsUnchanged: UInt64(outcome.unchanged), rowsQuarantined: UInt64(outcome.quarantined),
      issues: outcome.issues.map { issue in
        Common.RowIssue(
          line: UInt64(issue.row), column: issue.column, value: issue.value, code: issue.code,
          message: Common.Bilingual(zh: issue.message.zh, en: issue.message.en),
          remedy: Common.Bilingual(zh: issue.remedy.zh, en: issue.remedy.en))
      }, issuesTruncated: outcome.issuesTruncated)
  }
}

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
