import Messages

/// What a simulation came to: what differs, the pools, and who gains and loses.
struct SimulationResult {
  let language: Language
  let answer: Dip.SimulateResponse

  private var isChanged: Bool { answer.winners + answer.losers > 0 }

  var markup: Markup {
    """
    <section aria-labelledby="result">
    <h2 id="result">\(language("结果", "Result"))</h2>
    \(differences)
    \(summary)
    \(pools)
    \(isChanged ? EffectChart(language: language, institutions: answer.institutions).markup : "")
    \(isChanged ? institutions : "")
    \(warnings)
    </section>
    """
  }

  private var differences: Markup {
    let items = answer.differences.map { difference -> Markup in
      "<li>\(words(difference.sentence))</li>\n"
    }
    return items.isEmpty
      ? "<p class=\"quiet\">\(language("政策没有差异。", "The policies do not differ."))</p>"
      : "<ul>\n\(Markup.joined(items))</ul>"
  }

  private var summary: Markup {
    let tenths = (answer.settledMicroseconds + 50) / 100
    let took: Markup = """
      <span class="quiet">\(language("用时", "took")) \(tenths / 10).\(tenths % 10) ms</span>
      """
    guard isChanged else {
      return """
        <p>\(language("各机构应付均不变。", "No institution is due more or less.")) \(took)</p>
        """
    }
    return """
      <p><span class="state good">▲ \(answer.winners)</span> \(language("家增加，共", "gain"))
      \(Figures.yuan(answer.gainedFen)) \(language("元", "yuan"))　
      <span class="state bad">▼ \(answer.losers)</span> \(language("家减少，共", "lose"))
      \(Figures.yuan(answer.lostFen)) \(language("元", "yuan"))
      \(took)</p>
      """
  }

  private func name(_ pool: Dip.SimulatedPool) -> String {
    InsuranceName.of(pool.insuranceType, consortium: pool.consortium, language)
  }

  private var pools: Markup {
    let (was, now): (String, String) = (language("原", "was"), language("现", "is"))
    let rows = answer.pools.map { pool -> Markup in
      let (before, after) = (pool.before ?? Dip.PoolResult(), pool.after ?? Dip.PoolResult())
      return """
        <tr><th scope="row">\(name(pool))</th>
        \(exact(before.pointValue, 6))\(exact(after.pointValue, 6))
        \(exact(before.totalScore, 2))\(exact(after.totalScore, 2))
        <td class="n">\(Figures.yuan(before.paidFen))</td><td class="n">\(Figures.yuan(after.paidFen))</td></tr>

        """
    }
    let pair: Markup = "<th class=\"n\">\(was)</th><th class=\"n\">\(now)</th>"
    return """
      <div class="scroll"><table><thead><tr><th rowspan="2">\(language("险种", "Pool"))</th>
      <th class="g" colspan="2">\(language("点值", "Point value"))</th>
      <th class="g" colspan="2">\(language("总分值", "Score"))</th>
      <th class="g" colspan="2">\(language("支付（元）", "Paid (yuan)"))</th></tr>
      <tr>\(pair)\(pair)\(pair)</tr></thead>
      <tbody>\(Markup.joined(rows))</tbody></table></div>
      """
  }

  private func exact(_ text: String, _ decimals: Int) -> Markup {
    "<td class=\"n\" title=\"\(text)\">\(Figures.short(text, decimals: decimals))</td>"
  }

  private var institutions: Markup {
    let rows = answer.institutions.map { line -> Markup in
      let name = line.institutionName.isEmpty ? line.institutionCode : line.institutionName
      return """
        <tr><th scope="row"><a href="/institution?code=\(Query.escaped(line.institutionCode))&amp;lang=\
        \(language.rawValue)">\(name)</a></th>
        <td>\(Words.level(line.level, language))</td><td class="n">\(Figures.count(line.cases))</td>
        \(amounts(line.dueBeforeFen, line.dueAfterFen))
        <td class="n">\(line.perMille.replacing("-", with: "−"))</td></tr>

        """
    }
    return """
      <div class="scroll"><table>
      <caption>\(language("各机构应付（元），增加最多在前", "Due by institution (yuan), greatest gain first"))</caption>
      <thead><tr><th>\(language("机构", "Institution"))</th><th>\(language("级别", "Level"))</th>
      <th class="n">\(language("病例数", "Cases"))</th><th class="n">\(language("原应付", "Due: was"))</th>
      <th class="n">\(language("现应付", "Due: is"))</th><th class="n">\(language("差额", "Difference"))</th>
      <th class="n">\(language("增减 ‰", "Change ‰"))</th></tr></thead>
      <tbody>\(Markup.joined(rows))</tbody>
      <tfoot>\(total)</tfoot></table></div>
      """
  }

  private var total: Markup {
    let lines = answer.institutions
    return """
      <tr><th scope="row">\(language("合计", "Total"))</th><td></td>
      <td class="n">\(Figures.count(lines.reduce(0) { $0 + $1.cases }))</td>
      \(amounts(lines.reduce(0) { $0 + $1.dueBeforeFen }, lines.reduce(0) { $0 + $1.dueAfterFen }))
      <td></td></tr>
      """
  }

  private func amounts(_ before: Int64, _ after: Int64) -> Markup {
    let difference = after - before
    let style = difference < 0 ? "bad" : difference > 0 ? "good" : ""
    return """
      <td class="n">\(Figures.yuan(before))</td><td class="n">\(Figures.yuan(after))</td>
      <td class="n \(style)">\(Figures.yuan(difference))</td>
      """
  }

  private var warnings: Markup {
    guard !answer.warnings.isEmpty else { return "" }
    let items = answer.warnings.map { warning -> Markup in "<li>\(words(warning))</li>\n" }
    return "<ul class=\"remark\" style=\"margin-top:1rem\">\(Markup.joined(items))</ul>"
  }

  private func words(_ text: Common.Bilingual?) -> String {
    language(text?.zh ?? "", text?.en ?? "")
  }
}
