import CXlsxWriter
import DIPDomain
import Glibc
import Quantities

/// Writes tables as the sheets of an XLSX workbook (Excel 报表): a heading that stays in view, columns
/// as wide as their content, figures as numbers with the decimals that they have.
///
/// The same tables give the same bytes: the creation date is the caller's, and nothing else depends
/// on when or where the file is made. A number is written as a number only when a spreadsheet keeps
/// all of its digits (15); a longer one, or a fraction, is written as text.
struct WorkbookWriter {
  /// What a spreadsheet keeps of a number.
  private static let keptDigits = 15
  /// Narrowest and widest column, in characters.
  private static let widths = 8...48
  /// Most rows of a sheet, the heading included.
  static let maximumRows = 1_048_576

  /// - Parameters:
  ///   - tables: one sheet each, in order.
  ///   - title: of the document.
  ///   - created: creation date of the document.
  /// - Throws: `DIP_WORKBOOK_TOO_LARGE`, `DIP_WORKBOOK_NOT_WRITTEN`.
  static func bytes(
    _ tables: [ReportTable], title: String, created: Day
  ) throws(Problem) -> [UInt8] {
    for table in tables where table.table.rows.count + table.table.totals.count >= maximumRows {
      throw tooLarge(table)
    }
    let path = try temporaryPath()
    defer { unlink(path) }
    guard let workbook = workbook_new(path) else { throw notWritten("workbook_new") }
    set(title, created, of: workbook)
    var formats = Formats(workbook)
    for table in tables {
      // Sheet names end at 31 characters.
      guard let sheet = workbook_add_worksheet(workbook, String(table.title.zh.prefix(31))) else {
        workbook_close(workbook)
        throw notWritten("workbook_add_worksheet")
      }
      write(table.table, to: sheet, &formats)
    }
    let status = workbook_close(workbook)
    guard status == LXW_NO_ERROR else {
      throw notWritten(String(cString: lxw_strerror(status)))
    }
    return try content(path)
  }

  private static func set(
    _ title: String, _ created: Day, of workbook: UnsafeMutablePointer<lxw_workbook>
  ) {
    title.withMutableCString { title in
      "HealthMesh".withMutableCString { author in
        var properties = lxw_doc_properties()
        properties.title = title
        properties.author = author
        properties.created = time_t(created.number) * 86_400
        workbook_set_properties(workbook, &properties)
      }
    }
  }

  private static func write(
    _ table: StatementTable, to sheet: UnsafeMutablePointer<lxw_worksheet>,
    _ formats: inout Formats
  ) {
    for (column, heading) in table.columns.enumerated() {
      let cells = (table.rows + table.totals).map { $0[column].text(.zh) }
      let width = ([heading.title.zh] + cells).reduce(0) {
        max($0, StatementTable.displayWidth($1))
      }
      let place = lxw_col_t(column)
      // A width in characters, which the library takes as a binary number.
      worksheet_set_column(
        sheet, place, place,
        Double(min(max(width + 2, widths.lowerBound), widths.upperBound)), nil)
      worksheet_write_string(sheet, 0, place, heading.title.zh, formats.heading)
    }
    for (offset, row) in table.rows.enumerated() {
      for (column, cell) in row.enumerated() {
        write(
          cell, at: (lxw_row_t(offset + 1), lxw_col_t(column)), to: sheet,
          isTotal: false, &formats)
      }
    }
    for (offset, row) in table.totals.enumerated() {
      for (column, cell) in row.enumerated() {
        write(
          cell, at: (lxw_row_t(table.rows.count + offset + 1), lxw_col_t(column)), to: sheet,
          isTotal: true, &formats)
      }
    }
    worksheet_freeze_panes(sheet, 1, 0)
  }

  private static func write(
    _ cell: StatementTable.Cell, at place: (row: lxw_row_t, column: lxw_col_t),
    to sheet: UnsafeMutablePointer<lxw_worksheet>, isTotal: Bool, _ formats: inout Formats
  ) {
    let text = cell.text(.zh)
    guard !text.isEmpty else { return }
    let isNumber =
      switch cell {
      case .text, .term: false
      case .count, .decimal, .money: true
      }
    if isNumber, let number = exactNumber(text) {
      let point = text.firstIndex(of: ".")
      let decimals = point.map { text.distance(from: $0, to: text.endIndex) - 1 } ?? 0
      let isGrouped: Bool =
        switch cell {
        case .money, .count: true
        default: false
        }
      worksheet_write_number(
        sheet, place.row, place.column, number,
        formats.number(decimals: decimals, isGrouped: isGrouped, isBold: isTotal))
    } else {
      worksheet_write_string(
        sheet, place.row, place.column, text, formats.text(isNumber: isNumber, isBold: isTotal))
    }
  }

