import Messages

/// What a settlement run was computed from, so that a reader can tell two runs apart.
struct RunFacts {
  let language: Language
  let run: Dip.SettlementRun

  var markup: Markup {
    let pools = run.pools.map { pool -> Markup in
      """
      <tr><th scope="row">\(name(pool))</th>
      <td class="n">\(Figures.count(pool.cases))</td>
      <td class="n" title="\(pool.totalScore)">\(Figures.short(pool.totalScore, decimals: 2))</td>
      <td class="n" title="\(pool.pointValue)">\(Figures.short(pool.pointValue, decimals: 6))</td>
      <td class="n">\(Figures.yuan(pool.poolFen))</td><td class="n">\(Figures.yuan(pool.paidFen))</td>
      <td class="n">\(Figures.yuan(pool.residualFen))</td>
      <td class="n">\(Figures.yuan(pool.regulationFen))</td></tr>

      """
    }
    return """
      <dl>
      <dt>\(language("批次", "Run"))</dt><dd><code>\(run.runId)</code> \
      <a href="\(ReportsPage.address(.indices, run.runId, language))">\
      \(language("指标与监管", "Indices and supervision"))</a></dd>
      <dt>\(language("政策", "Policy"))</dt>
      <dd>\(run.policyName) v\(run.policyVersion) <code class="quiet">\(run.policyHash.prefix(12))</code></dd>
      <dt>\(language("病种目录", "Catalogue"))</dt>
      <dd>\(run.catalogueName) \(run.catalogueVersion)
      <code class="quiet">\(run.catalogueHash.prefix(12))</code></dd>
      <dt>\(language("病例", "Cases"))</dt>
      <dd>\(Figures.count(run.cases)) · \(language("未入组", "ungrouped")) \
      \(Figures.count(run.ungroupedCases)) · \(language("不在范围", "out of scope")) \
      \(Figures.count(run.outOfScopeCases))</dd>
      <dt>\(language("结算时间", "Settled"))</dt>
      <dd>\(run.createdAt.replacing("T", with: " ").prefix(16)) UTC\(run.closed ? language(" · 已关账", " · closed") : "")</dd>
      <dt>\(language("结果摘要", "Results digest"))</dt>
      <dd><code>\(run.resultsDigest)</code></dd>
      </dl>
      \(warnings)
      <div class="scroll"><table>
      <caption>\(language("基金（元）", "Funds (yuan)"))</caption>
      <thead><tr><th>\(language("险种", "Pool"))</th><th class="n">\(language("病例数", "Cases"))</th>
      <th class="n">\(language("总分值", "Score"))</th><th class="n">\(language("点值", "Point value"))</th>
      <th class="n">\(language("可分配基金", "Pool"))</th><th class="n">\(language("支付", "Paid"))</th>
      <th class="n">\(language("尾差", "Residual"))</th>
      <th class="n">\(language("调节金", "Regulation fund"))</th></tr></thead>
      <tbody>
      \(Markup.joined(pools))</tbody></table></div>
      """
  }

  private func name(_ pool: Dip.PoolResult) -> String {
    InsuranceName.of(pool.insuranceType, consortium: pool.consortium, language)
  }

  private var warnings: Markup {
    guard !run.warnings.isEmpty else { return "" }
    let items = run.warnings.map { text -> Markup in
      "<li>\(language == .zh ? text.zh : text.en)</li>\n"
    }
    return "<ul class=\"remark\">\(Markup.joined(items))</ul>"
  }
}

/// The name of an insurance pool (险种).
enum InsuranceName {
  static func of(_ type: Dip.InsuranceType, _ language: Language) -> String {
    switch type {
    case .employee: language("职工医保", "Employees")
    case .resident: language("居民医保", "Residents")
    default: language("合并基金", "Merged")
    }
  }

  /// - Parameter consortium: code of the package whose pool it is; empty without several.
  static func of(_ type: Dip.InsuranceType, consortium: String, _ language: Language) -> String {
    consortium.isEmpty ? of(type, language) : "\(of(type, language)) \(consortium)"
  }
}
