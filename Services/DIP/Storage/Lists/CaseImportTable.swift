import Quantities
import Store

/// The imports of settlement lists.
public enum CaseImportTable {
  private static let columns = """
    number, caller, idempotency_key, file_name, sha256, total_bytes, state, uploads, bytes_done,
    next_row, encoding, header, hash_state, rows_inserted, rows_replaced, rows_unchanged,
    rows_quarantined, codes_unchecked, started_at, updated_at
    """

  /// Begins an import and gives it its number.
  public static func insert(
    _ session: CaseImport, in transaction: Transaction
  ) throws -> CaseImport {
    var session = session
    session.number = (try transaction.int64("SELECT max(number) FROM case_import") ?? 0) + 1
    try transaction.execute(
      """
      INSERT INTO case_import (\(columns), rows_read, import_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,
        $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
      """,
      [
        session.number, session.caller, session.idempotencyKey,
        session.fileName, session.sha256, session.totalBytes, session.state.rawValue,
        session.uploads, session.bytesDone, session.nextRow, session.encoding, session.header,
        session.hashState,
        session.counts.inserted, session.counts.replaced, session.counts.unchanged,
        session.counts.quarantined, session.counts.codesUnchecked, session.startedAt.milliseconds,
        session.updatedAt.milliseconds, session.counts.read, session.importID,
      ])
    return session
  }

  /// Marks that another upload goes on with an import, which ends the say of those before it.
  public static func takeOver(
    _ session: CaseImport, in transaction: Transaction
  ) throws -> CaseImport {
    var session = session
    session.uploads += 1
    try transaction.execute(
      "UPDATE case_import SET uploads = $2 WHERE number = $1", [session.number, session.uploads])
    return session
  }

  /// Stores how far the import has come. Throws `DIP_IMPORT_TAKEN_OVER` when another upload of the
  /// same file went on with it.
  public static func advance(_ session: CaseImport, in transaction: Transaction) throws {
    let changed = try transaction.execute(
      """
      UPDATE case_import SET state = $2, bytes_done = $3, next_row = $4, encoding = $5,
        header = $6, hash_state = $7, rows_inserted = $8, rows_replaced = $9, rows_unchanged = $10,
        rows_quarantined = $11, updated_at = $12, rows_read = $13, codes_unchecked = $15
      WHERE number = $1 AND uploads = $14 AND state = 'running'
      """,
      [
        session.number, session.state.rawValue, session.bytesDone, session.nextRow,
        session.encoding, session.header, session.hashState, session.counts.inserted,
        session.counts.replaced, session.counts.unchanged, session.counts.quarantined,
        session.updatedAt.milliseconds, session.counts.read, session.uploads,
        session.counts.codesUnchecked,
      ])
    guard changed == 1 else {
      throw Problem(
        .conflict, "DIP_IMPORT_TAKEN_OVER",
        zh: "同一文件的另一次上传已接续导入 \(session.importID)。",
        en: "Another upload of the same file went on with import \(session.importID).",
        remedyZh: "请等待另一次上传完成，或停止后重新上传同一文件。",
        remedyEn: "Wait for the other upload, or stop it and upload the file again.",
        details: [Problem.Detail("import_id", session.importID)])
    }
  }

  public static func find(importID: String, in connection: Connection) throws -> CaseImport? {
    try connection.first(
      "SELECT \(columns) FROM case_import WHERE import_id = $1", [importID]
    ).map(CaseImport.init)
  }

  /// The import that a caller's upload of this file continues: the unfinished one of the file, or,
  /// with a key, the one that the key began, whatever its state.
  public static func continued(
    sha256: String, totalBytes: Int64, caller: String, idempotencyKey: String,
    in connection: Connection
  ) throws -> CaseImport? {
    try connection.first(
      """
      SELECT \(columns) FROM case_import
      WHERE sha256 = $1 AND total_bytes = $2
        AND (state = 'running' OR (caller = $3 AND idempotency_key = $4 AND $4 <> ''))
      ORDER BY number DESC LIMIT 1
      """, [sha256, totalBytes, caller, idempotencyKey]
    ).map(CaseImport.init)
  }

  /// Newest first; `before` is the number a page ended with.
  public static func page(
    before: Int64, limit: Int, in connection: Connection
  ) throws -> [CaseImport] {
    try connection.query(
      "SELECT \(columns) FROM case_import WHERE number < $1 ORDER BY number DESC LIMIT $2",
      [before, limit]
    ).map(CaseImport.init)
  }
}

extension CaseImport {
  init(_ row: Row) throws {
    let stateName = try row.text("state")
    guard let state = State(rawValue: stateName) else {
      throw Problem.storedValueUnknown(column: "case_import.state", value: stateName)
    }
    self.init(
      number: try row.int64("number"), caller: try row.text("caller"),
      idempotencyKey: try row.text("idempotency_key"),
      fileName: try row.text("file_name"), sha256: try row.text("sha256"),
      totalBytes: try row.int64("total_bytes"), state: state, uploads: try row.int("uploads"),
      bytesDone: try row.int64("bytes_done"), nextRow: try row.int("next_row"),
      encoding: try row.text("encoding"), header: try row.bytes("header"),
      hashState: try row.bytes("hash_state"),
      counts: ImportCounts(
        inserted: try row.int("rows_inserted"), replaced: try row.int("rows_replaced"),
        unchanged: try row.int("rows_unchanged"), quarantined: try row.int("rows_quarantined"),
        codesUnchecked: try row.int("codes_unchecked")),
      startedAt: Timestamp(milliseconds: try row.int64("started_at")),
      updatedAt: Timestamp(milliseconds: try row.int64("updated_at")))
  }
}
