import Quantities
import Store
import Tabular

/// The quarantine: every refused row of every import, with its reasons.
public enum ImportIssueTable {
  static func append(
    _ issue: RowIssue, to importID: String, in transaction: Transaction
  ) throws {
    let last = try transaction.int64(
      "SELECT max(number) FROM import_issue WHERE import_id = $1", [importID])
    try transaction.execute(
      """
      INSERT INTO import_issue (import_id, number, line, column_name, value, code, message_zh,
        message_en, remedy_zh, remedy_en)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      """,
      [
        importID, (last ?? 0) + 1, issue.row, issue.column, issue.value, issue.code,
        issue.message.zh, issue.message.en, issue.remedy.zh, issue.remedy.en,
      ])
  }

  /// Issues in row order after a number; the next page begins after the number that comes back.
  public static func list(
    _ importID: String, after number: Int64, limit: Int, in connection: Connection
  ) throws -> (issues: [RowIssue], next: Int64?) {
    let rows = try connection.query(
      "SELECT * FROM import_issue WHERE import_id = $1 AND number > $2 ORDER BY number LIMIT $3",
      [importID, number, limit + 1])
    let page = rows.prefix(limit)
    return (
      try page.map(issue), rows.count > limit ? try page.last?.int64("number") : nil
    )
  }

  private static func issue(_ row: Row) throws -> RowIssue {
    RowIssue(
      row: try row.int("line"), column: try row.text("column_name"), value: try row.text("value"),
      code: try row.text("code"),
      message: Bilingual(zh: try row.text("message_zh"), en: try row.text("message_en")),
      remedy: Bilingual(zh: try row.text("remedy_zh"), en: try row.text("remedy_en")))
  }
}
