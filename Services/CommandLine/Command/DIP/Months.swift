import ArgumentParser
import Contract
import Mesh
import Messages
import Quantities

/// `healthmesh dip month`.
struct MonthCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "month",
    abstract: "Settle the advances of a month (月预结算), or show them.",
    discussion: """
      A month is settled once, because money is paid on it; asked again it is shown. The year's \
      clearing takes the advances and deposits of its months.
      """)

  @OptionGroup var connection: ConnectionOptions
  @Argument(help: "Area code of the pooling region.") var region: String
  @Argument(help: "The month, for example 2025-03.") var month: String
  @Option(help: "Policy by name; by default the newest of region and year.") var policy = ""
  @Option(help: "Version of the policy; 0 is the newest.") var policyVersion: UInt32 = 0
  @Flag(help: "Show the stored statement only.") var show = false
  @Option(help: "With --show: only this institution's rows.") var institution = ""

  func run() async throws {
    let client = try connection.client()
    defer { client.close() }
    let months = DipMonthsClient(client: client)
    guard !show else {
      return try write(
        await months.getMonth(
          Dip.GetMonthRequest(region: region, month: month, institutionCode: institution)))
    }
    let answer = try await months.settleMonth(
      Dip.SettleMonthRequest(
        region: region, month: month, policy: policy, policyVersion: policyVersion),
      options: CallOptions(timeout: .seconds(600)))
    if connection.output.json { return Terminal.line(try answer.jsonText()) }
    if answer.unchanged {
      Terminal.error(
        Terminal.language(
          "该月已预结算，沿用原结算单。", "The month was settled before; its statement stands."))
    }
    if answer.inputsChanged {
      Terminal.error(
        Terminal.language(
          "! 此后清单、基金表、政策或机构有变化，由年度清算结清。",
          "! Lists, funds, policy or institutions changed since; the year's clearing evens it out.")
      )
    }
    try write(answer.statement ?? Dip.MonthStatement())
  }

  private func write(_ statement: Dip.MonthStatement) throws {
    if connection.output.json { return Terminal.line(try statement.jsonText()) }
    let word = Terminal.language
    var table = TextTable([
      (word("机构", "Institution"), .left), (word("险种", "Pool"), .left),
      (word("病例", "Cases"), .right), (word("总分值", "Score"), .right),
      (word("应得", "Earned"), .right), (word("稽核扣款", "Audit"), .right),
      (word("上月结转", "Carried in"), .right), (word("预拨", "Advance"), .right),
      (word("保证金", "Deposit"), .right), (word("支付", "Payment"), .right),
      (word("结转下月", "Carried out"), .right),
    ])
    for row in statement.rows {
      table.append([
        row.institutionName.isEmpty ? row.institutionCode : row.institutionName,
        InsuranceWord.of(row.insuranceType, consortium: row.consortium), Figure.count(row.cases),
        Figure.decimals(row.totalScore, 2), Figure.yuan(row.earnedFen),
        Figure.yuan(row.auditDeductionFen), Figure.yuan(row.carriedInFen),
        Figure.yuan(row.advanceFen), Figure.yuan(row.depositFen), Figure.yuan(row.paymentFen),
        Figure.yuan(row.carriedOutFen),
      ])
    }
    Terminal.line(table.text)
    Terminal.line("")
    Terminal.line(
      "\(word("结算单", "statement"))  \(statement.statementId)   \(statement.region) \(statement.month)"
    )
    Terminal.line(
      "\(word("政策", "policy"))  \(statement.policyName) v\(statement.policyVersion)   \(word("病例", "cases")) \(Figure.count(statement.cases))"
        + (statement.elsewhereCases == 0
          ? ""
          : word(
            "，不预拨 \(Figure.count(statement.elsewhereCases))",
            ", \(Figure.count(statement.elsewhereCases)) not advanced"))
    )
    Terminal.line(
      "\(word("预拨", "advance"))  \(Figure.yuan(statement.advanceFen))   \(word("保证金", "deposit")) \(Figure.yuan(statement.depositFen))   \(word("支付", "payment")) \(Figure.yuan(statement.paymentFen))"
    )
    Terminal.line("\(word("结果摘要", "digest"))  \(statement.resultsDigest)")
    for warning in statement.warnings { Terminal.line("! \(Terminal.said(warning))") }
  }
}

/// `healthmesh dip months`.
struct MonthsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "months", abstract: "List the settled months of a region.")
  @OptionGroup var connection: ConnectionOptions
  @Argument(help: "Area code of the pooling region.") var region: String
  @Option(help: "Only this year's.") var year = ""

  func run() async throws {
    let client = try connection.client()
    defer { client.close() }
    let answer = try await DipMonthsClient(client: client).listMonths(
      Dip.ListMonthsRequest(region: region, year: year))
    if connection.output.json { return Terminal.line(try answer.jsonText()) }
    let word = Terminal.language
    var table = TextTable([
      (word("月份", "Month"), .left), (word("病例", "Cases"), .right),
      (word("预拨", "Advance"), .right), (word("保证金", "Deposit"), .right),
      (word("支付", "Payment"), .right), (word("结算单", "Statement"), .left),
      (word("时间", "Created"), .left),
    ])
    for month in answer.statements {
      table.append([
        month.month, Figure.count(month.cases), Figure.yuan(month.advanceFen),
        Figure.yuan(month.depositFen), Figure.yuan(month.paymentFen),
        String(month.statementId.prefix(12)), month.createdAt,
      ])
    }
    Terminal.line(table.text)
  }
}