  /// The number nearest to a decimal whose digits a spreadsheet keeps; nil for any other text.
  ///
  /// A cell of a workbook is a binary number by its format. It is made from the text that is already
  /// final, only where it prints as the same text again, and nothing reads it back into a calculation.
  private static func exactNumber(_ text: String) -> Double? {
    let digits = text.utf8.filter { $0 >= 0x30 && $0 <= 0x39 }
    let isPlain = text.utf8.allSatisfy {
      ($0 >= 0x30 && $0 <= 0x39) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
    }
    guard isPlain, digits.drop(while: { $0 == 0x30 }).count <= keptDigits else { return nil }
    return Double(text)
  }

  private static func temporaryPath() throws(Problem) -> String {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var path = Array("\(folder)/healthmesh-XXXXXX".utf8CString)
    let descriptor = path.withUnsafeMutableBufferPointer { $0.baseAddress.map(mkstemp) ?? -1 }
    guard descriptor >= 0 else { throw notWritten(String(cString: strerror(errno))) }
    close(descriptor)
    return path.withUnsafeBufferPointer { buffer in
      String(decoding: buffer.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  private static func content(_ path: String) throws(Problem) -> [UInt8] {
    guard let file = fopen(path, "rb") else {
      throw notWritten(String(cString: strerror(errno)))
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while true {
      let part = [UInt8](unsafeUninitializedCapacity: 1 << 18) { buffer, count in
        count = fread(buffer.baseAddress, 1, buffer.count, file)
      }
      if part.isEmpty { return bytes }
      bytes += part
    }
  }

  private static func tooLarge(_ table: ReportTable) -> Problem {
    Problem(
      .failedPrecondition, "DIP_WORKBOOK_TOO_LARGE",
      zh: "“\(table.title.zh)”超过工作表的 \(maximumRows) 行上限",
      en: "“\(table.title.en)” has more than the \(maximumRows) rows of a sheet",
      remedyZh: "请改用 CSV，或按机构分别导出", remedyEn: "take CSV, or one institution at a time")
  }

  private static func notWritten(_ reason: String) -> Problem {
    Problem(
      .internalFault, "DIP_WORKBOOK_NOT_WRITTEN", zh: "无法生成工作簿：\(reason)",
      en: "the workbook cannot be written: \(reason)", remedyZh: "请检查临时目录的空间与权限",
      remedyEn: "check space and rights of the temporary folder")
  }
}

extension WorkbookWriter {
  /// Formats of a workbook, each made once.
  struct Formats {
    private struct Number: Hashable {
      var decimals: Int
      var isGrouped: Bool
      var isBold: Bool
    }

    let heading: UnsafeMutablePointer<lxw_format>?
    private let workbook: UnsafeMutablePointer<lxw_workbook>
    private var numbers: [Number: UnsafeMutablePointer<lxw_format>] = [:]
    private let boldText: UnsafeMutablePointer<lxw_format>?
    private let right: UnsafeMutablePointer<lxw_format>?
    private let boldRight: UnsafeMutablePointer<lxw_format>?

    init(_ workbook: UnsafeMutablePointer<lxw_workbook>) {
      self.workbook = workbook
      heading = workbook_add_format(workbook)
      format_set_bold(heading)
      format_set_bg_color(heading, 0xE7F1F5)
      format_set_bottom(heading, UInt8(LXW_BORDER_THIN.rawValue))
      format_set_align(heading, UInt8(LXW_ALIGN_CENTER.rawValue))
      boldText = workbook_add_format(workbook)
      format_set_bold(boldText)
      right = workbook_add_format(workbook)
      format_set_align(right, UInt8(LXW_ALIGN_RIGHT.rawValue))
      boldRight = workbook_add_format(workbook)
      format_set_bold(boldRight)
      format_set_align(boldRight, UInt8(LXW_ALIGN_RIGHT.rawValue))
    }

    func text(isNumber: Bool, isBold: Bool) -> UnsafeMutablePointer<lxw_format>? {
      isNumber ? (isBold ? boldRight : right) : isBold ? boldText : nil
    }

    mutating func number(
      decimals: Int, isGrouped: Bool, isBold: Bool
    ) -> UnsafeMutablePointer<lxw_format>? {
      let key = Number(decimals: decimals, isGrouped: isGrouped, isBold: isBold)
      if let known = numbers[key] { return known }
      let made = workbook_add_format(workbook)
      let fraction = decimals == 0 ? "" : "." + String(repeating: "0", count: decimals)
      format_set_num_format(made, (isGrouped ? "#,##0" : "0") + fraction)
      if isBold { format_set_bold(made) }
      numbers[key] = made
      return made
    }
  }
}

extension String {
  /// Calls the body with a C string that the callee may not keep, for structures of C that do not say
  /// `const`.
  fileprivate func withMutableCString<R>(_ body: (UnsafeMutablePointer<CChar>?) -> R) -> R {
    var copy = Array(utf8CString)
    return copy.withUnsafeMutableBufferPointer { body($0.baseAddress) }
  }
}
