import DIPDomain
import DIPStorage
import Quantities
import Store

/// The sheets that a bureau files of a run (结算报表): institutions, region, parts, ungrouped lists, what the
/// run was made of, and the rules that it was settled by. Figures of payments are those of the books.
struct StatementSheets: Sendable {
  let run: StoredRun
  let cases: SettledCases
  /// Only this institution; the region's figures are left out then.
  let institution: String?

  func tables(_ database: Database) async throws -> [ReportTable] {
    let (lines, catalogue) = try await database.read { [run, institution] connection in
      (
        try RunTable.lines(
          runID: run.runID, institutionCode: institution ?? "", in: connection),
        try CatalogueTable.find(hash: run.inputs.catalogueHash, in: connection)
      )
    }
    let totals = try institution == nil ? SettlementEndpoint.totals(lines, run.pools) : []
    var tables = [
      ReportTable(
        key: "statement.institutions", title: Bilingual(zh: "机构结算单", en: "Institutions"),
        note: Bilingual(zh: "", en: ""),
        table: StatementTable(lines: lines, totals: totals, form: .sheet))
    ]
    if institution == nil { tables.append(region) }
    tables.append(parts)
    tables.append(try ungrouped)
    tables.append(identity(catalogue))
    tables.append(PolicyChoice.table(cases.computation.tables.policy.choices))
    return tables
  }

  private var region: ReportTable {
    var rows = run.pools.map { pool -> [StatementTable.Cell] in
      [
        StatementTable.insuranceCell(pool.insuranceType == 0 ? "" : String(pool.insuranceType)),
        .text(pool.consortium), .count(pool.cases), .decimal(pool.totalScore),
        .decimal(pool.pointValue), .decimal(pool.baseValue), .decimal(pool.incrementValue),
        .decimal(pool.payRatio), .money(pool.totalCost), .money(pool.fundPaid), .money(pool.pool),
        .money(pool.paid), .money(pool.residual), .money(pool.regulation),
      ]
    }
    for package in run.packages {
      rows.append([
        .text("医共体 \(package.name)"), .text(package.code), .text(""), .text(""), .text(""),
        .text(""), .text(""), .text(""), .text(""),
        .money(package.bookedInside), .money(package.budget), .money(package.distributed),
        .money(package.balance), .money(package.fundShare),
      ])
    }
    return ReportTable(
      key: "statement.region", title: Bilingual(zh: "全区汇总", en: "Region"),
      note: Bilingual(
        zh: "医共体行：可分配基金为总额预算，支付为分配额，余数为结余，调节金为基金分担。",
        en:
          "The line of a consortium: budget as pool, distributed amount as paid, balance as residual, the fund's share as regulation."
      ),
      table: StatementTable(
        columns: [
          .text("insurance_type", "险种", "Pool"), .text("consortium", "医共体", "Consortium"),
          .number("cases", "病例数", "Cases"), .number("total_score", "总分值", "Score"),
          .number("point_value", "点值(元)", "Point value (yuan)"),
          .number("base_value", "基准点值(元)", "Base value (yuan)"),
          .number("increment_value", "增量点值(元)", "Increment value (yuan)"),
          .number("pay_ratio", "支付比例", "Pay ratio"),
          .number("total_cost", "医疗总费用(元)", "Total cost (yuan)"),
          .number("fund_paid", "基金记账(元)", "Booked fund (yuan)"),
          .number("pool", "可分配基金(元)", "Pool (yuan)"), .number("paid", "支付(元)", "Paid (yuan)"),
          .number("residual", "余数(元)", "Residual (yuan)"),
          .number("regulation", "调节金(元)", "Regulation fund (yuan)"),
        ], rows: rows))
  }

  /// What each account consists of, by part of the year's clearing.
  private var parts: ReportTable {
    var rows: [[StatementTable.Cell]] = []
    for account in cases.computation.result.accounts
    where institution == nil || institution == account.institution.code {
      for part in account.parts {
        rows.append([
          .text(account.institution.code), .text(account.institution.name),
          StatementTable.insuranceCell(account.insurance ?? ""), .text(account.consortium ?? ""),
          .term(part.part.code, part.part.title), .count(Int(part.cases)),
          .decimal(part.totalScore), .money(part.totalCost), .money(part.bookedFund),
          .money(part.payable), .money(part.due),
        ])
      }
    }
    return ReportTable(
      key: "statement.parts", title: Bilingual(zh: "清算构成", en: "Parts"),
      note: Bilingual(
        zh: "分值应付与考核、扣款及区间处理后的清算额按构成拆分到分。",
        en: "What scores earn, and what is due after assessment, deductions and bands, to the fen."),
      table: StatementTable(
        columns: [
          .text("institution_code", "机构编码", "Code"),
          .text("institution_name", "机构名称", "Institution"),
          .text("insurance_type", "险种", "Pool"), .text("consortium", "医共体", "Consortium"),
          .text("part", "构成", "Part"),
          .number("cases", "病例数", "Cases"), .number("total_score", "总分值", "Score"),
          .number("total_cost", "医疗总费用(元)", "Total cost (yuan)"),
          .number("fund_paid", "基金记账(元)", "Booked fund (yuan)"),
          .number("payable", "分值应付(元)", "Payable (yuan)"),
          .number("due", "清算应付(元)", "Due (yuan)"),
        ], rows: rows))
  }

  private var ungrouped: ReportTable {
    get throws {
      var rows: [[StatementTable.Cell]] = []
      let isIncluded = { (code: String) in institution == nil || institution == code }
      try cases.forEachUngrouped(isIncluded: isIncluded) { rows.append($0) }
      return ReportTable(
        key: "statement.ungrouped", title: Bilingual(zh: "未入组清单", en: "Ungrouped lists"),
        note: Bilingual(zh: "", en: ""),
        table: StatementTable(columns: SettledCases.ungroupedColumns, rows: rows))
    }
  }

  private func identity(_ catalogue: StoredCatalogue?) -> ReportTable {
    let inputs = run.inputs
    func row(_ zh: String, _ en: String, _ value: String) -> [StatementTable.Cell] {
      [.term(en, Bilingual(zh: zh, en: en)), .text(value)]
    }
    var rows = [
      row("批次", "run", run.runID), row("地区", "region", inputs.region),
      row("结算期", "period", inputs.period),
      row("政策", "policy", "\(inputs.policyName) v\(inputs.policyVersion)"),
      row("政策摘要", "policy hash", inputs.policyHash),
      row("病种目录", "catalogue", "\(catalogue?.name ?? "") \(catalogue?.version ?? "")"),
      row("目录摘要", "catalogue hash", inputs.catalogueHash),
      row("引擎版本", "engine version", inputs.engineVersion),
      row("清单摘要", "input digest", inputs.inputDigest),
      row("基金表版本", "fund sheet", String(inputs.fundSheetVersion)),
      row("机构名单日期", "institutions as of", inputs.institutions.asOf.description),
      row("结果摘要", "results digest", run.resultsDigest),
    ]
    for key in cases.computation.tables.policy.assumed {
      rows.append(row("假定值（无文件依据）", "assumed: no source prints it", key))
    }
    for warning in run.warnings {
      rows.append([.term("warning", Bilingual(zh: "提示", en: "warning")), .term("", warning)])
    }
    return ReportTable(
      key: "statement.run", title: Bilingual(zh: "政策与批次", en: "Policy and run"),
      note: Bilingual(zh: "", en: ""),
      table: StatementTable(
        columns: [.text("item", "项目", "Item"), .text("value", "内容", "Value")], rows: rows))
  }
}
