import Quantities

extension SettledCases {
  /// Columns of the list of ungrouped cases (未入组清单).
  public static let ungroupedColumns: [StatementTable.Column] = [
    .text("setl_id", "结算ID", "Settlement list"),
    .text("fixmedins_code", "定点医药机构编号", "Institution"),
    .text("fixmedins_name", "机构名称", "Name"), .text("insutype", "险种", "Pool"),
    .text("diagnoses", "诊断编码", "Diagnoses"), .text("procedures", "手术操作编码", "Procedures"),
    .number("total_cost", "医疗总费用(元)", "Total cost (yuan)"),
    .number("fund_paid", "基金记账(元)", "Booked fund (yuan)"),
    .number("case_score", "病例分值", "Score of the case"), .text("reasons", "原因", "Reasons"),
  ]

  /// Calls the body with the row of every ungrouped case in order of `setl_id`.
  ///
  /// - Parameter isIncluded: by institution code.
  public func forEachUngrouped(
    isIncluded: (String) -> Bool, _ body: ([StatementTable.Cell]) throws -> Void
  ) throws {
    for index in grouped.orderedByID() {
      let settled = standing(index)
      guard settled.standing == .ungrouped else { continue }
      let (code, name) = institution(of: settled)
      guard isIncluded(code) else { continue }
      let cost = lists.costs[index]
      let codes = settled.flags.codes.joined(separator: "|")
      try body([
        .text(lists.id(index)), .text(code), .text(name),
        StatementTable.insuranceCell(lists.insurances[index].code),
        .text(lists.diagnosisText(index)), .text(lists.procedureText(index)),
        .money(cost.total), .money(cost.fund),
        .decimal(try score(settled).map { BigRatio($0).description } ?? ""),
        .term(codes, ReasonWords.joined(codes)),
      ])
    }
  }
}
