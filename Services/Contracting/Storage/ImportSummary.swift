import ContractingDomain
import Tabular

/// What became of an import: `read = inserted + replaced + unchanged + quarantined`, always.
public struct ImportSummary: Sendable {
  public let importID: String
  public var read = 0
  public var inserted = 0
  public var replaced = 0
  public var unchanged = 0
  public var quarantined = 0
  /// The first issues in row order; all of them are kept under the import's id.
  public var issues: [RowIssue] = []
  public var issuesTruncated = false

  /// Issues that a report carries itself.
  static let reportedIssues = 100

  init(importID: String) { self.importID = importID }

  mutating func count(_ outcome: ImportOutcome) {
    switch outcome {
    case .inserted: inserted += 1
    case .replaced: replaced += 1
    case .unchanged: unchanged += 1
    }
  }

  mutating func quarantine(_ row: RowIssues) {
    quarantined += 1
    report(row.issues)
  }

  /// Adds the counts of another part of the same import.
  mutating func add(_ part: ImportSummary) {
    read += part.read
    inserted += part.inserted
    replaced += part.replaced
    unchanged += part.unchanged
    quarantined += part.quarantined
    report(part.issues)
    issuesTruncated = issuesTruncated || part.issuesTruncated
  }

  private mutating func report(_ more: [RowIssue]) {
    let room = Self.reportedIssues - issues.count
    issues += more.prefix(room)
    if more.count > room { issuesTruncated = true }
  }
}
