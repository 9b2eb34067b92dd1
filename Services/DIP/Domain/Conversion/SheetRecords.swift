import Quantities
import Tabular
import Workbook

/// The rows of a sheet by known columns. A sheet may begin with titles, repeat its header, or hold
/// several tables with a header each; a header may take two rows.
struct SheetRecords {
  struct Record {
    /// Row of the sheet.
    var number: Int
    /// By known column; empty where the table lacks it.
    var cells: [CellValue]
    /// All cells that hold something, by the names that the sheet gives them.
    var others: [(name: String, cell: CellValue)]
    subscript(column: some CatalogueColumn) -> CellValue { cells[column.rawValue] }
  }

  private(set) var records: [Record] = []
  /// Rows with one text only, after the first header: headings between, notes at the end.
  private(set) var texts: [(row: Int, text: String)] = []
  /// Nil when the sheet has no header with the needed columns.
  private(set) var hasHeader = false

  /// - Parameter columns: what a header is known by; the required ones must be there.
  init(_ sheet: Worksheet, columns: [CSVColumn]) {
    var header: CSVHeader?
    var skipsNext = false
    for (index, row) in sheet.rows.enumerated() {
      if skipsNext {
        skipsNext = false
        continue
      }
      let next = sheet.rows.indices.contains(index + 1) ? sheet.rows[index + 1] : nil
      if let found = Self.header(row, next, columns, known: header) {
        header = found.header
        skipsNext = found.takesTwoRows
        hasHeader = true
        continue
      }
      guard let header else { continue }
      let distinct = Set(row.cells).subtracting([.empty])
      if distinct.count == 1, let only = distinct.first, Self.isSentence(only) {
        texts.append((row.number, only.text))
      } else if !distinct.isEmpty {
        records.append(Self.record(row, header, columns))
      }
    }
  }

  /// Headings and notes are Chinese text; a lone code or number is a row.
  private static func isSentence(_ cell: CellValue) -> Bool {
    guard case .text(let text) = cell else { return false }
    return text.unicodeScalars.contains { $0.value >= 0x4E00 && $0.value <= 0x9FFF }
  }

  private static func record(
    _ row: Worksheet.Row, _ header: CSVHeader, _ columns: [CSVColumn]
  ) -> Record {
    var others: [(name: String, cell: CellValue)] = []
    let known = Set(header.positions.compactMap { $0 })
    for (position, name) in header.names.enumerated() where !known.contains(position) {
      if !name.isEmpty, !row[position].isEmpty { others.append((name, row[position])) }
    }
    return Record(
      number: row.number, cells: header.positions.map { $0.map { row[$0] } ?? .empty },
      others: others)
  }

  /// The header that a row is, alone or with the next one below it (主要诊断 over 编码 and 名称).
  private static func header(
    _ row: Worksheet.Row, _ next: Worksheet.Row?, _ columns: [CSVColumn], known: CSVHeader?
  ) -> (header: CSVHeader, takesTwoRows: Bool)? {
    let names = row.cells.map { name($0) }
    // Past the first header only a row that says one of the columns' names can be one.
    if let known {
      let written = Set(known.names.filter { !$0.isEmpty })
      guard names.contains(where: written.contains) else { return nil }
    }
    if let header = try? CSVHeader(names: names, columns: columns) { return (header, false) }
    guard let next, known == nil || next.number == row.number + 1 else { return nil }
    let below = next.cells.map { name($0) }
    let width = max(names.count, below.count)
    let joined = (0..<width).map { column -> String in
      let upper = column < names.count ? names[column] : ""
      let lower = column < below.count ? below[column] : ""
      return upper == lower ? upper : upper + lower
    }
    return (try? CSVHeader(names: joined, columns: columns)).map { ($0, true) }
  }

  /// Text without the line breaks and blanks of the layout.
  private static func name(_ cell: CellValue) -> String {
    cell.text.filter { !$0.isWhitespace }
  }
}
