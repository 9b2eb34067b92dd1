import Messages
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
      ("", 2, ""), ("<b>", 2, "<b>"),
    ])
  func short(_ exact: String, _ decimals: Int, _ text: String) {
    #expect(Figures.short(exact, decimals: decimals) == text)
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
