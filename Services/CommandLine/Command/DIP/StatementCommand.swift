import ArgumentParser
import Contract
import DIPDomain
import Mesh
import Messages
import Quantities

/// `healthmesh dip statement`.
struct StatementCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statement", abstract: "Print the institution statement (机构结算单) of a run.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, csv, json }

  @OptionGroup var connection: ConnectionOptions
  @Option(
    name: .customLong("run"),
    help: "Identifier of the run; by default the newest of region and period.")
  var runID = ""
  @Option(help: "Area code of the region.") var region = ""
  @Option(help: "2025 or 2025-03.") var period = ""
  @Option(help: "Only this institution's rows.") var institution = ""
  @Option(help: "table for people, csv as a bureau files it, json for programs.")
  var format = Format.table
  @Flag(help: "In the table, what each row's due consists of: the parts of the year's clearing.")
  var parts = false
  @Option(help: "Write the statement as an XLSX workbook to this file.") var xlsx: String?

  func run() async throws {
    let client = try connection.client()
    defer { client.close() }
    if let xlsx {
      let request = Dip.ExportReportRequest(
        runId: runID, region: region, period: period, kind: .statement, format: .xlsx,
        institutionCode: institution)
      return try await ReportFileDownload(client: client).run(request, to: xlsx)
    }
    let statement = try await DipSettlementClient(client: client).getStatement(
      Dip.GetStatementRequest(
        runId: runID, region: region, period: period, institutionCode: institution))
    if statement.rows.isEmpty, !institution.isEmpty {
      throw Problem(
        .notFound, "CLI_INSTITUTION_NOT_IN_RUN", zh: "该批次没有机构 \(institution) 的结算。",
        en: "The run has no rows of institution \(institution).",
        remedyZh: "请核对机构编码。", remedyEn: "Check the institution's code.")
    }
    if connection.output.json || format == .json { return Terminal.line(try statement.jsonText()) }
    switch format {
    case .csv: Terminal.bytes(statement.table(.filed).csv())
    case .table, .json: Terminal.line(statement.text(parts ? .parts : .overview))
    }
  }
}

extension Dip.Statement {
  func table(_ form: StatementTable.Form) -> StatementTable {
    StatementTable(
      lines: rows.map { StatementLine($0) }, totals: totals.map { StatementLine($0) }, form: form)
  }

  /// For a terminal: the table, then the rules that it was settled by.
  func text(_ form: StatementTable.Form) -> String {
    let language: StatementTable.Language = Terminal.language == .zh ? .zh : .en
    let rules = PolicyChoice.text(choices.map { PolicyChoice($0) }, language)
    let values = elasticValues.map { $0 + "\n" }.joined()
    return table(form).text(language) + values + (rules.isEmpty ? "" : "\n" + rules)
  }

  /// What base scores and what lies beyond them are paid at, by pool, where values are elastic.
  private var elasticValues: [String] {
    let pools = run?.pools ?? []
    return pools.filter { !$0.incrementValue.isEmpty }.map { pool in
      let name = InsuranceWord.of(pool.insuranceType, consortium: pool.consortium)
      let (base, increment, mean) = (
        Figure.decimals(pool.baseValue, 8), Figure.decimals(pool.incrementValue, 8),
        Figure.decimals(pool.pointValue, 8)
      )
      return Terminal.language(
        "弹性点值 \(name)：基准 \(base) 元，增量 \(increment) 元，平均 \(mean) 元",
        "Elastic values, \(name): base \(base) yuan, increment \(increment) yuan, mean \(mean) yuan"
      )
    }
  }
}

extension PolicyChoice {
  init(_ choice: Dip.PolicyChoice) {
    func words(_ text: Common.Bilingual?) -> Bilingual {
      Bilingual(zh: text?.zh ?? "", en: text?.en ?? "")
    }
    self.init(
      key: choice.key, label: words(choice.label), value: words(choice.value),
      isDefault: choice.isDefault, reason: words(choice.reason))
  }
}

extension StatementLine {
  init(_ row: Dip.StatementRow) {
    self.init(
      institutionCode: row.institutionCode, institutionName: row.institutionName,
      level: Int(row.level),
      insuranceCode: row.insuranceType == .unspecified ? "" : "\(row.insuranceType.rawValue)",
      consortium: row.consortium, cases: Int(row.cases), itemCases: Int(row.itemCases),
      outOfScopeCases: Int(row.outOfScopeCases),
      ungroupedCases: Int(row.ungroupedCases), lowCases: Int(row.lowCases),
      highCases: Int(row.highCases), specialCases: Int(row.specialCases),
      expertReviews: Int(row.expertReviews), coefficient: row.coefficient,
      totalScore: row.totalScore, meanScore: row.meanScore, caseMixIndex: row.caseMixIndex,
      totalCost: Money(fen: row.totalCostFen), fundPaid: Money(fen: row.fundPaidFen),
      patientPart: Money(fen: row.patientPartFen), payRatio: row.payRatio,
      pointValue: row.pointValue, baseScore: row.baseScore,
      payable: Money(fen: row.payableFen), assessmentCoefficient: row.assessmentCoefficient,
      auditDeduction: Money(fen: row.auditDeductionFen), prepaid: Money(fen: row.prepaidFen),
      deposit: Money(fen: row.depositFen), surplusShare: Money(fen: row.surplusShareFen),
      due: Money(fen: row.dueFen), balance: Money(fen: row.balanceFen),
      parts: row.parts.map {
        StatementPart(
          part: $0.part, cases: Int($0.cases), score: $0.score,
          totalCost: Money(fen: $0.totalCostFen), fundPaid: Money(fen: $0.fundPaidFen),
          payable: Money(fen: $0.payableFen), due: Money(fen: $0.dueFen))
      })
  }
}
