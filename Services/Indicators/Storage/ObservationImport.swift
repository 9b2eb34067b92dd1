import IndicatorsDomain
import Quantities
import Store
import Tabular

/// Records a file of observations in one transaction: good rows all together, bad rows listed.
public enum ObservationImport {
  /// What became of the rows; read = inserted + replaced + unchanged + refused.
  public struct Report: Sendable {
    public var read = 0
    public var inserted = 0
    public var replaced = 0
    public var unchanged = 0
    /// In order of the rows.
    public var issues: [RowIssue] = []
  }

  /// - Throws: a problem of the file as a whole; then nothing was recorded.
  public static func record(
    _ file: [UInt8], at time: Timestamp, in transaction: Transaction
  ) throws -> Report {
    let (rows, issues) = try ObservationFile.read(file)
    var report = Report(read: rows.count + issues.count, issues: issues)
    let known = Set(try DefinitionTables.elements(in: transaction).map(\.code))
    for row in rows {
      let key = row.observation.key
      guard known.contains(key.element) else {
        let problem = IndicatorProblem.unknownElement(key.element, in: key.subject)
        report.issues.append(
          RowIssue(
            row: row.line, column: "element", value: key.element, code: problem.code,
            message: problem.message, remedy: problem.remedy))
        continue
      }
      switch try ObservationTable.record(row.observation, at: time, in: transaction) {
      case .inserted: report.inserted += 1
      case .replaced: report.replaced += 1
      case .unchanged: report.unchanged += 1
      }
    }
    report.issues.sort { $0.row < $1.row }
    precondition(
      report.read == report.inserted + report.replaced + report.unchanged + report.issues.count,
      "every row is counted once")
    return report
  }
}
