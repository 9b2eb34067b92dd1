import ArgumentParser
import Contract
import Mesh
import Messages
import Quantities

/// `healthmesh dip special …`: cases that are settled apart.
struct SpecialCases: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "special", abstract: "Special cases (特例单议): apply, decide, show, list, quota.",
    subcommands: [Apply.self, Decide.self, Show.self, List.self, Quota.self])

  enum Ground: String, ExpressibleByArgument, CaseIterable {
    case costRatio = "cost-ratio"
    case longStay = "long-stay"
    case newTechnology = "new-technology"
    case critical
    case multidisciplinary

    var message: Dip.SpecialCaseGround {
      switch self {
      case .costRatio: .costRatio
      case .longStay: .longStay
      case .newTechnology: .newTechnology
      case .critical: .critical
      case .multidisciplinary: .multidisciplinary
      }
    }
  }

  struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Apply for a case (申请); the same application again changes nothing.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "setl_id of the settlement list.") var setlID: String
    @Option(help: "Why it should be settled apart.") var reason: String
    @Option(help: "What proves it: records and their numbers.") var evidence = ""
    @Option(
      parsing: .upToNextOption,
      help: "Grounds of the policy; by default those that the list itself shows.")
    var ground: [Ground] = []

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await DipSpecialCasesClient(client: client).apply(
        Dip.ApplySpecialCaseRequest(
          setlId: setlID, grounds: ground.map(\.message), reason: reason, evidence: evidence))
      try SpecialCaseText.write(answer, connection.output)
    }
  }

  struct Decide: AsyncParsableCommand {
    enum Decision: String, ExpressibleByArgument, CaseIterable { case accept, reject }

    static let configuration = CommandConfiguration(
      abstract: "Accept or reject a case (评审); accepted ones stay within the region's quota.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "setl_id of the settlement list.") var setlID: String
    @Argument(help: "accept or reject.") var decision: Decision
    @Option(help: "Why.") var reason: String
    @Option(help: "Paid by item: what the fund pays, in yuan; by default what is booked.")
    var fund = "0"
    @Option(help: "Adjusted score, where the policy pays by score.") var score = ""

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await DipSpecialCasesClient(client: client).decide(
        Dip.DecideSpecialCaseRequest(
          setlId: setlID, accept: decision == .accept, reason: reason,
          fundFen: try YuanOption.fen(fund), score: score))
      try SpecialCaseText.write(answer, connection.output)
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a case with its whole history.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "setl_id of the settlement list.") var setlID: String

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await DipSpecialCasesClient(client: client).get(
        Dip.GetSpecialCaseRequest(setlId: setlID))
      try SpecialCaseText.write(answer, connection.output)
    }
  }

  struct List: AsyncParsableCommand {
    enum State: String, ExpressibleByArgument, CaseIterable {
      case applied, accepted, rejected, paid

      var message: Dip.SpecialCaseState {
        switch self {
        case .applied: .applied
        case .accepted: .accepted
        case .rejected: .rejected
        case .paid: .paid
        }
      }
    }

    static let configuration = CommandConfiguration(abstract: "List cases, the newest first.")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "Only this region's.") var region = ""
    @Option(help: "Only discharges of this year.") var year: UInt32 = 0
    @Option(help: "Only this institution's.") var institution = ""
    @Option(help: "Only those in this state.") var state: State?

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      var request = Dip.ListSpecialCasesRequest(
        region: region, year: year, institutionCode: institution,
        state: state?.message ?? .unspecified, pageSize: 1000)
      var whole = Dip.ListSpecialCasesResponse()
      repeat {
        let page = try await DipSpecialCasesClient(client: client).list(request)
        whole.cases += page.cases
        request.pageToken = page.nextPageToken
      } while !request.pageToken.isEmpty
      if connection.output.json { return Terminal.line(try whole.jsonText()) }
      Terminal.line(SpecialCaseText.table(whole.cases))
    }
  }

  struct Quota: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "How many cases of a region and year may be accepted, and how many are.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "Area code of the pooling region.") var region: String
    @Argument(help: "Year of discharge.") var year: UInt32

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let quota = try await DipSpecialCasesClient(client: client).getQuota(
        Dip.GetSpecialCaseQuotaRequest(region: region, year: year))
      if connection.output.json { return Terminal.line(try quota.jsonText()) }
      Terminal.line(
        Terminal.language(
          "DIP 出院病例 \(Figure.count(quota.discharges))，限额 \(quota.perMille)‰ = \(quota.quota) 例；已同意 \(quota.accepted)，待评审 \(quota.open)",
          "\(Figure.count(quota.discharges)) DIP discharges, quota \(quota.perMille) ‰ = \(quota.quota) cases; \(quota.accepted) accepted, \(quota.open) open"
        ))
    }
  }
}

