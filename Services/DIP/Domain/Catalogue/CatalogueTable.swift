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
    subscript(column: some CatalogueColumn) -> String { texts[column.rawValue] }
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

  mutating func report(
    _ severity: CatalogueFinding.Severity, _ row: Row, _ column: some CatalogueColumn,
    _ code: String, zh: String, en: String, remedyZh: String, remedyEn: String
  ) {
    report(
      severity, row, column.rawValue, code, zh: zh, en: en, remedyZh: remedyZh, remedyEn: remedyEn)
  }

  /// Reads a cell, or refuses it as no code.
  mutating func diagnosis(_ row: Row, _ column: some CatalogueColumn) -> DiagnosisCode? {
    if let code = try? DiagnosisCode(parsing: row[column]) { return code }
    refuseCode(row, column.rawValue, row[column])
    return nil
  }

  mutating func procedure(_ row: Row, _ column: some CatalogueColumn) -> ProcedureCode? {
    if let code = try? ProcedureCode(parsing: row[column]) { return code }
    refuseCode(row, column.rawValue, row[column])
    return nil
  }

  /// Reads a decimal from 0, or refuses the cell.
  mutating func decimal(_ row: Row, _ column: some CatalogueColumn) -> Decimal? {
    if let number = try? Decimal(parsing: row[column]), number >= .zero { return number }
    report(
      .error, row, column, "CATALOGUE_NUMBER_INVALID", zh: "应为不小于 0 的小数",
      en: "a decimal from 0 is expected", remedyZh: "请填写如 1.25 的数",
      remedyEn: "write a number such as 1.25")
    return nil
  }

  /// Reads a whole number of a range, or refuses the cell.
  mutating func integer(
    _ row: Row, _ column: some CatalogueColumn, _ range: ClosedRange<Int>
  ) -> Int? {
    if let number = Int(row[column]), range.contains(number) { return number }
    report(
      .error, row, column, "CATALOGUE_NUMBER_INVALID",
      zh: "应为 \(range.lowerBound) 至 \(range.upperBound) 的整数",
      en: "a whole number from \(range.lowerBound) to \(range.upperBound) is expected",
      remedyZh: "请更正该数", remedyEn: "correct the number")
    return nil
  }

  /// Reads a positive amount in yuan, or refuses the cell.
  mutating func amount(_ row: Row, _ column: some CatalogueColumn) -> Money? {
    if let money = try? Money(parsing: row[column]), money.fen > 0 { return money }
    report(
      .error, row, column, "CATALOGUE_NUMBER_INVALID", zh: "次均费用应为大于 0 的元",
      en: "a mean cost is a positive amount in yuan", remedyZh: "请填写如 6679.62 的金额",
      remedyEn: "write an amount such as 6679.62")
    return nil
  }

  /// Refuses a row about a group that is not there.
  mutating func refuseGroup(_ row: Row, _ column: some CatalogueColumn) {
    report(
      .error, row, column, "CATALOGUE_GROUP_UNKNOWN", zh: "目录中没有该病种",
      en: "the catalogue has no such group", remedyZh: "请核对病种编码",
      remedyEn: "compare the code with the groups")
  }

  /// Refuses a row whose key an earlier row has.
  mutating func refuseRepetition(_ row: Row, _ column: some CatalogueColumn) {
    report(
      .error, row, column, "CATALOGUE_CODE_TWICE", zh: "编码重复",
      en: "the code appears twice", remedyZh: "请删除重复行", remedyEn: "remove one of the rows")
  }

  /// Remarks a row that says again what an earlier row says.
  mutating func remarkRepetition(_ row: Row, _ column: some CatalogueColumn) {
    report(
      .warning, row, column, "CATALOGUE_CODE_REPEATED", zh: "编码重复，内容相同",
      en: "the row says again what an earlier one says", remedyZh: "请核对来源表",
      remedyEn: "compare with the source")
  }

  /// Remarks a cell with a dagger code (`M47.0+`, `B33.400+J17.1*`).
  mutating func remarkAsterisk(_ row: Row, _ column: some CatalogueColumn) {
    guard row[column].contains("+") else { return }
    report(
      .warning, row, column, "CATALOGUE_ASTERISK_DROPPED", zh: "加号起的星号部分不参与匹配",
      en: "what stands from the plus sign on takes no part in matching",
      remedyZh: "请核对来源表", remedyEn: "compare with the source")
  }

  mutating func refuseCode(_ row: Row, _ column: Int, _ part: String) {
    report(
      .error, row, column, "CATALOGUE_CODE_INVALID", zh: "“\(part)”不是编码",
      en: "“\(part)” is not a code", remedyZh: "请检查编码和分隔符 | + -",
      remedyEn: "check the code and the separators | + -")
  }
}
