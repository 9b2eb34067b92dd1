import ArgumentParser
import Contract
import Mesh
import Messages
import Quantities

/// `healthmesh dip settle`.
struct Settle: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Settle a region's period and print the run.",
    discussion: "The same inputs give the same run, byte for byte, whatever the number of threads.")

  @OptionGroup var connection: ConnectionOptions
  @Argument(help: "Area code of the pooling region.") var region: String
  @Argument(help: "2025 for the year, 2025-03 for a month.") var period: String
  @Option(help: "Policy by name; by default the newest of region and year.") var policy = ""
  @Option(help: "Version of the policy; 0 is the newest.") var policyVersion: UInt32 = 0
  @Option(help: "Threads; 0 uses every processor.") var threads: UInt32 = 0

  func run() async throws {
    let client = try connection.client()
    defer { client.close() }
    let run = try await Settlement(client: client).run(
      Dip.SettleRequest(
        region: region, period: period, policy: policy, policyVersion: policyVersion,
        threads: threads))
    if connection.output.json { return Terminal.line(try run.jsonText()) }
    Terminal.line(RunSummary(run).text)
  }
}

/// Settles and shows how far it is.
struct Settlement {
  let client: MeshClient

  func run(_ request: Dip.SettleRequest) async throws -> Dip.SettlementRun {
    let progress = ProgressLine(Terminal.language("结算", "Settle"))
    var run: Dip.SettlementRun?
    var isUnchanged = false
    let options = CallOptions(timeout: .seconds(1800))
    for try await step in try await client.serverStream(
      DipSettlementMethods.settle, request, options: options)
    {
      progress.update(step.done, of: step.total, Self.fact(step))
      if let finished = step.run {
        run = finished
        isUnchanged = step.unchanged
      }
    }
    guard let run else {
      throw Problem(
        .unavailable, "CLI_SETTLEMENT_UNFINISHED", zh: "结算未完成。",
        en: "The settlement did not finish.",
        remedyZh: "请重新执行；不会留下半成品。",
        remedyEn: "Run it again; nothing half done is kept.")
    }
    progress.finish(
      isUnchanged
        ? Terminal.language("输入未变，沿用已有批次", "inputs unchanged, the stored run stands")
        : "\(Figure.count(run.cases)) \(Terminal.language("例", "cases"))")
    return run
  }

  private static func fact(_ step: Dip.SettleProgress) -> String {
    let lists = Figure.count(step.total == 0 ? step.done : step.total)
    let stage =
      switch step.stage {
      case "loading": Terminal.language("读取清单", "loading lists")
      case "grouping": Terminal.language("入组", "grouping")
      case "scoring": Terminal.language("计分", "scoring")
      case "settling": Terminal.language("清算", "settling")
      case "storing": Terminal.language("存档", "storing")
      default: step.stage
      }
    return "\(stage)  \(lists) \(Terminal.language("例", "cases"))"
  }
}

/// A run for people: what it was computed from and how the funds came out.
struct RunSummary {
  private let run: Dip.SettlementRun

  init(_ run: Dip.SettlementRun) { self.run = run }

  var text: String {
    let word = Terminal.language
    var lines = [
      "\(word("批次", "run"))  \(run.runId)",
      "\(word("政策", "policy"))  \(run.policyName) v\(run.policyVersion)  \(run.policyHash.prefix(12))",
      "\(word("目录", "catalogue"))  \(run.catalogueName) \(run.catalogueVersion)  \(run.catalogueHash.prefix(12))",
      "\(word("病例", "cases"))  \(Figure.count(run.cases))，\(word("计分", "scored")) \(Figure.count(run.scoredCases))，\(word("未入组", "ungrouped")) \(Figure.count(run.ungroupedCases))，\(word("不在范围", "out of scope")) \(Figure.count(run.outOfScopeCases))",
      "\(word("结果摘要", "digest"))  \(run.resultsDigest)",
    ]
    var pools = TextTable([
      (word("险种", "Pool"), .left), (word("病例", "Cases"), .right),
      (word("总分值", "Score"), .right), (word("点值", "Point value"), .right),
      (word("支付比例", "Pay ratio"), .right), (word("可分配基金", "Pool fund"), .right),
      (word("支付", "Paid"), .right), (word("尾差", "Residual"), .right),
      (word("调节金", "Regulation"), .right),
    ])
    for pool in run.pools {
      pools.append([
        InsuranceWord.of(pool.insuranceType, consortium: pool.consortium),
        Figure.count(pool.cases), Figure.decimals(pool.totalScore, 2),
        Figure.decimals(pool.pointValue, 8),
        Figure.decimals(pool.payRatio, 6), Figure.yuan(pool.poolFen), Figure.yuan(pool.paidFen),
        Figure.yuan(pool.residualFen), Figure.yuan(pool.regulationFen),
      ])
    }
    lines += ["", pools.text]
    for pool in run.pools where !pool.incrementValue.isEmpty {
      lines.append(
        "\(InsuranceWord.of(pool.insuranceType, consortium: pool.consortium))  \(word("基准点值", "base value")) \(Figure.decimals(pool.baseValue, 8))  \(word("增量点值", "increment value")) \(Figure.decimals(pool.incrementValue, 8))"
      )
    }
    if !run.packages.isEmpty { lines += [""] + run.packages.map(Self.packageText) }
    if run.specialCases > 0 || !run.months.isEmpty {
      lines += [
        "",
        word(
          "特例单议 \(run.specialCases) 例；月预结算 \(run.months.count) 个月",
          "\(run.specialCases) special cases; advances of \(run.months.count) months"),
      ]
    }
    if run.closed { lines.append(word("已关账", "closed")) }
    for warning in run.warnings { lines.append("! \(Terminal.said(warning))") }
    return lines.joined(separator: "\n")
  }

