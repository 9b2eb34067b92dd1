import Messages

/// The newest settlement runs, to choose one of them.
struct RunsTable {
  let language: Language
  let runs: [Dip.SettlementRun]
  /// The one that the page shows.
  let shown: String

  var markup: Markup {
    guard runs.count > 1 else { return "" }
    let rows = runs.map { run -> Markup in
      let name: Markup = "\(run.region) · \(run.period)"
      let link: Markup =
        run.runId == shown
        ? "<b aria-current=\"page\">\(name)</b>"
        : "<a href=\"/?run_id=\(Query.escaped(run.runId))&amp;lang=\(language.rawValue)\">\(name)</a>"
      return """
        <tr><th scope="row">\(link)</th><td>\(run.policyName) v\(run.policyVersion)</td>
        <td class="n">\(Figures.count(run.cases))</td>
        <td>\(run.createdAt.replacing("T", with: " ").prefix(16)) UTC</td>
        <td>\(run.closed ? language("已关账", "closed") : "")</td>
        <td><code>\(run.runId.prefix(12))</code></td></tr>

        """
    }
    return """
      <section aria-labelledby="runs"><h2 id="runs">\(language("结算批次", "Settlement runs"))</h2>
      <div class="scroll"><table><thead><tr><th>\(language("统筹区与结算期", "Region and period"))</th>
      <th>\(language("政策", "Policy"))</th><th class="n">\(language("病例数", "Cases"))</th>
      <th>\(language("时间", "Time"))</th><th>\(language("状态", "State"))</th>
      <th>\(language("批次", "Run"))</th></tr></thead>
      <tbody>
      \(Markup.joined(rows))</tbody></table></div></section>
      """
  }
}
