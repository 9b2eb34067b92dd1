import Quantities
import Tabular

/// One file of a catalogue while it is read: its rows by known columns, and what is wrong with them.
struct CatalogueTable {
  let file: String
  private(set) var findings: [CatalogueFinding] = []
  private(set) var rows: [Row] = []

  /// The known columns' texts, trimmed; empty where the file lacks the column.
  struct Row {
    var number: Int
    var texts: [String]
    subscript(column: Int) -> String { texts[column] }
  }

  private let columns: [CSVColumn]

  init(_ file: CatalogueFile, columns: [CSVColumn]) {
    self.file = file.name
    self.columns = columns
    do {
      try read(file.content)
    } catch {
      report(
        .error, row: 1, column: "", value: "", code: error.code, message: error.message,
        remedy: error.remedy)
    }
  }

  private mutating func read(_ bytes: [UInt8]) throws(Problem) {
    let reader = CSVReader(MemorySource(bytes))
    guard let first = try reader.next() else {
      throw Problem(
        .invalidInput, "CATALOGUE_FILE_EMPTY", zh: "文件为空", en: "the file is empty",
        remedyZh: "请补充表头和内容", remedyEn: "write a header and rows")
    }
    let header = try CSVHeader(first, columns: columns)
    while let record = try reader.next() {
      if let defect = record.defect {
        add(.error, RowIssue(row: record.row, defect: defect))
      } else if record.count != header.names.count {
        add(
          .error, .ragged(row: record.row, fields: record.count, expected: header.names.count))
      } else {
        rows.append(
          Row(
            number: record.row,
            texts: columns.indices.map { header.field($0, of: record)?.trimmed.string ?? "" }))
      }
    }
  }

  mutating func add(_ severity: CatalogueFinding.Severity, _ issue: RowIssue) {
    findings.append(CatalogueFinding(severity: severity, file: file, issue: issue))
  }

  mutating func report(
    _ severity: CatalogueFinding.Severity, row: Int, column: String, value: String, code: String,
    message: Bilingual, remedy: Bilingual
  ) {
    add(
      severity,
      RowIssue(
        row: row, column: column, value: value, code: code, message: message, remedy: remedy))
  }

  /// Reports a finding about a column of a row.
  mutating func report(
    _ severity: CatalogueFinding.Severity, _ row: Row, _ column: Int, _ code: String, zh: String,
    en: String, remedyZh: String, remedyEn: String
  ) {
    report(
      severity, row: row.number, column: columns[column].name, value: row[column], code: code,
      message: Bilingual(zh: zh, en: en), remedy: Bilingual(zh: remedyZh, en: remedyEn))
  }

  mutating func refuseCode(_ row: Row, _ column: Int, _ part: String) {
    report(
      .error, row, column, "CATALOGUE_CODE_INVALID", zh: "“\(part)”不是编码",
      en: "“\(part)” is not a code", remedyZh: "请检查编码和分隔符 | + -",
      remedyEn: "check the code and the separators | + -")
  }
}
