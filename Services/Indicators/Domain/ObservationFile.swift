import Quantities
import Tabular

/// Reads observations from CSV: element (数据元), subject (对象), period (周期), value (数值),
/// reporter (填报单位).
public struct ObservationFile {
  /// A row that can be recorded, with its place in the file for what storage may still refuse.
  public struct Row: Sendable {
    public let line: Int
    public let observation: Observation
  }

  private static let columns = [
    CSVColumn("element", aliases: ["数据元", "指标元"]),
    CSVColumn("subject", aliases: ["对象", "地区", "机构"]),
    CSVColumn("period", aliases: ["周期", "统计周期"]), CSVColumn("value", aliases: ["数值", "值"]),
    CSVColumn("reporter", aliases: ["填报单位", "填报人"], required: false),
  ]

  private let header: CSVHeader

  /// Reads a whole file: good rows, and an issue for each of the others.
  /// - Throws: a problem of the file as a whole, such as a missing column.
  public static func read(_ bytes: [UInt8]) throws(Problem) -> (rows: [Row], issues: [RowIssue]) {
    let reader = CSVReader(MemorySource(bytes))
    guard let first = try reader.next() else {
      throw Problem(
        .invalidInput, "INDICATOR_FILE_EMPTY", zh: "文件为空。", en: "The file is empty.",
        remedyZh: "第一行应为表头：element,subject,period,value,reporter。",
        remedyEn: "The first row is the header: element,subject,period,value,reporter.")
    }
    let file = ObservationFile(header: try CSVHeader(first, columns: columns))
    var rows: [Row] = []
    var issues: [RowIssue] = []
    while let record = try reader.next() {
      switch file.row(record) {
      case .success(let row): rows.append(row)
      case .failure(let issue): issues.append(issue)
      }
    }
    return (rows, issues)
  }

  private func row(_ record: CSVRecord) -> Result<Row, RowIssue> {
    if let defect = record.defect { return .failure(RowIssue(row: record.row, defect: defect)) }
    guard record.count == header.names.count else {
      return .failure(.ragged(row: record.row, fields: record.count, expected: header.names.count))
    }
    var column = 0
    func text(_ index: Int) -> String {
      column = index
      return header.field(index, of: record)?.trimmed.string ?? ""
    }
    do throws(Problem) {
      let element = try IndicatorCode.checked(text(0), of: Bilingual(zh: "数据元", en: "element"))
      let subject = text(1)
      guard !subject.isEmpty else { throw IndicatorProblem.missingField("subject") }
      let period = try ReportingPeriod(parsing: text(2))
      let value = try Decimal(parsing: text(3))
      return .success(
        Row(
          line: record.row,
          observation: try Observation(
            key: .init(element: element, subject: subject, period: period), value: value,
            reporter: text(4))))
    } catch {
      return .failure(
        RowIssue(
          row: record.row, column: header.name(of: column), value: text(column), code: error.code,
          message: error.message, remedy: error.remedy))
    }
  }
}
