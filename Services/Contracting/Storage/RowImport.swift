import ContractingDomain
import Privacy
import Quantities
import Store
import Tabular

/// An import of a CSV file row by row: valid rows are written in batches, wrong ones are kept with
/// their reasons. A crash in between leaves whole batches, and the same file again completes them.
public struct RowImport<Entry: Sendable>: Sendable {
  let kind: String
  let columns: [CSVColumn]
  let read: @Sendable (CSVRecord, CSVHeader) -> Result<Entry, RowIssues>
  let put: @Sendable (Entry, Transaction) throws -> ImportOutcome

  /// Rows of one transaction: enough to make its flush to disk cheap, few enough that signing
  /// contracts goes on in between.
  private static var batchRows: Int { 2000 }

  private enum ReadRow: Sendable {
    case entry(row: Int, Entry)
    case refused(RowIssues)
  }

  /// Imports a file; its SHA-256 makes the import's id. `recorded` is called with each batch's own
  /// counts in the batch's transaction, to announce it there.
  public func run<Source: ByteSource>(
    _ source: sending Source, sha256: String, into database: Database,
    recorded: @Sendable (ImportSummary, Transaction) throws -> Void = { _, _ in }
  ) async throws -> ImportSummary {
    var summary = ImportSummary(importID: "\(kind)-\(sha256.prefix(16))")
    let reader = CSVReader(source)
    guard let first = try reader.next() else { throw Self.empty }
    let header = try CSVHeader(first, columns: columns)
    try await database.write { [id = summary.importID] transaction in
      try transaction.execute("DELETE FROM import_issue WHERE import_id = $1", [id])
    }
    while true {
      let batch = try nextBatch(reader, header)
      guard !batch.isEmpty else { return summary }
      let done = try await database.write { [id = summary.importID] transaction in
        let done = try write(batch, to: id, in: transaction)
        if done.inserted + done.replaced > 0 { try recorded(done, transaction) }
        return done
      }
      summary.add(done)
      // Another import or a signature may come between two batches.
      await Task.yield()
    }
  }

  private func nextBatch<Source: ByteSource>(
    _ reader: CSVReader<Source>, _ header: CSVHeader
  ) throws -> [ReadRow] {
    var batch: [ReadRow] = []
    while batch.count < Self.batchRows, let record = try reader.next() {
      switch read(record, header) {
      case .success(let entry): batch.append(.entry(row: record.row, entry))
      case .failure(let issues): batch.append(.refused(issues))
      }
    }
    return batch
  }

  private func write(
    _ batch: [ReadRow], to importID: String, in transaction: Transaction
  ) throws -> ImportSummary {
    var summary = ImportSummary(importID: importID)
    for row in batch {
      summary.read += 1
      switch row {
      case .refused(let issues):
        try quarantine(issues, &summary, in: transaction)
      case .entry(let row, let entry):
        do {
          summary.count(try put(entry, transaction))
        } catch let problem as Problem where problem.category == .conflict {
          let issue = RowIssue(
            row: row, column: "", value: "", code: problem.code, message: problem.message,
            remedy: problem.remedy)
          try quarantine(RowIssues([issue]), &summary, in: transaction)
        }
      }
    }
    return summary
  }

  private func quarantine(
    _ row: RowIssues, _ summary: inout ImportSummary, in transaction: Transaction
  ) throws {
    for issue in row.issues {
      try ImportIssueTable.append(issue, to: summary.importID, in: transaction)
    }
    summary.quarantine(row)
  }

  private static var empty: Problem {
    Problem(
      .invalidInput, "IMPORT_EMPTY", zh: "文件为空", en: "the file is empty",
      remedyZh: "请上传含表头的 CSV 文件", remedyEn: "send a CSV file with a header")
  }
}

extension RowImport<ResidentEntry> {
  public static func residents(vault: IdentityVault) -> RowImport {
    RowImport(kind: "residents", columns: ResidentEntry.columns, read: ResidentEntry.read) {
      try ResidentTable.put($0, vault: vault, in: $1)
    }
  }
}

extension RowImport<TeamEntry> {
  public static var teams: RowImport {
    RowImport(kind: "teams", columns: TeamEntry.columns, read: TeamEntry.read) {
      try TeamTable.put($0, in: $1)
    }
  }
}
