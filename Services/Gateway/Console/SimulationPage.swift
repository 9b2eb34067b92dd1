import Messages

/// What if: keys of the policy with other values, and who would gain and lose.
public struct SimulationPage: Sendable {
  /// A key that the page offers by name; every other key goes into the free field.
  public struct Field: Sendable {
    public let key: String
    let zh: String
    let en: String
    /// Empty for a field to type into.
    let values: [String]
  }

  public static let fields = [
    Field(
      key: "deviation.preset", zh: "偏差规则", en: "Deviation rule",
      values: ["dip10", "dip20", "jining", "taian", "jingzhou"]),
    Field(
      key: "payable", zh: "支付方式", en: "Payable",
      values: ["score_rate", "score_rate_minus_patient"]),
    Field(
      key: "residual", zh: "余数处理", en: "Residual",
      values: ["report", "largest_remainder", "regulation_fund"]),
    Field(key: "pools.mode", zh: "基金池", en: "Pools", values: ["merged", "separate"]),
    Field(key: "coefficients.level.3", zh: "三级系数", en: "Level 3", values: []),
    Field(key: "coefficients.level.2", zh: "二级系数", en: "Level 2", values: []),
    Field(key: "coefficients.level.1", zh: "一级系数", en: "Level 1", values: []),
    Field(key: "coefficients.level.0", zh: "未定级系数", en: "Unrated", values: []),
  ]

  public let language: Language
  /// What was asked for.
  public let runID: String
  public let changes: [Dip.PolicyChange]
  /// Nil when nothing was asked yet or the question failed.
  public let answer: Dip.SimulateResponse?
  public let failure: String?

  public init(
    language: Language, runID: String, changes: [Dip.PolicyChange],
    answer: Dip.SimulateResponse?, failure: String?
  ) {
    self.language = language
    self.runID = runID
    self.changes = changes
    self.answer = answer
    self.failure = failure
  }

  public func html() -> String {
    PageLayout(
      language: language, title: language("模拟测算", "What if"),
      otherLanguageAddress:
        "/simulate?run_id=\(Query.escaped(runID))&lang=\(language == .zh ? "en" : "zh")"
    ).page(
      """
      <h1>\(language("模拟测算", "What if"))</h1>
      \(form)
      \(result)
      """
    ).html
  }

  private var form: Markup {
    let inputs = Self.fields.map { field -> Markup in
      let value = changes.first { $0.key == field.key }?.value ?? ""
      let label: Markup =
        "<label for=\"\(field.key)\">\(language(field.zh, field.en))</label>"
      guard !field.values.isEmpty else {
        return """
          <div>\(label)<input id="\(field.key)" name="set.\(field.key)" value="\(value)" size="7"></div>

          """
      }
      let options = ([""] + field.values).map { option -> Markup in
        let words = option.isEmpty ? language("不变", "unchanged") : option
        return option == value
          ? "<option value=\"\(option)\" selected>\(words)</option>"
          : "<option value=\"\(option)\">\(words)</option>"
      }
      return """
        <div>\(label)<select id="\(field.key)" name="set.\(field.key)">\(Markup.joined(options))</select></div>

        """
    }
    let known = Set(Self.fields.map(\.key))
    let others = changes.filter { !known.contains($0.key) }.map { "\($0.key)=\($0.value)" }
      .joined(separator: "\n")
    return """
      <section aria-labelledby="ask">
      <h2 id="ask">\(language("改变哪些规则", "Which rules change"))</h2>
      <form action="/simulate" method="get">
      <input type="hidden" name="lang" value="\(language.rawValue)">
      <input type="hidden" name="run_id" value="\(runID)">
      \(Markup.joined(inputs))<div><label for="changes">\(language(
        "其他键（每行 键=值）", "Other keys (key=value, one a line)"))</label>
      <textarea id="changes" name="changes" rows="2" cols="44">\(others)</textarea></div>
      <button>\(language("测算", "Settle again"))</button>
      </form>
      <p class="quiet">\(language(
        "只作测算：不保存，不影响任何结算。", "Nothing is stored, and no settlement changes."))</p>
      </section>
      """
  }

  private var result: Markup {
    if let failure { return "<section><p class=\"notice\">\(failure)</p></section>" }
    guard let answer else { return "" }
    if answer.issues.contains(where: \.error) { return refusal(answer.issues.filter(\.error)) }
    return """
      <section aria-labelledby="result">
      <h2 id="result">\(language("结果", "Result"))</h2>
      \(differences(answer))
      \(summary(answer))
      \(pools(answer.pools))
      \(EffectChart(language: language, institutions: answer.institutions).markup)
      \(institutions(answer.institutions))
      </section>
      """
  }

  private func refusal(_ issues: [Dip.PolicyIssue]) -> Markup {
    let items = issues.map { issue -> Markup in
      "<li><code>\(issue.path)</code> \(words(issue.message))</li>\n"
    }
    return """
      <section><ul class="notice">
      \(Markup.joined(items))</ul></section>
      """
  }

  private func differences(_ answer: Dip.SimulateResponse) -> Markup {
    let items = answer.differences.map { difference -> Markup in
      "<li>\(words(difference.sentence))</li>\n"
    }
    return items.isEmpty
      ? "<p class=\"quiet\">\(language("政策没有差异。", "The policies do not differ."))</p>"
      : "<ul>\n\(Markup.joined(items))</ul>"
  }

