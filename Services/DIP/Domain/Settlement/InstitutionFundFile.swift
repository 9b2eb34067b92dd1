import Quantities
import Tabular

/// What institutions bring into a settlement beside their cases, as a bureau keeps it: a CSV file
/// with a row for each institution and insurance (预拨、稽核扣款、考核).
public struct InstitutionFundFile: Sendable, Hashable {
  public struct Row: Sendable, Hashable {
    /// Insurance code (定点医药机构编号).
    public var institution: String
    public var insurance: InsuranceType
    /// 已预拨
    public var prepaid: Money
    /// 稽核扣款
    public var auditDeduction: Money
    /// 考核系数; nil means 1.
    public var assessment: Decimal?
    /// 基准服务点数, for elastic point values; nil takes the policy's share of the year's scores.
    public var baseVolume: Decimal?
  }

  static let columns = [
    CSVColumn("fixmedins_code", aliases: ["定点医药机构编号", "机构编码"]),
    CSVColumn("insutype", aliases: ["险种类型", "险种"]),
    CSVColumn("prepaid", aliases: ["已预拨", "已预拨(元)", "预拨"], required: false),
    CSVColumn("audit_deduction", aliases: ["稽核扣款", "稽核扣款(元)"], required: false),
    CSVColumn("assessment", aliases: ["考核系数"], required: false),
    CSVColumn("base_volume", aliases: ["基准服务点数"], required: false),
  ]

  public let rows: [Row]

  /// Reads the whole file: UTF-8 or GB18030, amounts in yuan.
  ///
  /// - Throws: `DIP_FUND_FILE_EMPTY`; `CSV_COLUMNS_MISSING`; `DIP_FUND_FILE_INVALID`, which names every
  ///   field that cannot be read and every row that stands twice.
  public init(content: [UInt8]) throws(Problem) {
    let parser = CSVParser()
    parser.append(content)
    parser.finish()
    guard let first = try parser.next() else {
      throw Problem(
        .invalidInput, "DIP_FUND_FILE_EMPTY", zh: "文件为空。", en: "The file is empty.",
        remedyZh: "请选择含表头的 CSV 文件。", remedyEn: "Choose a CSV file with a header.")
    }
    let header = try CSVHeader(first, columns: Self.columns)
    var rows: [Row] = []
    var details: [Problem.Detail] = []
    var seen: Set<[String]> = []
    while let record = try parser.next() {
      var fields = Fields(record: record, header: header)
      if let row = fields.row() {
        rows.append(row)
        if !seen.insert([row.institution, row.insurance.code]).inserted {
          fields.refuse(0, zh: "该机构与险种已在前面出现", en: "institution and insurance stand above")
        }
      }
      details += fields.details
    }
    guard details.isEmpty else {
      throw Problem(
        .invalidInput, "DIP_FUND_FILE_INVALID", zh: "文件有 \(details.count) 处错误，未作改动。",
        en: "The file has \(details.count) errors; nothing was changed.",
        remedyZh: "请按明细逐项修正。", remedyEn: "Correct what the details name.", details: details)
    }
    self.rows = rows
  }

  private struct Fields {
    let record: CSVRecord
    let header: CSVHeader
    var details: [Problem.Detail] = []

    init(record: CSVRecord, header: CSVHeader) {
      self.record = record
      self.header = header
    }

    mutating func row() -> Row? {
      if let defect = record.defect {
        let issue = RowIssue(row: record.row, defect: defect)
        details.append(
          Problem.Detail("\(record.row)", "\(issue.message.zh) / \(issue.message.en)"))
        return nil
      }
      let institution = text(0)
      if institution.isEmpty {
        refuse(0, zh: "缺少机构编码", en: "the institution is missing")
      }
      let insurance = InsuranceType(name: text(1))
      if insurance == nil { refuse(1, zh: "险种应为 310 或 390", en: "not 310 or 390") }
      let prepaid = money(2)
      let deduction = money(3)
      let assessment = decimal(4) { $0 > .zero }
      let baseVolume = decimal(5) { $0 >= .zero }
      guard details.isEmpty, let insurance else { return nil }
      return Row(
        institution: institution, insurance: insurance, prepaid: prepaid, auditDeduction: deduction,
        assessment: assessment, baseVolume: baseVolume)
    }

    private func text(_ column: Int) -> String {
      header.field(column, of: record)?.trimmed.string ?? ""
    }

    /// Empty is nothing.
    private mutating func money(_ column: Int) -> Money {
      let text = text(column)
      if text.isEmpty { return .zero }
      if let money = try? Money(parsing: text), money >= .zero { return money }
      refuse(
        column, zh: "应为不小于 0、至多两位小数的元", en: "not yuan of at least 0 with at most two decimals")
      return .zero
    }

    /// nil where it is empty.
    private mutating func decimal(
      _ column: Int, _ isValid: (Decimal) -> Bool
    ) -> Decimal? {
      let text = text(column)
      if text.isEmpty { return nil }
      if let value = try? Decimal(parsing: text), isValid(value) { return value }
      let zero = isValid(.zero)
      refuse(
        column, zh: zero ? "应为不小于 0 的小数" : "应为大于 0 的小数",
        en: zero ? "not a decimal of at least 0" : "not a decimal above 0")
      return nil
    }

    mutating func refuse(_ column: Int, zh: String, en: String) {
      details.append(
        Problem.Detail(
          "\(record.row)", "\(header.name(of: column)) “\(text(column))”: \(zh) / \(en)"))
    }
  }
}
