import Quantities
import Tabular

extension StatementTable {
  /// The table as a CSV file with Chinese headings, in UTF-8 with a byte order mark and CRLF, so
  /// that spreadsheet programs show it right at a double click.
  public func csv() -> [UInt8] {
    var writer = CSVWriter(lineEnd: .carriageReturnLineFeed, byteOrderMark: true)
    writer.writeRow(columns.map(\.title.zh))
    for row in rows + totals {
      for cell in row {
        cell.write(to: &writer)
      }
      writer.endRow()
    }
    return writer.bytes
  }
}

extension StatementTable.Cell {
  /// The value as a field of a CSV file.
  func write(to writer: inout CSVWriter) {
    switch self {
    case .money(let money): writer.write(money)
    case .count(let count): writer.write(Int64(count))
    case .text, .term, .decimal: writer.write(text(.zh))
    }
  }
}
