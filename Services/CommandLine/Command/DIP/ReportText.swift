import DIPDomain
import Glibc
import Messages
import Quantities

/// A report's table for people.
struct ReportText {
  private let table: Dip.ReportTable

  init(_ table: Dip.ReportTable) { self.table = table }

  var text: String {
    var lines = ["# \(Terminal.said(table.title))"]
    let note = Terminal.said(table.note)
    if !note.isEmpty { lines.append(note) }
    lines.append(
      table.rows.isEmpty
        ? Terminal.language("没有记录。\n", "Nothing to show.\n")
        : StatementTable(table).text(Terminal.language == .zh ? .zh : .en))
    if table.totalRows > table.rows.count {
      lines.append(
        Terminal.language(
          "（共 \(table.totalRows) 行，显示 \(table.rows.count) 行）\n",
          "(\(table.rows.count) of \(table.totalRows) rows)\n"))
    }
    return lines.joined(separator: "\n")
  }

  static func write(_ bytes: [UInt8], to path: String) throws(Problem) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw WholeFile.unwritable(path) }
    defer { close(descriptor) }
    guard WholeFile.write(bytes, to: descriptor) else { throw WholeFile.unwritable(path) }
  }
}

extension StatementTable {
  init(_ table: Dip.ReportTable) {
    let width = table.columns.count
    /// A row as wide as the table, whatever came.
    func row(_ row: Dip.ReportRow) -> [Cell] {
      let cells = row.cells.prefix(width).map { Cell($0) }
      return cells + Array(repeating: .text(""), count: width - cells.count)
    }
    self.init(
      columns: table.columns.map {
        Column(
          key: $0.key, title: Bilingual(zh: $0.title?.zh ?? "", en: $0.title?.en ?? ""),
          isNumber: $0.number)
      }, rows: table.rows.map(row), totals: table.totals.map(row))
  }
}

extension StatementTable.Cell {
  /// What came as no number of its kind stays as it was written.
  init(_ cell: Dip.ReportCell) {
    switch cell.kind {
    case .term:
      self = .term(
        cell.value, Bilingual(zh: cell.words?.zh ?? "", en: cell.words?.en ?? ""))
    case .count: self = Int(cell.value).map { .count($0) } ?? .text(cell.value)
    case .decimal: self = .decimal(cell.value)
    case .money: self = (try? Money(parsing: cell.value)).map { .money($0) } ?? .text(cell.value)
    default: self = .text(cell.value)
    }
  }
}
