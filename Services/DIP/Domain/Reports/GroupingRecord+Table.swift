import Quantities
import Tabular

extension GroupingRecord {
  /// What the headings of a file of results say.
  public enum Headings: String, Sendable, CaseIterable {
    /// The field names of record 3606.
    case names
    /// The Chinese names.
    case zh
    /// Both: `setl_id(结算ID)`.
    case both
  }

  /// Names of the columns, those of record 3606 first.
  public static let columns: [StatementTable.Column] = [
    .text("setl_id", "结算ID", "Settlement list"),
    .text("fixmedins_code", "定点医药机构编号", "Institution"),
    .text("insutype", "险种类型", "Pool"),
    .text("dip_dise_grp_code", "病种编码", "Group"),
    .text("dip_dise_grp_name", "病种名称", "Name of the group"),
    .text("grp_stas", "分组状态", "Status"), .text("nuld_flag", "作废标志", "Void"),
    .text("asst_list_flag", "辅助目录标志", "Auxiliary"),
    .number("grp_dise_sco", "病种分值", "Score of the group"), .text("remarks", "备注", "Remarks"),
    .number("case_sco", "病例分值", "Score of the case"),
    .number("fund_pay", "基金支付(元)", "Paid by the fund (yuan)"),
  ]

  public var cells: [StatementTable.Cell] {
    [
      .text(id), .text(institution), .text(insurance.code), .text(groupCode), .text(groupName),
      .text(status.rawValue), .text(isReplaced ? "1" : "0"), .text(isAuxiliary ? "1" : "0"),
      .decimal(groupScore), .text(reasons.joined(separator: "|")), .decimal(caseScore),
      payment.map { .money($0) } ?? .text(""),
    ]
  }

  /// The columns with headings of a kind.
  public static func columns(_ headings: Headings) -> [StatementTable.Column] {
    columns.map { column in
      var headed = column
      switch headings {
      case .names: headed.title.zh = column.key
      case .zh: break
      case .both: headed.title.zh = "\(column.key)(\(column.title.zh))"
      }
      return headed
    }
  }

  /// The first row of a file of results.
  public static func writeHeader(_ headings: Headings, to writer: inout CSVWriter) {
    writer.writeRow(columns(headings).map(\.title.zh))
  }

  /// A row of a file of results.
  public func write(to writer: inout CSVWriter) {
    for cell in cells { cell.write(to: &writer) }
    writer.endRow()
  }
}
