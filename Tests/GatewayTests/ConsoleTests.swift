import Messages
import Quantities
import Testing

@testable import GatewayConsole

@Suite("Pages for people")
struct ConsoleTests {
  @Test("Data is escaped wherever it comes in; markup of the program passes")
  func escaping() {
    let evil = "<script>alert(\"1\")</script>&'"
    let markup: Markup = "<p title=\"\(evil)\">\(evil)</p>"
    let escaped = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;"
    #expect(markup.html == "<p title=\"\(escaped)\">\(escaped)</p>")
    let nested: Markup = "<div>\(markup)</div>"
    #expect(nested.html == "<div>\(markup.html)</div>")
  }

  @Test("A page shows no data unescaped, whichever field it stands in")
  func pagesEscape() {
    let evil = "<b onmouseover=x>"
    var row = Dip.StatementRow()
    row.institutionCode = evil
    row.institutionName = evil
    row.coefficient = evil
    row.totalScore = evil
    var run = Dip.SettlementRun()
    run.region = evil
    run.policyName = evil
    run.runId = evil
    let statement = Dip.Statement(run: run, rows: [row], totals: [row])
    var status = Gateway.MeshStatus()
    status.services = [Gateway.ServiceStatus(service: evil, state: evil)]
    for language in Language.allCases {
      let html = HomePage(
        language: language, status: status, statement: statement, failure: evil
      ).html()
      #expect(!html.contains(evil))
      #expect(html.contains("&lt;b onmouseover=x&gt;"))
    }
    let list = Dip.SettlementList(setlId: evil, diagnoses: [evil])
    let explanation = Dip.ExplainResponse(
      list: list, groupName: evil, steps: [Dip.GroupingStep(source: evil)],
      candidates: [Dip.GroupCandidate(groupName: evil)], factors: [Dip.Factor(exact: evil)])
    #expect(!ExplainPage(language: .zh, explanation: explanation).html().contains(evil))
  }

  @Test("A page of reports links the lists it names, says what it leaves out, and escapes its data")
  func reports() {
    let evil = "<b onmouseover=x>"
    let table = Dip.ReportTable(
      key: "supervision.findings", title: Common.Bilingual(zh: "线索", en: "Findings"),
      columns: [
        Dip.ReportColumn(key: "finding", title: Common.Bilingual(zh: evil, en: evil)),
        Dip.ReportColumn(key: "lists", title: Common.Bilingual(zh: "清单", en: "Lists")),
      ],
      rows: [
        Dip.ReportRow(cells: [
          Dip.ReportCell(kind: .term, words: Common.Bilingual(zh: evil, en: evil)),
          Dip.ReportCell(kind: .text, value: "S1 S2"),
        ])
      ], totalRows: 7)
    let report = Dip.Report(run: Dip.SettlementRun(runId: "r1"), tables: [table])
    for kind in ReportsPage.Kind.allCases {
      let html = ReportsPage(language: .zh, kind: kind, report: report).html()
      #expect(!html.contains(evil))
      #expect(html.contains("/explain?setl_id=S2&amp;run_id=r1&amp;lang=zh"))
      #expect(html.contains("共 7 行，显示前 1 行"))
      #expect(html.contains("kind=REPORT_KIND_STATEMENT&amp;format=FILE_FORMAT_XLSX"))
    }
  }

  @Test("The page has both languages and says which services do not answer")
  func home() {
    var status = Gateway.MeshStatus()
    status.services = [
      Gateway.ServiceStatus(service: "dip", state: "SERVING", tookMicroseconds: 300),
      Gateway.ServiceStatus(service: "registry", state: "UNREACHABLE"),
    ]
    let zh = HomePage(language: .zh, status: status, statement: nil, failure: nil).html()
    #expect(zh.contains("<html lang=\"zh-CN\">"))
    #expect(zh.contains("DIP 支付") && zh.contains("无法连接") && zh.contains("尚无结算批次"))
    let en = HomePage(language: .en, status: status, statement: nil, failure: nil).html()
    #expect(en.contains("<html lang=\"en\">"))
    #expect(en.contains("unreachable") && en.contains("There is no settlement run yet"))
  }

  @Test(
    "Yuan have two decimals and separators",
    arguments: [
      (0, "0.00"), (5, "0.05"), (123_456_789, "1,234,567.89"), (-100_000, "−1,000.00"),
      (Int64.max, "92,233,720,368,547,758.07"), (Int64.min, "−92,233,720,368,547,758.08"),
    ] as [(Int64, String)])
  func yuan(_ fen: Int64, _ text: String) {
    #expect(Figures.yuan(fen) == text)
  }

  @Test(
    "Exact numbers are shortened for display, fractions marked as near",
    arguments: [
      ("10.85906249", 4, "10.8590"), ("12", 4, "12"), ("1/3", 4, "≈0.3333"), ("2/3", 4, "≈0.6667"),
      ("", 2, ""), ("<b>", 2, "<b>"), ("53899793.7778", 2, "53,899,793.77"),
      ("-1234.5", 2, "−1,234.5"), ("1000000/3", 2, "≈333,333.33"), ("1000", 2, "1,000"),
    ])
  func short(_ exact: String, _ decimals: Int, _ text: String) {
    #expect(Figures.short(exact, decimals: decimals) == text)
  }