  static func packageText(_ package: Dip.PackageResult) -> String {
    let word = Terminal.language
    let name = [package.name, package.consortium].filter { !$0.isEmpty }.joined(separator: " ")
    return word(
      "医共体包干 \(name)：预算 \(Figure.yuan(package.budgetFen))，医共体外 \(Figure.yuan(package.referredOutFen))，结余 \(Figure.yuan(package.balanceFen))，基金分担 \(Figure.yuan(package.fundShareFen))",
      "Package \(name): budget \(Figure.yuan(package.budgetFen)), paid elsewhere \(Figure.yuan(package.referredOutFen)), balance \(Figure.yuan(package.balanceFen)), fund's share \(Figure.yuan(package.fundShareFen))"
    )
  }
}

extension Figure {
  /// An exact number for a table: a decimal cut to some decimals, a fraction n/d rounded half up to
  /// as many and marked as near (≈); the exact number is in `--json`.
  static func decimals(_ text: String, _ count: Int) -> String {
    let parts = text.split(separator: "/")
    if parts.count == 2, let numerator = Int128(parts[0]), let denominator = Int128(parts[1]),
      let rounded = try? Ratio(numerator, denominator).rounded(scale: count, .halfUp)
    {
      return "≈\(rounded.formatted(decimals: count))"
    }
    guard parts.count == 1, let point = text.firstIndex(of: ".") else { return text }
    let end = text.index(point, offsetBy: count + 1, limitedBy: text.endIndex) ?? text.endIndex
    return String(text[..<end])
  }
}

/// `healthmesh dip runs`.
struct Runs: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the settlement runs, the newest first.")
  @OptionGroup var connection: ConnectionOptions
  @Option(help: "Only this region's.") var region = ""
  @Option(help: "Only this period's.") var period = ""
  @Flag(help: "Only the identifiers, one a line.") var ids = false

  func run() async throws {
    let client = try connection.client()
    defer { client.close() }
    let answer = try await DipSettlementClient(client: client).listRuns(
      Dip.ListRunsRequest(region: region, period: period, pageSize: 1000))
    if connection.output.json { return Terminal.line(try answer.jsonText()) }
    guard !ids else {
      for run in answer.runs { Terminal.line(run.runId) }
      return
    }
    let word = Terminal.language
    var table = TextTable([
      (word("批次", "Run"), .left), (word("地区", "Region"), .left),
      (word("周期", "Period"), .left), (word("政策", "Policy"), .left),
      (word("病例", "Cases"), .right), (word("状态", "State"), .left),
      (word("结果摘要", "Digest"), .left), (word("时间", "Created"), .left),
    ])
    for run in answer.runs {
      table.append([
        run.runId, run.region, run.period, "\(run.policyName) v\(run.policyVersion)",
        Figure.count(run.cases), run.closed ? word("已关账", "closed") : "",
        String(run.resultsDigest.prefix(12)), run.createdAt,
      ])
    }
    Terminal.line(table.text)
  }
}

/// `healthmesh dip sync`.
struct Sync: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read the institutions of a day from the registry.")
  @OptionGroup var connection: ConnectionOptions
  @Argument(help: "Day, for example 2025-12-31.") var asOf: String
  @Option(help: "Area whose institutions are read.") var region = ""

  func run() async throws {
    let client = try connection.client()
    defer { client.close() }
    let answer = try await DipFundsClient(client: client).syncInstitutions(
      Dip.SyncInstitutionsRequest(asOf: asOf, region: region))
    if connection.output.json { return Terminal.line(try answer.jsonText()) }
    Terminal.line(
      Terminal.language(
        "\(answer.copy?.institutions ?? 0) 家机构，\(answer.changed) 家有变化",
        "\(answer.copy?.institutions ?? 0) institutions, \(answer.changed) changed"))
  }
}
