import Quantities
import Store

/// An import of settlement lists (清单导入), finished or not. What it counts and the place it
/// reached are stored in the transaction of the rows themselves.
public struct CaseImport: Sendable, Hashable {
  public enum State: String, Sendable {
    case running
    case done
    /// The file was not what its announcement said.
    case failed
  }

  /// Position in the order of imports; 0 before it is stored.
  public var number: Int64
  /// Verified identity of who imports, and the key the caller chose for this work.
  public var caller: String
  public var idempotencyKey: String
  public var fileName: String
  /// Of the whole file, as announced; empty for a batch of messages.
  public var sha256: String
  public var totalBytes: Int64
  public var state: State
  /// How many uploads have begun or continued this import; only the last of them may advance it.
  public var uploads: Int
  /// Everything before this byte of the file is stored; a row begins here.
  public var bytesDone: Int64
  /// Number of the row that begins there.
  public var nextRow: Int
  /// Encoding the reader recognised; empty while only ASCII was seen.
  public var encoding: String
  /// The file's header as one CSV row in UTF-8; empty before it was read.
  public var header: [UInt8]
  /// State of the hash over the bytes before `bytesDone`.
  public var hashState: [UInt8]
  public var counts: ImportCounts
  public var startedAt: Timestamp
  public var updatedAt: Timestamp

  public init(
    number: Int64 = 0, caller: String, idempotencyKey: String, fileName: String,
    sha256: String, totalBytes: Int64, state: State = .running, uploads: Int = 1,
    bytesDone: Int64 = 0,
    nextRow: Int = 1, encoding: String = "", header: [UInt8] = [], hashState: [UInt8] = [],
    counts: ImportCounts = ImportCounts(), startedAt: Timestamp, updatedAt: Timestamp
  ) {
    self.number = number
    self.caller = caller
    self.idempotencyKey = idempotencyKey
    self.fileName = fileName
    self.sha256 = sha256
    self.totalBytes = totalBytes
    self.state = state
    self.uploads = uploads
    self.bytesDone = bytesDone
    self.nextRow = nextRow
    self.encoding = encoding
    self.header = header
    self.hashState = hashState
    self.counts = counts
    self.startedAt = startedAt
    self.updatedAt = updatedAt
  }

  /// What callers know the import by.
  public var importID: String { "imp-\(number)" }
}

/// What became of the rows of an import. `read` is always the sum of the four before it.
public struct ImportCounts: Sendable, Hashable {
  /// Versions stored for the first time that replaced nothing.
  public var inserted = 0
  /// Versions that took the place of a lower one.
  public var replaced = 0
  /// Versions that were stored already with the same content.
  public var unchanged = 0
  public var quarantined = 0
  /// Rows that came through the rules while no code table was in force for their area and year;
  /// part of the others.
  public var codesUnchecked = 0

  public init(
    inserted: Int = 0, replaced: Int = 0, unchanged: Int = 0, quarantined: Int = 0,
    codesUnchecked: Int = 0
  ) {
    self.inserted = inserted
    self.replaced = replaced
    self.unchanged = unchanged
    self.quarantined = quarantined
    self.codesUnchecked = codesUnchecked
  }

  public var read: Int { inserted + replaced + unchanged + quarantined }

  public static func += (a: inout ImportCounts, b: ImportCounts) {
    a.inserted += b.inserted
    a.replaced += b.replaced
    a.unchanged += b.unchanged
    a.quarantined += b.quarantined
    a.codesUnchecked += b.codesUnchecked
  }
}