extension Dip.SpecialCase {
  /// The list was corrected after the application.
  fileprivate var isLapsed: Bool { currentListVersion > listVersion }
}

/// Special cases for people.
enum SpecialCaseText {
  static func write(_ found: Dip.SpecialCase, _ output: OutputOptions) throws {
    if output.json { return Terminal.line(try found.jsonText()) }
    Terminal.line(text(found))
  }

  private static func text(_ found: Dip.SpecialCase) -> String {
    let word = Terminal.language
    var lines = [
      "\(word("特例单议", "Special case"))  \(found.setlId) v\(found.listVersion)   \(found.institutionCode)   \(InsuranceWord.of(found.insuranceType))",
      "\(word("总费用", "cost"))  \(Figure.yuan(found.totalCostFen))   \(word("基金记账", "booked"))  \(Figure.yuan(found.fundPaidFen))",
      "\(word("状态", "state"))  \(state(found.state))\(found.seat == 0 ? "" : "  \(word("序号", "seat")) \(found.seat)")\(payment(found.payment, found.fundFen, found.score))",
    ]
    if let warning = lapsed(found) { lines.append("! \(warning)") }
    if found.findings.isEmpty {
      lines.append("  · \(word("政策不限申报条件", "the policy asks for no ground"))")
    }
    for finding in found.findings {
      let measured =
        finding.measured
        ? "\(Figure.decimals(finding.figure, 4)) (\(word("限值", "limit")) \(finding.limit))"
        : word("凭材料认定", "by evidence")
      lines.append("  · \(ground(finding.ground))  \(measured)")
    }
    for step in found.steps {
      lines.append(
        "\(step.at)  \(state(step.state))  \(step.actor)  \(step.reason)\(payment(step.payment, step.fundFen, step.score))"
      )
      if !step.evidence.isEmpty { lines.append("    \(word("材料", "evidence")): \(step.evidence)") }
      if !step.runId.isEmpty { lines.append("    \(word("批次", "run")): \(step.runId)") }
    }
    return lines.joined(separator: "\n")
  }

  static func table(_ cases: [Dip.SpecialCase]) -> String {
    let word = Terminal.language
    var table = TextTable([
      (word("清单", "List"), .left), (word("机构", "Institution"), .left),
      (word("险种", "Pool"), .left), (word("总费用（元）", "Cost (yuan)"), .right),
      (word("状态", "State"), .left), (word("支付", "Payment"), .left),
      (word("条件", "Grounds"), .left),
    ])
    for found in cases {
      table.append([
        found.setlId, found.institutionCode, InsuranceWord.of(found.insuranceType),
        Figure.yuan(found.totalCostFen),
        state(found.state) + (found.isLapsed ? " !v\(found.currentListVersion)" : ""),
        String(payment(found.payment, found.fundFen, found.score).drop { $0 == " " }),
        found.findings.isEmpty
          ? word("不限", "any")
          : found.findings.map { ground($0.ground) }.joined(separator: word("、", ", ")),
      ])
    }
    let warnings = cases.compactMap { found in
      lapsed(found).map { "! \(found.setlId) \($0)" }
    }
    return ([table.text] + warnings).joined(separator: "\n")
  }

  /// What to know about a case whose list was corrected after the application.
  private static func lapsed(_ found: Dip.SpecialCase) -> String? {
    guard found.isLapsed else { return nil }
    return Terminal.language(
      "清单已更正为第 \(found.currentListVersion) 版，评审针对第 \(found.listVersion) 版：重新申请并评审前按一般规则结算",
      "the list was corrected to version \(found.currentListVersion), the review is about version \(found.listVersion): settled by the normal rule until it is applied for and decided again"
    )
  }

  private static func state(_ state: Dip.SpecialCaseState) -> String {
    switch state {
    case .applied: Terminal.language("已申请", "applied")
    case .accepted: Terminal.language("同意", "accepted")
    case .rejected: Terminal.language("不同意", "rejected")
    case .paid: Terminal.language("已支付", "paid")
    default: "?"
    }
  }

  private static func payment(
    _ payment: Dip.SpecialCasePayment, _ fund: Int64, _ score: String
  ) -> String {
    switch payment {
    case .byItem: Terminal.language("  按项目 ", "  by item ") + Figure.yuan(fund)
    case .adjustedScore: Terminal.language("  调整分值 ", "  score ") + score
    default: ""
    }
  }

  private static func ground(_ ground: Dip.SpecialCaseGround) -> String {
    switch ground {
    case .costRatio: Terminal.language("费用倍率", "cost ratio")
    case .longStay: Terminal.language("住院时间长", "long stay")
    case .newTechnology: Terminal.language("新技术", "new technology")
    case .critical: Terminal.language("危急重症", "critical")
    case .multidisciplinary: Terminal.language("多学科联合诊疗", "multidisciplinary")
    default: "?"
    }
  }
}
