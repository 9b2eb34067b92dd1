import Messages

/// Why a settled case got what it got: its way into the group, and every factor of its payment.
public struct ExplainPage: Sendable {
  public let language: Language
  public let explanation: Dip.ExplainResponse

  public init(language: Language, explanation: Dip.ExplainResponse) {
    self.language = language
    self.explanation = explanation
  }

  public func html() -> String {
    let list = explanation.list ?? Dip.SettlementList()
    let run = explanation.run?.runId ?? ""
    return PageLayout(
      language: language, title: language("病例解释", "Explanation of a case"),
      otherLanguageAddress:
        "/explain?setl_id=\(Query.escaped(list.setlId))&run_id=\(Query.escaped(run))&lang=\(language == .zh ? "en" : "zh")",
      runID: run
    ).page(
      """
      <h1>\(language("病例", "Case")) \(list.setlId)</h1>
      \(summary(list))
      \(steps)
      \(candidates)
      \(auxiliary)
      \(factors)
      \(findings)
      """
    ).html
  }

  private func summary(_ list: Dip.SettlementList) -> Markup {
    """
    <section><h2>\(explanation.groupCode) \(explanation.groupName)</h2>
    <dl>
    <dt>\(language("机构", "Institution"))</dt>
    <dd><a href="/institution?code=\(Query.escaped(list.institutionCode))&amp;lang=\
    \(language.rawValue)">\(list.institutionCode)</a></dd>
    <dt>\(language("险种", "Pool"))</dt><dd>\(InsuranceName.of(list.insuranceType, language))</dd>
    <dt>\(language("住院", "Stay"))</dt>
    <dd>\(list.admissionTime.prefix(10)) – \(list.dischargeTime.prefix(10))</dd>
    <dt>\(language("分组环节", "Stage"))</dt><dd>\(Words.stage(explanation.stage, language))</dd>
    <dt>\(language("清算构成", "Part"))</dt><dd>\(part)</dd>
    <dt>\(language("诊断", "Diagnoses"))</dt>
    <dd><code>\(list.diagnoses.joined(separator: "  "))</code></dd>
    <dt>\(language("手术操作", "Procedures"))</dt>
    <dd><code>\(list.procedures.isEmpty ? "—" : list.procedures.joined(separator: "  "))</code></dd>
    \(flags)
    <dt>\(language("总费用（元）", "Cost (yuan)"))</dt><dd>\(Figures.yuan(list.totalCostFen))</dd>
    <dt>\(language("病例分值", "Case score"))</dt><dd title="\(explanation.caseScore)">\(Figures.short(explanation.caseScore, decimals: 8))</dd>
    <dt>\(language("应付（元）", "Payable (yuan)"))</dt><dd><b>\(Figures.yuan(explanation.paymentFen))</b></dd>
    <dt>\(language("与批次一致", "Agrees with the run"))</dt>
    <dd class="state \(explanation.agreesWithRun ? "good" : "bad")">\
    \(explanation.agreesWithRun ? language("是", "yes") : language("否", "no"))</dd>
    <dt>\(language("独立核对", "Checked independently"))</dt>
    <dd class="state \(explanation.verified ? "good" : "bad")">\
    \(explanation.verified ? language("每项均成立", "every claim holds") : language("有不成立项", "some claims do not hold"))</dd>
    </dl></section>
    """
  }

  private var flags: Markup {
    guard !explanation.reasonWords.isEmpty else { return "" }
    let words = explanation.reasonWords.map { text($0) }.joined(separator: language("；", "; "))
    return "<dt>\(language("标记", "Flags"))</dt><dd>\(words)</dd>"
  }

  private var part: String {
    switch explanation.part {
    case "core": language("核心病种", "core groups")
    case "composite": language("综合病种", "composite groups")
    case "tcm": language("中医病种", "TCM groups")
    case "auxiliary": language("辅助分型", "auxiliary types")
    case "primary_care": language("基层病种", "primary-care groups")
    case "special": language("特例单议", "special cases")
    case "new_technology": language("新技术加成", "new technology")
    case "ungrouped": language("未入组", "ungrouped")
    default: "—"
    }
  }

