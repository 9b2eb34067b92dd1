import Quantities

/// Why one row of a table was refused (隔离区记录): where, what was written, the rule and the remedy.
public struct RowIssue: Error, Sendable, Hashable {
  /// Row of the file from 1, the header being row 1 and blank lines counted, as a spreadsheet does.
  public var row: Int
  /// Header of the column; empty when the whole row is meant.
  public var column: String
  /// What was written, at most 64 characters of it.
  public var value: String
  /// Stable upper-case reason code.
  public var code: String
  public var message: Bilingual
  public var remedy: Bilingual

  public init(
    row: Int, column: String, value: String, code: String, message: Bilingual, remedy: Bilingual
  ) {
    self.row = row
    self.column = column
    self.value = String(value.prefix(64))
    self.code = code
    self.message = message
    self.remedy = remedy
  }

  /// The issue of a record that could not be read as fields.
  public init(row: Int, defect: CSVDefect) {
    self.init(
      row: row, column: "", value: "", code: defect.code, message: defect.message,
      remedy: defect.remedy)
  }

  /// A record with fewer or more fields than its header.
  public static func ragged(row: Int, fields: Int, expected: Int) -> RowIssue {
    RowIssue(
      row: row, column: "", value: "\(fields)", code: "CSV_RAGGED_ROW",
      message: Bilingual(
        zh: "该行有 \(fields) 列，表头有 \(expected) 列",
        en: "the row has \(fields) cells, the header has \(expected)"),
      remedy: Bilingual(
        zh: "请检查该行是否缺少或多出逗号", en: "look for a missing or surplus comma in the row"))
  }
}

extension RowIssue: CustomStringConvertible {
  public var description: String {
    "row \(row)\(column.isEmpty ? "" : ", \(column)"): \(code): \(message.en) (\(value))"
  }
}
