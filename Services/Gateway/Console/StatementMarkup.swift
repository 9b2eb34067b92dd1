import Messages

/// The institution statement as a table.
struct StatementMarkup {
  let language: Language
  let statement: Dip.Statement

  var table: Markup {
    """
    <div class="scroll"><table>
    <caption>\(language("机构结算单（元）", "Institution statement (yuan)"))</caption>
    <thead><tr><th>\(language("机构", "Institution"))</th><th>\(language("险种", "Pool"))</th>
    <th class="n">\(language("病例数", "Cases"))</th><th class="n">\(language("系数", "Coefficient"))</th>
    <th class="n">\(language("总分值", "Score"))</th><th class="n">CMI</th>
    <th class="n">\(language("总费用", "Cost"))</th><th class="n">\(language("统筹记账", "Booked"))</th>
    <th class="n">\(language("应付", "Due"))</th><th class="n">\(language("预拨", "Prepaid"))</th>
    <th class="n">\(language("保证金", "Deposit"))</th>
    <th class="n">\(language("清算", "Balance"))</th></tr></thead>
    <tbody>
    \(Markup.joined(statement.rows.map(row)))</tbody>
    <tfoot>
    \(Markup.joined(statement.totals.map(total)))</tfoot></table></div>
    """
  }

  private func row(_ row: Dip.StatementRow) -> Markup {
    """
    <tr><th scope="row"><a href="/institution?code=\(row.institutionCode)&amp;lang=\
    \(language.rawValue)">\(row.institutionName.isEmpty ? row.institutionCode : row.institutionName)\
    </a></th>\(figures(row))</tr>

    """
  }

  private func total(_ row: Dip.StatementRow) -> Markup {
    "<tr><th scope=\"row\">\(language("合计", "Total"))</th>\(figures(row))</tr>\n"
  }

  private func figures(_ row: Dip.StatementRow) -> Markup {
    """
    <td>\(InsuranceName.of(row.insuranceType, consortium: row.consortium, language))</td>
    <td class="n">\(Figures.count(row.cases))</td><td class="n">\(row.coefficient)</td>
    <td class="n" title="\(row.totalScore)">\(Figures.short(row.totalScore, decimals: 2))</td>
    <td class="n">\(row.caseMixIndex)</td><td class="n">\(Figures.yuan(row.totalCostFen))</td>
    <td class="n">\(Figures.yuan(row.fundPaidFen))</td><td class="n">\(Figures.yuan(row.dueFen))</td>
    <td class="n">\(Figures.yuan(row.prepaidFen))</td><td class="n">\(Figures.yuan(row.depositFen))</td>
    <td class="n">\(Figures.yuan(row.balanceFen))</td>
    """
  }
}