  private func summary(_ answer: Dip.SimulateResponse) -> Markup {
    let tenths = (answer.settledMicroseconds + 50) / 100
    return """
      <p><span class="state good">▲ \(answer.winners)</span> \(language("家增加，共", "gain"))
      \(Figures.yuan(answer.gainedFen)) \(language("元", "yuan"))　
      <span class="state bad">▼ \(answer.losers)</span> \(language("家减少，共", "lose"))
      \(Figures.yuan(answer.lostFen)) \(language("元", "yuan"))
      <span class="quiet">\(language("用时", "took")) \(tenths / 10).\(tenths % 10) ms</span></p>
      """
  }

  private func pools(_ pools: [Dip.SimulatedPool]) -> Markup {
    let rows = pools.map { pool -> Markup in
      let (before, after) = (pool.before ?? Dip.PoolResult(), pool.after ?? Dip.PoolResult())
      return """
        <tr><th scope="row">\(InsuranceName.of(pool.insuranceType, language))</th>
        <td class="n" title="\(before.pointValue)">\(Figures.short(before.pointValue, decimals: 4))</td>
        <td class="n" title="\(after.pointValue)">\(Figures.short(after.pointValue, decimals: 4))</td>
        <td class="n">\(Figures.short(before.totalScore, decimals: 2))</td>
        <td class="n">\(Figures.short(after.totalScore, decimals: 2))</td>
        <td class="n">\(Figures.yuan(before.paidFen))</td><td class="n">\(Figures.yuan(after.paidFen))</td></tr>

        """
    }
    return """
      <div class="scroll"><table><thead><tr><th>\(language("险种", "Pool"))</th>
      <th class="n">\(language("点值：原", "Point value: was"))</th><th class="n">\(language("现", "is"))</th>
      <th class="n">\(language("总分值：原", "Score: was"))</th><th class="n">\(language("现", "is"))</th>
      <th class="n">\(language("支付：原", "Paid: was"))</th><th class="n">\(language("现", "is"))</th></tr></thead>
      <tbody>\(Markup.joined(rows))</tbody></table></div>
      """
  }

  private func institutions(_ institutions: [Dip.SimulatedInstitution]) -> Markup {
    let rows = institutions.map { line -> Markup in
      """
      <tr><th scope="row">\(line.institutionName.isEmpty ? line.institutionCode : line.institutionName)</th>
      <td class="n">\(line.level)</td><td class="n">\(Figures.count(line.cases))</td>
      <td class="n">\(Figures.yuan(line.dueBeforeFen))</td><td class="n">\(Figures.yuan(line.dueAfterFen))</td>
      <td class="n \(line.differenceFen < 0 ? "bad" : "good")">\(Figures.yuan(line.differenceFen))</td>
      <td class="n">\(line.perMille)</td></tr>

      """
    }
    return """
      <div class="scroll"><table>
      <caption>\(language("各机构应付（元），增加最多在前", "Due by institution (yuan), greatest gain first"))</caption>
      <thead><tr><th>\(language("机构", "Institution"))</th><th class="n">\(language("级别", "Level"))</th>
      <th class="n">\(language("病例", "Cases"))</th><th class="n">\(language("原应付", "Due: was"))</th>
      <th class="n">\(language("现应付", "Due: is"))</th><th class="n">\(language("差额", "Difference"))</th>
      <th class="n">‰</th></tr></thead><tbody>\(Markup.joined(rows))</tbody></table></div>
      """
  }

  private func words(_ text: Common.Bilingual?) -> String {
    language(text?.zh ?? "", text?.en ?? "")
  }
}

/// Bars to the right for who gains and to the left for who loses.
struct EffectChart {
  let language: Language
  /// Greatest gain first.
  let institutions: [Dip.SimulatedInstitution]

  /// On each side; the table has all.
  private static let shown = 8

  var markup: Markup {
    let gains = institutions.filter { $0.differenceFen > 0 }.prefix(Self.shown)
    let losses = institutions.filter { $0.differenceFen < 0 }.suffix(Self.shown)
    let bars = Array(gains) + Array(losses)
    guard let widest = bars.map(\.differenceFen.magnitude).max(), widest > 0 else { return "" }
    let height = bars.count * 24 + 8
    let drawn = bars.enumerated().map { index, bar -> Markup in
      let y = index * 24 + 4
      let width = Int64(clamping: bar.differenceFen.magnitude / (widest / 300 + 1))
      let isGain = bar.differenceFen > 0
      let name = bar.institutionName.isEmpty ? bar.institutionCode : bar.institutionName
      return """
        <g><text x="\(isGain ? 492 : 508)" y="\(y + 13)" text-anchor="\(isGain ? "end" : "start")">\(name)</text>
        <rect x="\(isGain ? 500 : 500 - width)" y="\(y)" width="\(width)" height="16" fill="\(isGain ? "#1b6e3c" : "#a61b1b")"/>
        <text x="\(isGain ? 506 + width : 494 - width)" y="\(y + 13)" text-anchor="\(isGain ? "start" : "end")">\
        \(Figures.yuan(bar.differenceFen))</text></g>

        """
    }
    return """
      <figure style="margin:1rem 0"><svg role="img" viewBox="0 0 1000 \(height)" width="100%" \
      aria-label="\(language("各机构增减", "Gains and losses by institution"))">
      <line x1="500" x2="500" y1="0" y2="\(height)" stroke="#55636f"/>
      \(Markup.joined(drawn))</svg></figure>
      """
  }
}
