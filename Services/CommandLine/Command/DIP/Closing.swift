import ArgumentParser
import Contract
import Mesh
import Messages
import Quantities

/// `healthmesh dip close`.
struct Close: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a run the final one of its year (年度关账); corrections become adjustments.")
  @OptionGroup var connection: ConnectionOptions
  @Argument(help: "Identifier of the run.") var runID: String
  @Option(help: "The decision that it rests on.") var reason: String

  func run() async throws {
    let client = try connection.client()
    defer { client.close() }
    let closing = try await DipClosingClient(client: client).close(
      Dip.CloseRequest(runId: runID, reason: reason))
    if closing.reason != reason {
      Terminal.error(
        Terminal.language(
          "该年此前已关账，原决定不变。", "The year was closed before; that decision stands."))
    }
    try ClosingText.write(closing, connection.output)
  }
}

/// `healthmesh dip adjust`.
struct Adjust: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Settle a closed year again with what was corrected, and store the differences (调整结算).")
  @OptionGroup var connection: ConnectionOptions
  @Argument(help: "Identifier of the run that holds now.") var runID: String
  @Option(help: "Why.") var reason: String
  @Option(help: "Policy by name; by default that of the run, in its version.") var policy = ""
  @Option(help: "Version of the policy; 0 is the newest.") var policyVersion: UInt32 = 0
  @Option(help: "Threads; 0 uses every processor.") var threads: UInt32 = 0

  func run() async throws {
    let client = try connection.client()
    defer { client.close() }
    let progress = ProgressLine(Terminal.language("调整结算", "Adjust"))
    var adjustment: Dip.Adjustment?
    for try await step in try await client.serverStream(
      DipClosingMethods.adjust,
      Dip.AdjustRequest(
        runId: runID, reason: reason, policy: policy, policyVersion: policyVersion,
        threads: threads), options: CallOptions(timeout: .seconds(1800)))
    {
      progress.update(step.done, of: step.total, step.stage)
      adjustment = step.adjustment ?? adjustment
    }
    guard let adjustment else {
      throw Problem(
        .unavailable, "CLI_SETTLEMENT_UNFINISHED", zh: "调整未完成。",
        en: "The adjustment did not finish.", remedyZh: "请重新执行；不会留下半成品。",
        remedyEn: "Run it again; nothing half done is kept.")
    }
    progress.finish("\(adjustment.lines.count) \(Terminal.language("项差额", "differences"))")
    try ClosingText.write(adjustment, connection.output)
  }
}

/// `healthmesh dip closing`.
struct ClosingCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "closing",
    abstract: "Show how a year was closed and adjusted, or one adjustment with its differences.")
  @OptionGroup var connection: ConnectionOptions
  @Argument(help: "Area code of the pooling region.") var region: String
  @Argument(help: "The year.") var year: String
  @Option(help: "Identifier of an adjustment, to show its differences.") var adjustment = ""
  @Option(help: "With --adjustment: only this institution's.") var institution = ""

  func run() async throws {
    let client = try connection.client()
    defer { client.close() }
    let closings = DipClosingClient(client: client)
    guard adjustment.isEmpty else {
      let found = try await closings.getAdjustment(
        Dip.GetAdjustmentRequest(adjustmentId: adjustment, institutionCode: institution))
      return try ClosingText.write(found, connection.output)
    }
    let closing = try await closings.getClosing(
      Dip.GetClosingRequest(region: region, year: year))
    try ClosingText.write(closing, connection.output)
  }
}

/// Closed years and adjustments for people.
enum ClosingText {
  static func write(_ closing: Dip.Closing, _ output: OutputOptions) throws {
    if output.json { return Terminal.line(try closing.jsonText()) }
    let word = Terminal.language
    Terminal.line(
      "\(closing.region) \(closing.year)  \(word("已关账", "closed"))  \(closing.closedAt)  \(closing.closedBy)  \(closing.reason)"
    )
    Terminal.line("\(word("终结批次", "final run"))  \(closing.runId)")
    for adjustment in closing.adjustments {
      Terminal.line(
        "\(word("调整", "adjustment")) \(adjustment.number)  \(adjustment.adjustmentId)  \(adjustment.createdAt)  \(adjustment.adjustedBy)  \(adjustment.reason)"
      )
    }
    if closing.effectiveRunId != closing.runId {
      Terminal.line("\(word("现行批次", "run that holds"))  \(closing.effectiveRunId)")
    }
  }

  static func write(_ adjustment: Dip.Adjustment, _ output: OutputOptions) throws {
    if output.json { return Terminal.line(try adjustment.jsonText()) }
    let word = Terminal.language
    var table = TextTable([
      (word("机构", "Institution"), .left), (word("险种", "Pool"), .left),
      (word("项目", "Item"), .left), (word("调整前（元）", "Before (yuan)"), .right),
      (word("调整后（元）", "After (yuan)"), .right), (word("差额（元）", "Difference"), .right),
    ])
    for line in adjustment.lines {
      table.append([
        line.institutionName.isEmpty ? line.institutionCode : line.institutionName,
        InsuranceWord.of(line.insuranceType, consortium: line.consortium), PartWord.of(line.item),
        Figure.yuan(line.beforeFen), Figure.yuan(line.afterFen),
        Figure.yuan(line.afterFen - line.beforeFen),
      ])
    }
    let due = adjustment.lines.filter { $0.item == "due" }
    let before = due.reduce(0) { $0 + $1.beforeFen }
    let after = due.reduce(0) { $0 + $1.afterFen }
    table.append([
      word("合计", "Total"), "", PartWord.of("due"), Figure.yuan(before), Figure.yuan(after),
      Figure.yuan(after - before),
    ])
    Terminal.line(table.text)
    Terminal.line("")
    Terminal.line(
      "\(word("调整", "adjustment")) \(adjustment.number)  \(adjustment.adjustmentId)  \(adjustment.reason)"
    )
    Terminal.line("\(adjustment.beforeRunId) → \(adjustment.afterRunId)")
  }
}

/// The name of a part of the statement (清算组成部分).
enum PartWord {
  static func of(_ part: String) -> String {
    switch part {
    case "core": Terminal.language("核心病种", "core")
    case "composite": Terminal.language("综合病种", "composite")
    case "tcm": Terminal.language("中医病种", "TCM")
    case "auxiliary": Terminal.language("辅助分型", "auxiliary")
    case "primary_care": Terminal.language("基层病种", "primary care")
    case "special": Terminal.language("特例单议", "special cases")
    case "new_technology": Terminal.language("新技术", "new technology")
    case "ungrouped": Terminal.language("未入组", "ungrouped")
    case "due": Terminal.language("清算应付", "due")
    default: part
    }
  }
}
