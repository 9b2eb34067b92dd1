import Messages

/// An institution's file: one section a service, each with how it came about.
public struct InstitutionPage: Sendable {
  public let language: Language
  public let file: Gateway.InstitutionFile

  public init(language: Language, file: Gateway.InstitutionFile) {
    self.language = language
    self.file = file
  }

  public func html() -> String {
    let name = file.profile?.institution?.name ?? file.code
    return PageLayout(
      language: language, title: name,
      otherLanguageAddress:
        "/institution?code=\(Query.escaped(file.code))&lang=\(language == .zh ? "en" : "zh")"
    ).page(
      """
      <h1>\(name)</h1>
      \(section(language("基本信息", "Profile"), file.profile?.status, profile))
      \(section(language("DIP 结算", "DIP settlement"), file.settlement?.status, settlement))
      \(section(language("家庭医生签约", "Family-doctor contracts"), file.contracts?.status, contracts))
      \(section(language("指标", "Indicators"), file.indicators?.status, indicators))
      """
    ).html
  }

  /// The body of a section that is there, or the reason why it is not.
  private func section(
    _ title: String, _ status: Gateway.SectionStatus?, _ body: Markup
  ) -> Markup {
    let status = status ?? Gateway.SectionStatus()
    let content: Markup
    switch status.state {
    case .ok: content = body
    case .empty: content = "<p class=\"quiet\">\(language("没有记录。", "Nothing recorded."))</p>"
    default:
      let said = language == .zh ? status.message?.zh : status.message?.en
      content = """
        <p class="notice">\(language("该服务目前无法应答，本页其余部分不受影响。",
        "This service cannot answer at the moment; the rest of the page stands."))
        \(said ?? "") <code>\(status.reason)</code></p>
        """
    }
    return """
      <section><h2>\(title)</h2>
      \(content)
      <p class="quiet">\(status.service) · \(status.answeredAt) · \(status.tookMilliseconds) ms</p>
      </section>
      """
  }

  private var profile: Markup {
    let institution = file.profile?.institution ?? Registry.Institution()
    return """
      <dl>
      <dt>\(language("登记代码", "Registry code"))</dt><dd>\(institution.code)</dd>
      <dt>\(language("医保代码", "Insurance code"))</dt><dd>\(institution.insuranceCode)</dd>
      <dt>\(language("统一社会信用代码", "Social credit code"))</dt><dd>\(institution.uscc)</dd>
      <dt>\(language("所在地区", "Area"))</dt><dd>\(institution.area)</dd>
      <dt>\(language("级别", "Level"))</dt><dd>\(level(institution.level))</dd>
      <dt>\(language("床位", "Beds"))</dt><dd>\(institution.beds)</dd>
      <dt>\(language("医共体", "Consortium"))</dt><dd>\(file.profile?.consortium?.name ?? "—")</dd>
      </dl>
      """
  }

  private func level(_ level: Registry.InstitutionLevel) -> String {
    switch level {
    case .primary: Words.level(1, language)
    case .secondary: Words.level(2, language)
    case .tertiary: Words.level(3, language)
    case .unrated: Words.level(0, language)
    default: "—"
    }
  }

  private var settlement: Markup {
    var statement = Dip.Statement()
    statement.rows = file.settlement?.rows ?? []
    return StatementMarkup(language: language, statement: statement).table
  }

  private var contracts: Markup {
    let summary = file.contracts?.summary ?? Contracting.InstitutionSummary()
    return """
      <dl>
      <dt>\(language("团队", "Teams"))</dt><dd>\(summary.teams)</dd>
      <dt>\(language("有效签约", "Active contracts"))</dt><dd>\(Figures.count(summary.activeContracts))</dd>
      <dt>\(language("重点人群签约", "Key groups"))</dt>
      <dd>\(Figures.count(summary.keyGroupContracts))</dd>
      <dt>\(language("签约容量", "Panel"))</dt>
      <dd>\(Figures.count(summary.panelUsed)) / \(Figures.count(summary.panelLimit))</dd>
      <dt>\(language("最近按人头付费", "Last capitation"))</dt>
      <dd>\(summary.lastCapitationMonth) \(Figures.yuan(summary.lastCapitationFen))</dd>
      </dl>
      """
  }

  private var indicators: Markup {
    let rows = (file.indicators?.evaluations ?? []).map { evaluation -> Markup in
      let (word, style) = verdict(evaluation.verdict)
      return """
        <tr><th scope="row">\(evaluation.target?.indicator ?? "")</th>
        <td class="n">\(evaluation.value)</td><td class="n">\(evaluation.gap)</td>
        <td class="state \(style)">\(word)</td></tr>

        """
    }
    return """
      <div class="scroll"><table><thead><tr><th>\(language("指标", "Indicator"))</th>
      <th class="n">\(language("数值", "Value"))</th><th class="n">\(language("差距", "Gap"))</th>
      <th>\(language("评价", "Verdict"))</th></tr></thead><tbody>\(Markup.joined(rows))</tbody></table></div>
      """
  }

  private func verdict(_ verdict: Indicators.Verdict) -> (String, String) {
    switch verdict {
    case .met: (language("● 达标", "● met"), "good")
    case .notMet: (language("▲ 未达标", "▲ not met"), "bad")
    default: (language("○ 无法评价", "○ not evaluable"), "")
    }
  }
}
