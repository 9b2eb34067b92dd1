import Tabular

/// What becomes of the rows of an import (导入结果). rowsRead = inserted + replaced + unchanged +
/// quarantined once the import is planned.
public struct ImportOutcome: Sendable, Hashable {
  /// Issues kept; a file with more is broken as a whole and its first thousand say how.
  public static let issueLimit = 1000

  public var rowsRead = 0
  public var inserted = 0
  public var replaced = 0
  public var unchanged = 0
  public private(set) var quarantined = 0
  /// The first issues, by row once `sorted`.
  public private(set) var issues: [RowIssue] = []
  public private(set) var issuesTruncated = false

  public init() {}

  /// Refuses one row for its issues.
  public mutating func quarantine(row: Int, _ found: [RowIssue]) {
    precondition(!found.isEmpty, "a row is refused for a reason")
    quarantined += 1
    for issue in found {
      guard issues.count < Self.issueLimit else {
        issuesTruncated = true
        return
      }
      issues.append(issue)
    }
  }

  /// The same with issues in the order of the file.
  public var sorted: ImportOutcome {
    var copy = self
    copy.issues.sort { ($0.row, $0.column) < ($1.row, $1.column) }
    return copy
  }
}
