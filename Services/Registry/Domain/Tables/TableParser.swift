import Quantities
import Tabular

/// Reads a table from pieces of a file as they arrive. Good rows are kept, each bad row becomes
/// issues; nothing else is in memory.
public struct TableParser<Table: RegistryTable> {
  private let parser = CSVParser()
  private var header: CSVHeader?
  public private(set) var rows: [TableRow<Table.Entry>] = []
  public private(set) var outcome = ImportOutcome()

  public init(_ table: Table.Type = Table.self) {}

  /// Adds the next bytes. Throws when the header cannot be used.
  public mutating func append(_ bytes: [UInt8]) throws(Problem) {
    parser.append(bytes)
    try drain()
  }

  /// Says that the file has ended. Throws `REGISTRY_FILE_EMPTY` when there is not even a header.
  public mutating func finish() throws(Problem) {
    parser.finish()
    try drain()
    guard header != nil else {
      throw Problem(
        .invalidInput, "REGISTRY_FILE_EMPTY", zh: "文件为空，没有表头",
        en: "the file is empty, it has no header", remedyZh: "请上传带表头的 CSV 文件",
        remedyEn: "upload a CSV file with a header",
        details: [Problem.Detail("columns", Table.columns.map(\.name).joined(separator: ","))])
    }
  }

  /// Reads a whole source. Throws as `append` and `finish` do, and what the source throws.
  public mutating func read(_ source: some ByteSource) throws(Problem) {
    var source = source
    let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
    defer { piece.deallocate() }
    while true {
      let count = try source.read(into: piece)
      guard count > 0 else { return try finish() }
      parser.append(UnsafeRawBufferPointer(rebasing: piece[..<count]))
      try drain()
    }
  }

  private mutating func drain() throws(Problem) {
    while let record = try parser.next() {
      if let header {
        read(record, header)
      } else {
        header = try CSVHeader(record, columns: Table.columns)
      }
    }
  }

  private mutating func read(_ record: CSVRecord, _ header: CSVHeader) {
    outcome.rowsRead += 1
    if let defect = record.defect {
      return outcome.quarantine(row: record.row, [RowIssue(row: record.row, defect: defect)])
    }
    guard record.count == header.names.count else {
      return outcome.quarantine(
        row: record.row,
        [.ragged(row: record.row, fields: record.count, expected: header.names.count)])
    }
    var cells = CellReader(header: header, record: record, columns: Table.columns)
    guard let entry = Table.read(&cells), cells.issues.isEmpty else {
      return outcome.quarantine(row: record.row, cells.issues)
    }
    rows.append(TableRow(row: record.row, entry: entry))
  }
}
