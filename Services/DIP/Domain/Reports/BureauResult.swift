import Quantities
import Tabular

/// What a bureau's own system answered for one list (经办机构结果): its group, scores and payment.
public struct BureauResult: Sendable, Hashable {
  /// Row of the file, from 1.
  public var row: Int
  public var id: String
  /// Empty when the bureau put the case into no group.
  public var group: String
  /// 病种分值; nil when the file has none.
  public var groupScore: Decimal?
  /// 病例分值; nil when the file has none.
  public var caseScore: Decimal?
  /// What the fund pays for the case; nil when the file has none.
  public var payment: Money?
}

/// A file of a bureau's results: UTF-8 or GB18030, names of record 3606 or Chinese headings.
public struct BureauResultFile: Sendable {
  public let results: [BureauResult]
  /// Rows that could not be read; they take no part in a comparison.
  public let issues: [RowIssue]
  public let rows: Int

  private static let columns = [
    CSVColumn("setl_id", aliases: ["结算ID", "结算编号", "清单流水号"]),
    CSVColumn(
      "dip_dise_grp_code", aliases: ["病种编码", "病种代码", "DIP编码", "DIP病种编码", "分组编码", "group_code"]),
    CSVColumn("grp_dise_sco", aliases: ["病种分值", "标准分值", "基准分值", "group_score"], required: false),
    CSVColumn("case_sco", aliases: ["病例分值", "结算分值", "实际分值", "case_score"], required: false),
    CSVColumn(
      "fund_pay", aliases: ["基金支付(元)", "基金支付", "DIP支付", "应付金额", "支付金额", "payment"],
      required: false),
  ]

  /// - Throws: `CSV_COLUMNS_MISSING` and the other problems of a header, and `DIP_RESULTS_TWICE` when
  ///   a list stands there twice.
  public init(_ content: [UInt8]) throws(Problem) {
    let parser = CSVParser()
    parser.append(content)
    parser.finish()
    var results: [BureauResult] = []
    var issues: [RowIssue] = []
    var seen: [String: Int] = [:]
    var rows = 0
    guard let first = try parser.next() else {
      throw Problem(
        .invalidInput, "DIP_RESULTS_EMPTY", zh: "文件为空", en: "the file is empty",
        remedyZh: "请选择含表头的 CSV 文件", remedyEn: "choose a CSV file with a header")
    }
    let header = try CSVHeader(first, columns: Self.columns)
    while let record = try parser.next() {
      rows += 1
      var reader = Row(record: record, header: header)
      guard let result = reader.read() else {
        issues += reader.issues
        continue
      }
      if let other = seen.updateValue(result.row, forKey: result.id) {
        throw Problem(
          .invalidInput, "DIP_RESULTS_TWICE",
          zh: "清单 \(result.id) 在第 \(other) 行和第 \(result.row) 行重复",
          en: "the list \(result.id) stands in rows \(other) and \(result.row)",
          remedyZh: "每份清单只保留一行", remedyEn: "keep one row for each list")
      }
      results.append(result)
    }
    self.results = results
    self.issues = issues
    self.rows = rows
  }

  /// Reads one row; what cannot be read is an issue.
  private struct Row {
    let record: CSVRecord
    let header: CSVHeader
    var issues: [RowIssue] = []

    mutating func read() -> BureauResult? {
      if let defect = record.defect {
        issues.append(RowIssue(row: record.row, defect: defect))
        return nil
      }
      let id = text(0)
      if id.isEmpty { refuse(0, "DIP_RESULT_ID_MISSING", "缺少结算ID", "the setl_id is missing") }
      let groupScore = decimal(2)
      let caseScore = decimal(3)
      let payment = money(4)
      guard issues.isEmpty else { return nil }
      return BureauResult(
        row: record.row, id: id, group: text(1), groupScore: groupScore, caseScore: caseScore,
        payment: payment)
    }

    private func text(_ column: Int) -> String {
      header.field(column, of: record)?.trimmed.string ?? ""
    }

    private mutating func decimal(_ column: Int) -> Decimal? {
      let text = text(column)
      guard !text.isEmpty else { return nil }
      guard let value = try? Decimal(parsing: text) else {
        refuse(column, "DIP_RESULT_NUMBER_INVALID", "不是数字", "not a number")
        return nil
      }
      return value
    }

    private mutating func money(_ column: Int) -> Money? {
      let text = text(column)
      guard !text.isEmpty else { return nil }
      guard let value = try? Money(parsing: text) else {
        refuse(
          column, "DIP_RESULT_AMOUNT_INVALID", "不是至多两位小数的金额",
          "not an amount with at most two decimals")
        return nil
      }
      return value
    }

    private mutating func refuse(_ column: Int, _ code: String, _ zh: String, _ en: String) {
      issues.append(
        RowIssue(
          row: record.row, column: header.name(of: column), value: text(column), code: code,
          message: Bilingual(zh: zh, en: en),
          remedy: Bilingual(zh: "请修正后重新上传", en: "correct it and upload again")))
    }
  }
}
