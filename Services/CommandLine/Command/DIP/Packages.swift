import ArgumentParser
import Contract
import Mesh
import Messages
import Quantities

/// `healthmesh dip package`.
struct PackageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "package",
    abstract:
      "Print the package of a county consortium (医共体总额包干), its members, and the cost elsewhere.")
  @OptionGroup var connection: ConnectionOptions
  @Option(
    name: .customLong("run"),
    help: "Identifier of the run; by default the newest of region and period.")
  var runID = ""
  @Option(help: "Area code of the region.") var region = ""
  @Option(help: "2025 or 2025-03.") var period = ""
  @Option(help: "Only this consortium, by code.") var consortium = ""

  func run() async throws {
    let client = try connection.client()
    defer { client.close() }
    let answer = try await DipPackagesClient(client: client).getPackage(
      Dip.GetPackageRequest(
        runId: runID, region: region, period: period, consortium: consortium))
    if connection.output.json { return Terminal.line(try answer.jsonText()) }
    for account in answer.packages {
      if let package = account.package { Terminal.line(RunSummary.packageText(package)) }
      Terminal.line(Self.members(account))
      if !account.referrals.isEmpty { Terminal.line(Self.referrals(account)) }
    }
  }

  private static func members(_ account: Dip.PackageAccount) -> String {
    let word = Terminal.language
    var table = TextTable([
      (word("成员", "Member"), .left), (word("期间", "Days"), .left),
      (word("病例", "Cases"), .right), (word("总分值", "Score"), .right),
      (word("基金记账", "Booked"), .right), (word("其中结余留用", "Surplus kept"), .right),
      (word("应付", "Due"), .right), (word("已预拨", "Prepaid"), .right),
      (word("其中保证金", "Deposit"), .right), (word("补付/退回", "Balance"), .right),
      (word("药品限级豁免", "Drug limit exempt"), .left),
    ])
    for member in account.members {
      let name = member.institutionName.isEmpty ? member.institutionCode : member.institutionName
      table.append([
        member.lead ? "\(name) \(word("（总医院）", "(lead)"))" : name,
        member.spans.map { "\($0.firstDay) – \($0.lastDay)" }.joined(separator: ", "),
        Figure.count(member.cases), Figure.decimals(member.totalScore, 2),
        Figure.yuan(member.bookedFen), Figure.yuan(member.surplusShareFen),
        Figure.yuan(member.dueFen), Figure.yuan(member.prepaidFen),
        Figure.yuan(member.depositFen), Figure.yuan(member.balanceFen),
        member.drugLimitExempt ? word("是", "yes") : "",
      ])
    }
    return table.text
  }

  private static func referrals(_ account: Dip.PackageAccount) -> String {
    let word = Terminal.language
    var table = TextTable([
      (word("外转机构", "Elsewhere"), .left), (word("病例", "Cases"), .right),
      (word("总费用", "Cost"), .right), (word("计入包干", "Charged"), .right),
    ])
    for row in account.referrals {
      table.append([
        row.institutionCode, Figure.count(row.cases), Figure.yuan(row.totalCostFen),
        Figure.yuan(row.fundPaidFen),
      ])
    }
    return table.text
  }
}
