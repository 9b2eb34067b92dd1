import DIPDomain
import Quantities
import Store
import Tabular

/// One upload of a file of settlement lists (清单文件导入).
///
/// Rows are read, validated and stored in batches; each batch commits in one transaction with the
/// place in the file that it reached. Whoever dies, an upload of the same file goes on from there:
/// nothing is lost and nothing is stored twice. One batch is written while the next is being read.
///
/// ```swift
/// var upload = try await CaseFileImport.begin(announcement, in: database, at: now)
/// while upload.resumeOffset < size { try await upload.receive(bytes, at: offset) }
/// let result = try await upload.finish(at: now)
/// ```
public final class CaseFileImport {
  /// What the uploader says of the file.
  public struct Announcement: Sendable, Hashable {
    public var fileName: String
    public var sha256: SHA256Digest
    public var totalBytes: Int64
    /// Verified identity of the uploader, and the key it chose for this work, if any.
    public var caller: String
    public var idempotencyKey: String

    public init(
      fileName: String, sha256: SHA256Digest, totalBytes: Int64, caller: String,
      idempotencyKey: String
    ) {
      self.fileName = fileName
      self.sha256 = sha256
      self.totalBytes = totalBytes
      self.caller = caller
      self.idempotencyKey = idempotencyKey
    }
  }

  /// Rows in a transaction: enough that a commit costs little per row, few enough that a crash
  /// repeats little and other writers wait briefly.
  public static let rowsPerBatch = 8192

  private let database: Database
  private let rowsPerBatch: Int
  private let announcement: Announcement
  private let codes: CodeTables
  private let clock: @Sendable () -> Timestamp
  /// Called in the transaction that completes the import.
  private let onCompletion: @Sendable (CaseImport, Transaction) throws -> Void

  /// As last committed.
  private var stored: CaseImport
  private var writing: Task<CaseImport, any Error>?

  private var parser: CSVParser
  private var caseParser: CaseParser?
  private var batch = ImportBatch()
  private var header: [UInt8]
  /// Hash over the bytes before `hashedTo`; `unhashed` are the bytes received after it.
  private var hasher: SHA256Hasher
  private var hashedTo: Int64
  private var unhashed: [UInt8] = []
  private var received: Int64

  /// Begins the import, or finds where an earlier upload of the same file stood.
  ///
  /// - Parameter codes: rows with codes that the table in force does not know are quarantined.
  public static func begin(
    _ announcement: Announcement, in database: Database, codes: CodeTables = .none,
    rowsPerBatch: Int = rowsPerBatch, clock: @escaping @Sendable () -> Timestamp,
    onCompletion: @escaping @Sendable (CaseImport, Transaction) throws -> Void = { _, _ in }
  ) async throws -> CaseFileImport {
    let session = try await database.write { transaction in
      let continued = try CaseImportTable.continued(
        sha256: announcement.sha256.description, totalBytes: announcement.totalBytes,
        caller: announcement.caller, idempotencyKey: announcement.idempotencyKey,
        in: transaction)
      if let continued {
        return continued.state == .running
          ? try CaseImportTable.takeOver(continued, in: transaction) : continued
      }
      let now = clock()
      return try CaseImportTable.insert(
        CaseImport(
          caller: announcement.caller, idempotencyKey: announcement.idempotencyKey,
          fileName: announcement.fileName, sha256: announcement.sha256.description,
          totalBytes: announcement.totalBytes, startedAt: now, updatedAt: now),
        in: transaction)
    }
    return try CaseFileImport(
      announcement, session: session, database: database, codes: codes,
      rowsPerBatch: rowsPerBatch, clock: clock, onCompletion: onCompletion)
  }

  private init(
    _ announcement: Announcement, session: CaseImport, database: Database, codes: CodeTables,
    rowsPerBatch: Int, clock: @escaping @Sendable () -> Timestamp,
    onCompletion: @escaping @Sendable (CaseImport, Transaction) throws -> Void
  ) throws {
    self.announcement = announcement
    self.database = database
    self.codes = codes
    self.rowsPerBatch = rowsPerBatch
    self.clock = clock
    self.onCompletion = onCompletion
    stored = session
    header = session.header
    hashedTo = session.bytesDone
    received = session.bytesDone
    parser = CSVParser(
      encoding: TextEncoding(rawValue: session.encoding),
      resumingAt: CSVPosition(offset: session.bytesDone, row: session.nextRow))
    guard session.bytesDone > 0 else {
      hasher = SHA256Hasher()
      return
    }
    guard let saved = SHA256Hasher(saved: session.hashState) else {
      throw Problem.storedValueUnknown(column: "case_import.hash_state", value: session.importID)
    }
    hasher = saved
    caseParser = try Self.caseParser(header: session.header, codes: codes)
  }

  /// How far the import has come durably.
  public var session: CaseImport { stored }
  /// The next byte of the file that is wanted.
  public var resumeOffset: Int64 { received }

  /// Takes the next bytes of the file. Answers the import as of the newest durable batch.
  /// Throws `DIP_IMPORT_OFFSET` when the bytes are not the wanted ones, and the problems of the
  /// header.
  @discardableResult
  public func receive(_ bytes: [UInt8], at offset: Int64) async throws -> CaseImport {
    guard stored.state == .running else { return stored }
    guard offset == received, received + Int64(bytes.count) <= announcement.totalBytes else {
      throw offsetProblem(offset, count: bytes.count)
    }
    received += Int64(bytes.count)
    unhashed += bytes
    parser.append(bytes)
    try await readRows()
    return stored
  }

