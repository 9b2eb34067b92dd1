import Quantities
import Tabular

/// Reads the cells of one row of an import and collects everything that is wrong with it, so that a
/// person mends a row once.
struct RowChecker {
  private let record: CSVRecord
  private let header: CSVHeader
  private(set) var issues: [RowIssue] = []

  init(_ record: CSVRecord, _ header: CSVHeader) {
    self.record = record
    self.header = header
    if let defect = record.defect {
      issues.append(RowIssue(row: record.row, defect: defect))
    } else if record.count != header.names.count {
      issues.append(.ragged(row: record.row, fields: record.count, expected: header.names.count))
    }
  }

  /// Whether the row can be read at all.
  var isReadable: Bool { record.defect == nil && record.count == header.names.count }

  /// The cell without blanks at its ends; empty when the file has no such column.
  func text(_ column: Int) -> String { header.field(column, of: record)?.trimmed.string ?? "" }

  /// The cell, which must not be empty.
  mutating func required(_ column: Int) -> String {
    let value = text(column)
    if value.isEmpty {
      refuse(
        column, "",
        Problem(
          .invalidInput, "CELL_EMPTY", zh: "该列不能为空", en: "the cell is empty",
          remedyZh: "请填写该列", remedyEn: "fill in the cell"))
    }
    return value
  }

  /// The cell read by a rule; nil when it breaks it. `personal` masks the value in the issue.
  mutating func read<Value>(
    _ column: Int, personal: Bool = false, _ rule: (String) throws(Problem) -> Value
  ) -> Value? {
    let value = required(column)
    return value.isEmpty ? nil : judge(column, value, personal: personal, rule)
  }

  /// The cell read by a rule; nil when it is empty or breaks it.
  mutating func readIfPresent<Value>(
    _ column: Int, _ rule: (String) throws(Problem) -> Value
  ) -> Value? {
    let value = text(column)
    return value.isEmpty ? nil : judge(column, value, personal: false, rule)
  }

  private mutating func judge<Value>(
    _ column: Int, _ value: String, personal: Bool, _ rule: (String) throws(Problem) -> Value
  ) -> Value? {
    do throws(Problem) {
      return try rule(value)
    } catch {
      refuse(column, personal ? value.prefix(6) + "****" : value, error)
      return nil
    }
  }

  private mutating func refuse(_ column: Int, _ value: String, _ problem: Problem) {
    issues.append(
      RowIssue(
        row: record.row, column: header.name(of: column), value: value, code: problem.code,
        message: problem.message, remedy: problem.remedy))
  }
}
