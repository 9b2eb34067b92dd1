import Quantities
import Store
import Tabular

/// Rows that an import refused (隔离区), with the reason of each.
public enum QuarantineTable {
  private static let columns =
    "row_number, item, column_name, value, code, message_zh, message_en, remedy_zh, remedy_en"

  /// Keeps the issues of rows; several issues of one row keep their order.
  public static func insert(
    _ issues: [RowIssue], importID: String, in transaction: Transaction
  ) throws {
    guard !issues.isEmpty else { return }
    try transaction.batch(
      """
      INSERT INTO quarantined_row (import_id, \(columns))
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      """
    ) { batch in
      var previousRow = -1
      var item = 0
      for issue in issues {
        item = issue.row == previousRow ? item + 1 : 0
        previousRow = issue.row
        try batch.bind(1, importID)
        try batch.bind(2, issue.row)
        try batch.bind(3, item)
        try batch.bind(4, issue.column)
        try batch.bind(5, issue.value)
        try batch.bind(6, issue.code)
        try batch.bind(7, issue.message.zh)
        try batch.bind(8, issue.message.en)
        try batch.bind(9, issue.remedy.zh)
        try batch.bind(10, issue.remedy.en)
        try batch.step()
      }
    }
  }

  /// Issues in order of row, after the row and item that a page ended with.
  public static func page(
    importID: String, after position: (row: Int, item: Int), limit: Int, in connection: Connection
  ) throws -> [(item: Int, issue: RowIssue)] {
    try connection.query(
      """
      SELECT \(columns) FROM quarantined_row
      WHERE import_id = $1 AND (row_number > $2 OR (row_number = $2 AND item > $3))
      ORDER BY row_number, item LIMIT $4
      """, [importID, position.row, position.item, limit]
    ).map { row in
      (
        try row.int("item"),
        RowIssue(
          row: try row.int("row_number"), column: try row.text("column_name"),
          value: try row.text("value"), code: try row.text("code"),
          message: Bilingual(zh: try row.text("message_zh"), en: try row.text("message_en")),
          remedy: Bilingual(zh: try row.text("remedy_zh"), en: try row.text("remedy_en")))
      )
    }
  }
}
