import DIPDomain
import Quantities
import Store
import Tabular

/// Rows of an import that become durable together: the lists that passed and the issues of those
/// that did not.
public struct ImportBatch: Sendable {
  private var lists = CaseColumns()
  private var issues: [RowIssue] = []
  private var refused = 0
  private var codesUnchecked = 0
  /// Made by `seal`.
  private var digests: ListDigests?
  /// Added to the row numbers of the records to get those that people know.
  private let rowOffset: Int

  public init(rowOffset: Int = 0) { self.rowOffset = rowOffset }

  /// Rows in the batch.
  public var rows: Int { lists.count + refused }

  /// Institutions of the lists that passed.
  public var institutionCodes: [String] {
    (0..<Int32(lists.institutionCodes.count)).map { lists.institutionCodes[$0] }
  }

  public mutating func add(_ record: CSVRecord, by parser: CaseParser) {
    let found = parser.parse(record, into: &lists)
    guard !found.isEmpty else {
      if !parser.checkedCodes { codesUnchecked += 1 }
      return
    }
    issues += found.map(numbered)
    refused += 1
  }

  /// Computes the digests of the lists on the caller's thread, so that the writer does not have to.
  mutating func seal() { digests = ListDigests(of: lists) }

  private func numbered(_ issue: RowIssue) -> RowIssue {
    var issue = issue
    issue.row += rowOffset
    return issue
  }

  /// Stores the rows and the place that the import reached with them, in one transaction.
  public func store(
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
    var counts = ImportCounts(quarantined: refused, codesUnchecked: codesUnchecked)
    if lists.count > 0 {
      let revision = try SettlementListTable.beginRevision(
        importID: importID, at: time, in: transaction)
      let outcome = try SettlementListTable.store(
        lists, digests: digests ?? ListDigests(of: lists), revision: revision, in: transaction)
      counts += outcome.counts
      try QuarantineTable.insert(
        outcome.conflicts.map(numbered), importID: importID, in: transaction)
    }
    try QuarantineTable.insert(issues, importID: importID, in: transaction)
    return counts
  }
}