  /// Completes the import once all bytes were received. Throws `DIP_IMPORT_INCOMPLETE` when some
  /// are missing and `DIP_IMPORT_FILE_DIFFERS` when they are not those that were announced.
  public func finish() async throws -> CaseImport {
    guard stored.state == .running else { return stored }
    guard received == announcement.totalBytes else {
      throw Problem(
        .invalidInput, "DIP_IMPORT_INCOMPLETE",
        zh: "文件共 \(announcement.totalBytes) 字节，仅收到 \(received) 字节。",
        en: "The file has \(announcement.totalBytes) bytes, \(received) were received.",
        remedyZh: "请重新上传同一文件，将从已保存处继续。",
        remedyEn: "Upload the same file again; it continues where it stopped.")
    }
    parser.finish()
    try await readRows()
    if header.isEmpty { throw Problem.emptyCaseFile }
    try await settleWriting()
    hash(to: received)
    guard hasher.finish() == announcement.sha256 else { throw try await differs() }
    try await write(state: .done)
    try await settleWriting()
    return stored
  }

  private func readRows() async throws {
    do {
      while let record = try parser.next() {
        if let caseParser {
          batch.add(record, by: caseParser)
          if batch.rows >= rowsPerBatch { try await write(state: .running) }
        } else {
          header = Self.encodedHeader(record)
          caseParser = try CaseParser(header: record, codes: codes)
        }
      }
    } catch let problem as Problem where problem.category == .invalidInput {
      // The file cannot be read at all; another upload of it must not resume here.
      try await fail()
      throw problem
    }
  }

  /// Hands the batch to the writer, after the batch before it is durable.
  private func write(state: CaseImport.State) async throws {
    // While the batch before this one is being written.
    batch.seal()
    try await settleWriting()
    let full = batch
    batch = ImportBatch()
    let position = parser.resumePosition
    hash(to: position.offset)
    var next = stored
    next.state = state
    next.bytesDone = position.offset
    next.nextRow = position.row
    next.encoding = parser.encoding?.rawValue ?? ""
    next.header = header
    next.hashState = hasher.saved
    next.updatedAt = clock()
    let advanced = next
    let (database, onCompletion) = (database, onCompletion)
    writing = Task {
      try await database.write { transaction in
        try full.store(as: advanced, onCompletion: onCompletion, in: transaction)
      }
    }
  }

  private func settleWriting() async throws {
    guard let task = writing else { return }
    writing = nil
    stored = try await task.value
  }

  private func hash(to offset: Int64) {
    let count = Int(offset - hashedTo)
    unhashed.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    unhashed.removeFirst(count)
    hashedTo = offset
  }

  private func fail() async throws {
    try await settleWriting()
    var failed = stored
    failed.state = .failed
    failed.updatedAt = clock()
    let result = failed
    try await database.write { try CaseImportTable.advance(result, in: $0) }
    stored = result
  }

  private func differs() async throws -> Problem {
    try await fail()
    return Problem(
      .dataLoss, "DIP_IMPORT_FILE_DIFFERS",
      zh: "收到的内容与声明的文件摘要不符；已存入的 \(stored.counts.read) 行保留。",
      en:
        "What was received is not the announced file; the \(stored.counts.read) rows stored stay.",
      remedyZh: "请核对文件未被改动后重新上传；已存入的清单不会重复。",
      remedyEn: "Check that the file did not change and upload it again; no list is stored twice.",
      details: [Problem.Detail("import_id", stored.importID)])
  }

  private func offsetProblem(_ offset: Int64, count: Int) -> Problem {
    Problem(
      .invalidInput, "DIP_IMPORT_OFFSET",
      zh: "应从第 \(received) 字节继续，且总长 \(announcement.totalBytes) 字节。",
      en: "The file goes on at byte \(received) and has \(announcement.totalBytes) bytes.",
      remedyZh: "请从应答中的 resume_offset 处继续发送。",
      remedyEn: "Send on from resume_offset of the answer.",
      details: [Problem.Detail("offset", "\(offset)"), Problem.Detail("bytes", "\(count)")])
  }

  /// The header as a row that `caseParser(header:)` reads back, whatever the file's encoding.
  private static func encodedHeader(_ record: CSVRecord) -> [UInt8] {
    var writer = CSVWriter()
    writer.writeRow(record.strings)
    return writer.bytes
  }

  private static func caseParser(header: [UInt8], codes: CodeTables) throws -> CaseParser {
    let parser = CSVParser(encoding: .utf8)
    parser.append(header)
    parser.finish()
    guard let record = try parser.next() else {
      throw Problem.storedValueUnknown(column: "case_import.header", value: "")
    }
    return try CaseParser(header: record, codes: codes)
  }
}

extension Problem {
  static let emptyCaseFile = Problem(
    .invalidInput, "DIP_IMPORT_EMPTY", zh: "文件没有表头。", en: "The file has no header.",
    remedyZh: "请上传带表头的清单 CSV 文件。", remedyEn: "Upload a CSV file of lists with its header.")
}
