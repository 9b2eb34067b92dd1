import Mesh
import Messages
import Quantities
import RegistryDomain
import Runtime
import Tabular

/// A table that a client uploaded, read from its staged file.
struct UploadedTable<Table: RegistryTable>: Sendable {
  let rows: [TableRow<Table.Entry>]
  let outcome: ImportOutcome
  private let sha256: String

  /// Receives the file to its end and reads it. Throws when it is not whole or not the one
  /// announced, and when its header cannot be used.
  init(
    _ chunks: RequestStream<Common.FileChunk>, as table: Table.Type, staging: UploadStaging
  ) async throws {
    let file = try await staging.receive(chunks)
    defer { staging.discard(file) }
    try self.init(file, as: table)
  }

  /// Reads a file that has arrived. Throws when its header cannot be used.
  init(_ file: StagedFile, as table: Table.Type) throws {
    var parser = TableParser(table)
    try parser.read(FileSource(path: file.path))
    rows = parser.rows
    outcome = parser.outcome
    sha256 = file.sha256
  }

  /// The report of an import of this file. Its id is the file's digest: the same file is the same
  /// import.
  func report(_ outcome: ImportOutcome) -> Common.ImportReport {
    Common.ImportReport(
      importId: sha256, rowsRead: UInt64(outcome.rowsRead),
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
