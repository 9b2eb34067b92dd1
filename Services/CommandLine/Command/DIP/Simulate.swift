import ArgumentParser
import Contract
import Mesh
import Messages
import Quantities

/// `healthmesh dip simulate`.
struct Simulate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "What if: settle a settled year under a changed policy, and show who gains and loses.",
    discussion: """
      Nothing is stored and no book changes.

        healthmesh dip simulate --region 990100 --period 2025 --set deviation.preset=jining
        healthmesh dip simulate RUN --set coefficients.level.3=1.02 --set residual=regulation_fund
        healthmesh dip simulate RUN --policy next-year.yaml
      """)

  @OptionGroup var connection: ConnectionOptions
  @Argument(help: "Identifier of the run; by default the newest of region and period.")
  var runID = ""
  @Option(help: "Area code of the region.") var region = ""
  @Option(help: "2025 or 2025-03.") var period = ""
  @Option(
    name: .customLong("set"),
    help: "key=value: another value for a key of the run's policy; no value takes the key out.")
  var changes: [String] = []
  @Option(help: "A policy document in place of the run's.") var policy: String?
  @Option(help: "Write the changed document to this file.") var writePolicy: String?
  @Option(help: "Institutions that are printed; 0 prints all.") var rows = 20

  func validate() throws {
    if changes.isEmpty, policy == nil {
      throw ValidationError("state --set key=value or --policy FILE: nothing would change")
    }
    if changes.contains(where: { !$0.contains("=") }) {
      throw ValidationError("--set wants key=value, for example deviation.preset=dip20")
    }
  }

  func run() async throws {
    let client = try connection.client()
    defer { client.close() }
    var request = Dip.SimulateRequest(runId: runID, region: region, period: period)
    request.changes = changes.map { change in
      let parts = change.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return Dip.PolicyChange(key: String(parts[0]), value: String(parts[1]))
    }
    if let policy { request.yaml = try WholeFile.read(policy) }
    let question = request
    let response = try await Waiting.for(Terminal.language("模拟结算", "Settling again")) {
      try await DipSimulationClient(client: client).simulate(
        question, options: CallOptions(timeout: .seconds(300)))
    }
    if connection.output.json { return Terminal.line(try response.jsonText()) }
    try refuse(response.issues)
    if let writePolicy { try ReportText.write(response.yaml, to: writePolicy) }
    Terminal.line(SimulationText(response, rows: rows).text)
  }

  private func refuse(_ issues: [Dip.PolicyIssue]) throws {
    guard let first = issues.first(where: \.error) else { return }
    for issue in issues where issue.error {
      let message = Terminal.said(issue.message)
      let key = issue.path.isEmpty || message.contains(issue.path) ? "" : "\(issue.path): "
      Terminal.error("\(key)\(message)")
    }
    throw Problem(
      .invalidInput, first.code, zh: "改动后的政策不成立，未作模拟。",
      en: "The changed policy is refused; nothing was simulated.",
      remedyZh: first.remedy?.zh ?? "", remedyEn: first.remedy?.en ?? "")
  }
}

/// A simulation for people.
private struct SimulationText {
  let response: Dip.SimulateResponse
  let rows: Int

  init(_ response: Dip.SimulateResponse, rows: Int) {
    self.response = response
    self.rows = rows
  }

  var text: String {
    let word = Terminal.language
    var lines = response.differences.map { "· \(Terminal.said($0.sentence))" }
    if lines.isEmpty { lines = [word("政策没有差异。", "The policies do not differ.")] }
    lines += ["", pools, ""]
    if response.winners + response.losers > 0 { lines += [institutions, ""] }
    lines.append(
      response.winners + response.losers == 0
        ? word("各机构应付均不变。", "No institution is due more or less.")
        : word(
          "\(response.winners) 家增加，共 \(Figure.yuan(response.gainedFen)) 元；\(response.losers) 家减少，共 \(Figure.yuan(response.lostFen)) 元",
          "\(response.winners) gain \(Figure.yuan(response.gainedFen)) yuan; \(response.losers) lose \(Figure.yuan(response.lostFen)) yuan"
        ))
    lines.append(
      word(
        "模拟用时 \(milliseconds) ms，未作任何存储", "settled again in \(milliseconds) ms; nothing was stored")
    )
    for warning in response.warnings { lines.append("! \(Terminal.said(warning))") }
    return lines.joined(separator: "\n")
  }

  private var milliseconds: String {
    let tenths = (response.settledMicroseconds + 50) / 100
    return "\(tenths / 10).\(tenths % 10)"
  }

  private var pools: String {
    let word = Terminal.language
    var table = TextTable([
      (word("险种", "Pool"), .left), (word("点值：原", "Point value: was"), .right),
      (word("现", "is"), .right), (word("总分值：原", "Score: was"), .right),
      (word("现", "is"), .right), (word("支付：原", "Paid: was"), .right), (word("现", "is"), .right),
    ])
    for pool in response.pools {
      let (before, after) = (pool.before ?? Dip.PoolResult(), pool.after ?? Dip.PoolResult())
      table.append([
        InsuranceWord.of(pool.insuranceType, consortium: pool.consortium),
        Figure.decimals(before.pointValue, 4),
        Figure.decimals(after.pointValue, 4), Figure.decimals(before.totalScore, 2),
        Figure.decimals(after.totalScore, 2), Figure.yuan(before.paidFen),
        Figure.yuan(after.paidFen),
      ])
    }
    return table.text
  }

  private var institutions: String {
    let word = Terminal.language
    var table = TextTable([
      (word("机构", "Institution"), .left), (word("病例", "Cases"), .right),
      (word("应付：原", "Due: was"), .right), (word("现", "is"), .right),
      (word("差额", "Difference"), .right), ("‰", .right),
    ])
    for line in shown {
      guard let line else {
        table.append(["…", "", "", "", "", ""])
        continue
      }
      table.append([
        line.institutionName.isEmpty ? line.institutionCode : line.institutionName,
        Figure.count(line.cases), Figure.yuan(line.dueBeforeFen),
        Figure.yuan(line.dueAfterFen), Figure.yuan(line.differenceFen), line.perMille,
      ])
    }
    return table.text
  }

  /// The greatest gains and the greatest losses; nil stands for those between.
  private var shown: [Dip.SimulatedInstitution?] {
    let all = response.institutions
    guard rows > 0, all.count > rows else { return all }
    let middle: [Dip.SimulatedInstitution?] = [nil]
    return Array(all.prefix((rows + 1) / 2)) + middle + Array(all.suffix(rows / 2))
  }
}
