import Tabular

/// Everything that is wrong with one row; never empty.
public struct RowIssues: Error, Sendable, Hashable {
  public let issues: [RowIssue]

  public init(_ issues: [RowIssue]) {
    precondition(!issues.isEmpty, "a refused row has a reason")
    self.issues = issues
  }
}
