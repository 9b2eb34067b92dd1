import Quantities
import Tabular
import Workbook

/// Takes the rows of sheets over into a catalogue's tables.
struct SheetConversion {
  private(set) var tables: [CatalogueManifest.Role: ConvertedTable] = [:]
  private(set) var steps: [Bilingual] = []
  private(set) var findings: [CatalogueFinding] = []
  private var composites = 0

  mutating func convert(_ sheet: Worksheet) {
    guard !sheet.rows.isEmpty else { return }
    guard let kind = SheetKind(sheet: sheet.name) else {
      report(
        .warning, sheet, 0, "", "SHEET_UNUSED", zh: "不认识该工作表，未使用",
        en: "what the sheet holds is not known: it was not used")
      return
    }
    let records = SheetRecords(sheet, columns: columns(of: kind))
    guard records.hasHeader else {
      report(
        .error, sheet, 0, "", "SHEET_HEADER_MISSING", zh: "未找到含所需列的表头",
        en: "no row is a header with the needed columns",
        value: columns(of: kind).filter(\.isRequired).map(\.name).joined(separator: "、"))
      return
    }
    for (row, text) in records.texts {
      report(
        .warning, sheet, row, text, "SHEET_TEXT_ROW", zh: "只有一段文字的行，未使用",
        en: "a row with one text only was not used", value: text)
    }
    let before = tables[kind.role]?.rows.count ?? 0
    take(records, of: sheet, kind)
    let count = (tables[kind.role]?.rows.count ?? 0) - before
    steps.append(
      Bilingual(
        zh:
          "工作表“\(sheet.name)”\(sheet.isHidden ? "（隐藏）" : "")：\(count) 行 → \(kind.role.rawValue).csv",
        en:
          "sheet “\(sheet.name)”\(sheet.isHidden ? " (hidden)" : ""): \(count) rows to \(kind.role.rawValue).csv"
      ))
  }

  private func columns(of kind: SheetKind) -> [CSVColumn] {
    switch kind {
    case .groups: GroupSheetColumn.allCases.map(\.column)
    case .composites: CompositeSheetColumn.allCases.map(\.column)
    case .procedureExclusions: ExclusionSheetColumn.allCases.map(\.column)
    case .complications: ComplicationSheetColumn.allCases.map(\.column)
    case .table(let role): role.columns
    }
  }

  private mutating func take(_ records: SheetRecords, of sheet: Worksheet, _ kind: SheetKind) {
    var last: [String] = []
    for record in records.records {
      check(record, of: sheet, columns(of: kind), isCode: isCode(kind))
      switch kind {
      case .groups(let group): takeGroup(record, of: sheet, group)
      case .composites: takeComposite(record, of: sheet)
      case .procedureExclusions: takeExclusion(record, of: sheet)
      case .complications(let level): takeComplication(record, of: sheet, level)
      case .table(let role): takeTable(record, of: sheet, role, last: &last)
      }
    }
  }

  private func isCode(_ kind: SheetKind) -> (Int) -> Bool {
    switch kind {
    case .groups: { GroupSheetColumn.codes.contains($0) }
    case .composites: { $0 == CompositeSheetColumn.category.rawValue }
    case .procedureExclusions, .complications: { $0 == 0 }
    case .table(let role): { CodeColumns.names.contains(role.columns[$0].name) }
    }
  }

  /// Cells that a program has made something else of than a code.
  private mutating func check(
    _ record: SheetRecords.Record, of sheet: Worksheet, _ columns: [CSVColumn],
    isCode: (Int) -> Bool
  ) {
    for (column, cell) in record.cells.enumerated() {
      let name = columns[column].name
      switch cell {
      case .error(let text):
        report(
          .error, sheet, record.number, name, "SHEET_CELL_ERROR", zh: "单元格为错误值",
          en: "the cell holds an error", value: text)
      case .date(let text) where isCode(column):
        report(
          .error, sheet, record.number, name, "SHEET_CODE_IS_DATE", zh: "编码被存为日期",
          en: "the code is stored as a date", value: text)
      case .number(let text) where isCode(column):
        report(
          .warning, sheet, record.number, name, "SHEET_CODE_IS_NUMBER",
          zh: "编码被存为数值，末尾的 0 可能已丢失",
          en: "the code is stored as a number: zeros at its end may be lost", value: text)
      default: break
      }
    }
  }

  mutating func append(
    _ fields: [(name: String, text: String)], to role: CatalogueManifest.Role,
    from sheet: Worksheet, _ row: Int
  ) {
    tables[role, default: ConvertedTable()].append(
      fields, from: .init(sheet: sheet.name, row: row))
  }

  /// The number of the next composite group.
  mutating func nextComposite() -> Int {
    composites += 1
    return composites
  }

  mutating func report(
    _ severity: CatalogueFinding.Severity, _ sheet: Worksheet, _ row: Int, _ column: String,
    _ code: String, zh: String, en: String, value: String = ""
  ) {
    findings.append(
      CatalogueFinding(
        severity: severity, file: sheet.name,
        issue: RowIssue(
          row: row, column: column, value: value, code: code, message: Bilingual(zh: zh, en: en),
          remedy: Bilingual(
            zh: "请在工作簿中核对该处，改正后重新转换",
            en: "look at the place in the workbook, correct it and convert again"))))
  }
}