  @Test(
    "Only plain decimals get separators; codes, dates and overlong numbers stay as they are",
    arguments: [
      ("1234567.89", "1,234,567.89"), ("-1000", "−1,000"), ("999.1234", "999.1234"), ("0", "0"),
      ("007123", "007123"), ("12.", "12."), ("1.2.3", "1.2.3"), ("2025-03", "2025-03"), ("", ""),
      ("123456789012345678901", "123456789012345678901"),
    ])
  func separated(_ number: String, _ text: String) {
    #expect(Figures.separated(number) == text)
  }

  @Test("A simulation's page asks for what it can, keeps the question in the other language")
  func simulation() {
    let changes = [
      Dip.PolicyChange(key: "coefficients.level.3", value: "1.02"),
      Dip.PolicyChange(key: "special_case.per_mille", value: "3"),
    ]
    let run = Dip.SettlementRun(runId: "r1", region: "990100", period: "2025", policyName: "p")
    let answer = Dip.SimulateResponse(
      differences: [Dip.PolicyDifferenceText(key: "k", sentence: .init(zh: "有差异", en: "differs"))],
      institutions: [
        Dip.SimulatedInstitution(
          institutionCode: "H1", institutionName: "甲", level: 3, cases: 2, dueBeforeFen: 100,
          dueAfterFen: 300, differenceFen: 200, perMille: "2000"),
        Dip.SimulatedInstitution(
          institutionCode: "H2", level: 1, cases: 3, dueBeforeFen: 500, dueAfterFen: 400,
          differenceFen: -100, perMille: "-200"),
      ], winners: 1, losers: 1, gainedFen: 200, lostFen: 100)
    let html = SimulationPage(
      language: .zh, run: run, policy: "name: <p>", changes: changes, answer: answer, failure: nil
    ).html()
    #expect(html.contains("name: &lt;p&gt;"))
    #expect(
      html.contains(
        "run_id=r1&amp;lang=en&amp;set.coefficients.level.3=1.02&amp;changes=special_case.per_mille%3D3"
      ))
    #expect(html.contains("name=\"set.coefficients.level.3\" value=\"1.02\""))
    #expect(html.contains(">special_case.per_mille=3</textarea>"))
    // The total of 100 and 500, of 300 and 400, and of what lies between; in fen.
    #expect(html.contains("6.00") && html.contains("7.00") && html.contains("1.00"))
    #expect(html.contains("三级") && html.contains("一级") && html.contains("−200"))
  }

  @Test("A change that the policy refuses is said with its remedy, a failure with its own")
  func simulationRefused() {
    let issue = Dip.PolicyIssue(
      error: true, path: "residual", code: "X",
      message: .init(zh: "residual：不对", en: "residual: no"),
      remedy: .init(zh: "请改正", en: "correct it"))
    let run = Dip.SettlementRun(runId: "r1")
    let refused = SimulationPage(
      language: .zh, run: run, policy: "", changes: [],
      answer: Dip.SimulateResponse(issues: [issue]), failure: nil
    ).html()
    #expect(refused.contains("residual：不对") && refused.contains("请改正"))
    #expect(!refused.contains("<code>residual</code>"))
    let failure = Failure(
      code: "DIP_X", message: .init(zh: "不行", en: "no"), remedy: .init(zh: "这样做", en: "do this"))
    let failed = SimulationPage(
      language: .en, run: run, policy: "", changes: [], answer: nil, failure: failure
    ).html()
    #expect(failed.contains("DIP_X") && failed.contains("do this"))
  }

  @Test("The first page offers the other runs, and marks the one it shows")
  func runs() {
    let runs = ["a1", "b2"].map {
      Dip.SettlementRun(
        runId: $0, region: "990100", period: "2025", createdAt: "2026-11-22T14:02:27.599Z")
    }
    let html = HomePage(
      language: .en, status: Gateway.MeshStatus(), statement: Dip.Statement(run: runs[0]),
      failure: nil, runs: runs
    ).html()
    #expect(html.contains("<a href=\"/?run_id=b2&amp;lang=en\">"))
    #expect(html.contains("<b aria-current=\"page\">990100 · 2025</b>"))
    #expect(html.contains("2026-11-22 14:02 UTC"))
    #expect(html.contains("name=\"run_id\" value=\"a1\""))
  }

  @Test("The language is the address's, else the browser's, else Chinese")
  func languages() {
    #expect(Language(query: "en", accepted: "zh-CN") == .en)
    #expect(Language(query: nil, accepted: "fr;q=0.9, en-GB;q=0.8") == .en)
    #expect(Language(query: "xx", accepted: "zh-TW,en") == .zh)
    #expect(Language(query: nil, accepted: nil) == .zh)
  }

  @Test("A section of an institution's file that is not there says why, and the others stand")
  func partialFile() {
    var file = Gateway.InstitutionFile(code: "H99010200001")
    var ok = Gateway.SectionStatus()
    ok.state = .ok
    var down = Gateway.SectionStatus()
    down.state = .unavailable
    down.reason = "MESH_UNAVAILABLE"
    file.profile = Gateway.ProfileSection(
      status: ok, institution: Registry.Institution(name: "临江市人民医院"))
    file.settlement = Gateway.SettlementSection(status: down)
    let html = InstitutionPage(language: .zh, file: file).html()
    #expect(html.contains("临江市人民医院"))
    #expect(html.contains("MESH_UNAVAILABLE"))
  }
}
