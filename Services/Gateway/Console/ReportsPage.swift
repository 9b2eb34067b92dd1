import Messages

/// The reports of a settlement run: indices, ungrouped cases, ties, supervision, influence of codes, one
/// kind a page, with the files to take away.
public struct ReportsPage: Sendable {
  /// A kind of report as its page's address names it.
  public enum Kind: String, Sendable, CaseIterable {
    case indices, ungrouped, ties, supervision, influence

    public var kind: Dip.ReportKind {
      switch self {
      case .indices: .indices
      case .ungrouped: .ungrouped
      case .ties: .ties
      case .supervision: .supervision
      case .influence: .influence
      }
    }

    /// Name of the kind in the contract's JSON.
    var contractName: String { "REPORT_KIND_\(rawValue.uppercased())" }

    func title(_ language: Language) -> String {
      switch self {
      case .indices: language("运行指标", "Indices")
      case .ungrouped: language("未入组分析", "Ungrouped cases")
      case .ties: language("并列病种", "Ties")
      case .supervision: language("监管线索", "Supervision")
      case .influence: language("编码影响", "Influence of codes")
      }
    }
  }

  public let language: Language
  public let kind: Kind
  public let report: Dip.Report

  public init(language: Language, kind: Kind, report: Dip.Report) {
    self.language = language
    self.kind = kind
    self.report = report
  }

  /// Characters of a cell that stand on one line.
  private static let longestLine = 40

  static func address(_ kind: Kind, _ run: String, _ language: Language) -> String {
    "/reports?kind=\(kind.rawValue)&run_id=\(Query.escaped(run))&lang=\(language.rawValue)"
  }

  private var run: Dip.SettlementRun { report.run ?? Dip.SettlementRun() }

  public func html() -> String {
    PageLayout(
      language: language, title: kind.title(language),
      otherLanguageAddress: Self.address(kind, run.runId, language == .zh ? .en : .zh),
      runID: run.runId
    ).page(
      """
      <h1>\(kind.title(language)) · \(run.region) · \(run.period)</h1>
      \(navigation)
      \(Markup.joined(report.tables.map(section)))
      """
    ).html
  }

  private var navigation: Markup {
    let kinds = Kind.allCases.map { other -> Markup in
      other == kind
        ? "<li><b aria-current=\"page\">\(other.title(language))</b></li>\n"
        : "<li><a href=\"\(Self.address(other, run.runId, language))\">\(other.title(language))</a></li>\n"
    }
    let files: [(String, String, String)] = [
      (language("本页工作簿", "this page"), kind.contractName, "FILE_FORMAT_XLSX"),
      (language("结算报表", "statement"), "REPORT_KIND_STATEMENT", "FILE_FORMAT_XLSX"),
      (language("分组结果", "results"), "REPORT_KIND_RESULTS", "FILE_FORMAT_CSV"),
    ]
    let links = files.map { title, kind, format -> Markup in
      let end = format.hasSuffix("XLSX") ? "XLSX" : "CSV"
      return """
        <li><a href="\(fileAddress(kind, format))">\(title) \(end)</a></li>

        """
    }
    return """
      <nav aria-label="\(language("报表", "Reports"))"><ul class="services">
      \(Markup.joined(kinds))</ul></nav>
      <section><h2>\(language("下载", "Files"))</h2><ul class="services">
      \(Markup.joined(links))</ul>
      <p class="quiet">\(language("批次", "Run")) <code>\(run.runId)</code></p></section>
      """
  }

  private func fileAddress(_ kind: String, _ format: String) -> String {
    "/v1/files/healthmesh.dip.v1.DipReports/ExportReport?runId=\(Query.escaped(run.runId))"
      + "&kind=\(kind)&format=\(format)"
  }

  private func section(_ table: Dip.ReportTable) -> Markup {
    let note = text(table.note)
    let shown = UInt64(table.rows.count)
    let more: Markup =
      table.totalRows > shown
      ? "<p class=\"quiet\">\(language("共 \(Figures.count(table.totalRows)) 行，显示前 \(Figures.count(shown)) 行；全部见下载文件。", "\(Figures.count(shown)) of \(Figures.count(table.totalRows)) rows; the file has all."))</p>"
      : ""
    let body: Markup =
      table.rows.isEmpty
      ? "<p class=\"quiet\">\(language("没有记录。", "Nothing to show."))</p>" : grid(table)
    return """
      <section><h2>\(text(table.title))</h2>
      \(note.isEmpty ? "" : "<p class=\"quiet\">\(note)</p>" as Markup)
      \(body)\(more)</section>

      """
  }

  private func grid(_ table: Dip.ReportTable) -> Markup {
    let heads = table.columns.map { column -> Markup in
      "<th\(column.number ? " class=\"n\"" as Markup : "")>\(text(column.title))</th>"
    }
    let rows = table.rows.map { row -> Markup in
      "<tr>\(Markup.joined(zip(table.columns, row.cells).map(cell)))</tr>\n"
    }
    return """
      <div class="scroll"><table><thead><tr>\(Markup.joined(heads))</tr></thead>
      <tbody>
      \(Markup.joined(rows))</tbody></table></div>
      """
  }

  private func cell(_ column: Dip.ReportColumn, _ cell: Dip.ReportCell) -> Markup {
    switch column.key {
    case "lists", "examples":
      let links = cell.value.split(separator: " ").map { list -> Markup in
        """
        <a href="/explain?setl_id=\(Query.escaped(String(list)))&amp;run_id=\
        \(Query.escaped(run.runId))&amp;lang=\(language.rawValue)">\(list)</a>\(" ")
        """
      }
      return "<td class=\"w\">\(Markup.joined(links))</td>"
    case "institution_code":
      return """
        <td><a href="/institution?code=\(Query.escaped(cell.value))&amp;lang=\
        \(language.rawValue)">\(cell.value)</a></td>
        """
    default:
      let words = cell.kind == .term ? text(cell.words) : cell.value
      // A sentence wraps; a code, a name or a figure does not.
      let style: Markup =
        column.number
        ? " class=\"n\"" : words.unicodeScalars.count > Self.longestLine ? " class=\"w\"" : ""
      return "<td\(style)>\(column.number ? Figures.separated(words) : words)</td>"
    }
  }

  private func text(_ text: Common.Bilingual?) -> String {
    guard let text else { return "" }
    return language == .zh || text.en.isEmpty ? text.zh : text.en
  }
}
