import DIPDomain
import Quantities
import Store
import Tabular

/// Rows of an import that become durable together: the lists that passed and the issues of those
/// that did not.
struct ImportBatch: Sendable {
  private var lists = CaseColumns()
  private var issues: [RowIssue] = []
  private var refused = 0

  /// Rows in the batch.
  var rows: Int { lists.count + refused }

  mutating func add(_ record: CSVRecord, by parser: CaseParser) {
    let found = parser.parse(record, into: &lists)
    guard !found.isEmpty else { return }
    issues += found
    refused += 1
  }

  /// Stores the rows and the place that the import reached with them, in one transaction.
  func store(
    as advanced: CaseImport, onCompletion: (CaseImport, Transaction) throws -> Void,
    in transaction: Transaction
  ) throws -> CaseImport {
    var session = advanced
    session.counts += try store(importID: session.importID, at: session.updatedAt, in: transaction)
    try CaseImportTable.advance(session, in: transaction)
    if session.state == .done { try onCompletion(session, transaction) }
    return session
  }

  /// Stores the rows under an import and answers what became of them.
  func store(
    importID: String, at time: Timestamp, in transaction: Transaction
  ) throws -> ImportCounts {
    var counts = ImportCounts(quarantined: refused)
    if lists.count > 0 {
      let revision = try SettlementListTable.beginRevision(
        importID: importID, at: time, in: transaction)
      let outcome = try SettlementListTable.store(
        lists, digests: ListDigests(of: lists), revision: revision, in: transaction)
      counts += outcome.counts
      try QuarantineTable.insert(outcome.conflicts, importID: importID, in: transaction)
    }
    try QuarantineTable.insert(issues, importID: importID, in: transaction)
    return counts
  }
}
