import Messages

/// The first page: how the mesh is, and the newest settlement statement.
public struct HomePage: Sendable {
  public let language: Language
  public let status: Gateway.MeshStatus
  /// Nil when there is no run yet or the service did not answer.
  public let statement: Dip.Statement?
  /// Why there is no statement, when a service failed.
  public let failure: String?
  /// The newest runs, to choose another one.
  public let runs: [Dip.SettlementRun]

  public init(
    language: Language, status: Gateway.MeshStatus, statement: Dip.Statement?, failure: String?,
    runs: [Dip.SettlementRun] = []
  ) {
    self.language = language
    self.status = status
    self.statement = statement
    self.failure = failure
    self.runs = runs
  }

  private var runID: String { statement?.run?.runId ?? "" }

  public func html() -> String {
    PageLayout(
      language: language, title: language("总览", "Overview"),
      otherLanguageAddress: "/?lang=\(language == .zh ? "en" : "zh")"
        + (runID.isEmpty ? "" : "&run_id=\(Query.escaped(runID))"), runID: runID
    ).page(
      """
      <h1>\(language("总览", "Overview"))</h1>
      \(health)
      \(questions)
      \(settlement)
      \(RunsTable(language: language, runs: runs, shown: runID).markup)
      """
    ).html
  }

  private var health: Markup {
    let items = status.services.map { service -> Markup in
      let isServing = service.state == "SERVING"
      let word =
        isServing
        ? language("运行中", "serving")
        : service.state == "NOT_SERVING"
          ? language("正在停止", "not serving") : language("无法连接", "unreachable")
      return """
        <li><b>\(serviceName(service.service))</b>
        <span class="state \(isServing ? "good" : "bad")">\(isServing ? "●" : "▲") \(word)</span>
        <span class="quiet">\(service.tookMicroseconds == 0 ? "" : Self.milliseconds(service.tookMicroseconds))\
        </span></li>

        """
    }
    return """
      <section aria-labelledby="health">
      <h2 id="health">\(language("服务状态", "Services"))</h2>
      <ul class="services">
      \(Markup.joined(items))</ul>
      </section>
      """
  }

  private static func milliseconds(_ microseconds: some BinaryInteger) -> String {
    let tenths = (Int(microseconds) + 50) / 100
    return "\(tenths / 10).\(tenths % 10) ms"
  }

  private func serviceName(_ name: String) -> String {
    switch name {
    case "registry": language("机构登记", "Registry")
    case "indicators": language("指标监测", "Indicators")
    case "contracting": language("家医签约", "Contracting")
    case "dip": language("DIP 支付", "DIP payment")
    case "gateway": language("网关", "Gateway")
    default: name
    }
  }

  private var questions: Markup {
    """
    <section aria-labelledby="ask">
    <h2 id="ask">\(language("查询", "Look up"))</h2>
    <form action="/explain" method="get">
    <input type="hidden" name="lang" value="\(language.rawValue)">
    <input type="hidden" name="run_id" value="\(runID)">
    <div><label for="setl">\(language("结算清单号", "Settlement list"))</label>
    <input id="setl" name="setl_id" required maxlength="64"></div>
    <button>\(language("解释该病例", "Explain the case"))</button>
    </form>
    <form action="/institution" method="get" style="margin-top:.7rem">
    <input type="hidden" name="lang" value="\(language.rawValue)">
    <div><label for="code">\(language("机构代码", "Institution code"))</label>
    <input id="code" name="code" required maxlength="32"></div>
    <button>\(language("打开机构档案", "Open the institution's file"))</button>
    </form>
    </section>
    """
  }

  private var settlement: Markup {
    let heading = language("结算单", "Settlement statement")
    guard let statement, let run = statement.run else {
      let reason =
        failure
        ?? language(
          "尚无结算批次。请运行 healthmesh dip settle。",
          "There is no settlement run yet. Run healthmesh dip settle.")
      return """
        <section aria-labelledby="statement"><h2 id="statement">\(heading)</h2>
        <p class="\(failure == nil ? "quiet" : "notice")">\(reason)</p></section>
        """
    }
    return """
      <section aria-labelledby="statement">
      <h2 id="statement">\(heading) · \(run.region) · \(run.period)</h2>
      \(RunFacts(language: language, run: run).markup)
      \(PaymentChart(language: language, rows: statement.rows).markup)
      \(StatementMarkup(language: language, statement: statement).table)
      <p><a href="/simulate?run_id=\(run.runId)&amp;lang=\(language.rawValue)">\(language(
        "模拟测算：改变政策会怎样", "What if the policy were different"))</a></p>
      </section>
      """
  }
}