  /// Auxiliary types of the policy and codes that were translated; nothing without either.
  private var auxiliary: Markup {
    let types = explanation.auxiliary.map { test -> Markup in
      """
      <tr><th scope="row">\(test.type)</th>
      <td class="state \(test.counts ? "good" : "")">\(test.counts
        ? language("计入", "counts")
        : test.met ? language("符合", "met") : language("不符", "not met"))</td>
      <td class="n">\(test.coefficient)</td><td>\(text(test.reason))</td>
      <td class="quiet">\(test.source)</td></tr>

      """
    }
    let codes = explanation.translations.map { code -> Markup in
      """
      <li><code>\(code.from)</code> → <code>\(code.to)</code> <span class="quiet">\(code.source)</span></li>

      """
    }
    var sections: [Markup] = []
    if !codes.isEmpty {
      sections.append(
        """
        <section><h2>\(language("编码转换", "Translated codes"))</h2>
        <ul>\(Markup.joined(codes))</ul></section>

        """)
    }
    if !types.isEmpty {
      sections.append(
        """
        <section><h2>\(language("辅助分型", "Auxiliary types"))</h2><div class="scroll"><table>
        <thead><tr><th>\(language("分型", "Type"))</th><th>\(language("结果", "Outcome"))</th>
        <th class="n">\(language("系数", "Coefficient"))</th><th>\(language("说明", "Reason"))</th>
        <th>\(language("来源", "Source"))</th></tr></thead>
        <tbody>\(Markup.joined(types))</tbody></table></div></section>

        """)
    }
    return Markup.joined(sections)
  }

  /// What the checker does not confirm; nothing when every claim holds.
  private var findings: Markup {
    guard !explanation.findings.isEmpty else { return "" }
    let items = explanation.findings.map { finding -> Markup in
      "<li><code>\(finding.path)</code> \(text(finding.message)) <code>\(finding.code)</code></li>\n"
    }
    return """
      <section><h2>\(language("核对发现", "Findings of the checker"))</h2>
      <ul class="notice">\(Markup.joined(items))</ul></section>
      """
  }

  private var steps: Markup {
    let items = explanation.steps.map { step -> Markup in
      """
      <li>\(text(step.text)) \(step.source.isEmpty ? "" : "<span class=\"quiet\">\(step.source)</span>" as Markup)</li>

      """
    }
    return """
      <section><h2>\(language("入组过程", "The way into the group"))</h2>
      <ol>\(Markup.joined(items))</ol></section>
      """
  }

  private var candidates: Markup {
    let rows = explanation.candidates.map { candidate -> Markup in
      """
      <tr><th scope="row">\(candidate.groupCode)</th><td>\(candidate.groupName)</td>
      <td>\(Words.stage(candidate.stage, language))</td>
      <td\(candidate.chosen ? " class=\"state good\"" as Markup : "")>\
      \(candidate.chosen ? language("入组", "chosen") : text(candidate.reason))</td>
      <td class="quiet">\(candidate.source)</td></tr>

      """
    }
    return """
      <section><h2>\(language("候选病种", "Candidates"))</h2><div class="scroll"><table>
      <thead><tr><th>\(language("代码", "Code"))</th><th>\(language("名称", "Name"))</th>
      <th>\(language("分组环节", "Stage"))</th><th>\(language("结果", "Outcome"))</th>
      <th>\(language("来源", "Source"))</th></tr></thead>
      <tbody>\(Markup.joined(rows))</tbody></table></div></section>
      """
  }

  private var factors: Markup {
    let rows = explanation.factors.map { factor -> Markup in
      """
      <tr><th scope="row">\(text(factor.title))</th><td class="n">\(factor.exact)</td>
      <td class="n" title="\(factor.value)">\(Figures.short(factor.value, decimals: 8))</td><td class="quiet">\(factor.rule)</td></tr>

      """
    }
    return """
      <section><h2>\(language("计算因子", "Factors"))</h2><div class="scroll"><table>
      <thead><tr><th>\(language("因子", "Factor"))</th><th class="n">\(language("精确值", "Exact"))</th>
      <th class="n">\(language("取整后", "As rounded"))</th><th>\(language("依据", "Rule"))</th></tr></thead>
      <tbody>\(Markup.joined(rows))</tbody></table></div></section>
      """
  }

  private func text(_ text: Common.Bilingual?) -> String {
    guard let text else { return "" }
    return language == .zh || text.en.isEmpty ? text.zh : text.en
  }
}

/// Text for the query of an address.
enum Query {
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
        escaped.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        escaped += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return escaped
  }
}
