import Messages

/// Bars of what each institution is due beside what was booked to the fund on its lists, the
/// largest first.
struct PaymentChart {
  let language: Language
  let rows: [Dip.StatementRow]

  /// More bars than this do not help a reader; the table has all.
  private static let shown = 12

  private struct Bar {
    var name: String
    var due: Int64
    var booked: Int64
  }

  var markup: Markup {
    let bars = bars
    guard let widest = bars.map({ max($0.due, $0.booked) }).max(), widest > 0 else { return "" }
    let height = bars.count * 34 + 30
    let drawn = bars.enumerated().map { index, bar -> Markup in
      let y = index * 34 + 28
      return """
        <g><text x="240" y="\(y + 15)" text-anchor="end">\(bar.name)</text>
        <rect x="250" y="\(y)" width="\(width(bar.due, widest))" height="12" fill="#0b5c7a"/>
        <rect x="250" y="\(y + 13)" width="\(width(bar.booked, widest))" height="8" fill="#9fb8c4"/>
        <text x="\(256 + width(max(bar.due, bar.booked), widest))" y="\(y + 15)">\
        \(Figures.yuan(bar.due))</text></g>

        """
    }
    return """
      <figure class="scroll">
      <figcaption class="quiet">\(language(
        "按应付金额排列的前 \(bars.count) 家机构（元）", "The first \(bars.count) institutions by amount due (yuan)"))
      </figcaption>
      <svg role="img" viewBox="0 0 1000 \(height)" width="100%" \
      aria-label="\(language("机构应付与记账对比图", "Amount due against amount booked by institution"))">
      <rect x="250" y="4" width="12" height="12" fill="#0b5c7a"/>
      <text x="268" y="14">\(language("应付", "due"))</text>
      <rect x="340" y="4" width="12" height="12" fill="#9fb8c4"/>
      <text x="358" y="14">\(language("统筹记账", "booked to the fund"))</text>
      \(Markup.joined(drawn))</svg></figure>
      """
  }

  private var bars: [Bar] {
    var byCode: [String: Bar] = [:]
    for row in rows {
      let name = row.institutionName.isEmpty ? row.institutionCode : row.institutionName
      var bar = byCode[row.institutionCode] ?? Bar(name: name, due: 0, booked: 0)
      bar.due += row.dueFen
      bar.booked += row.fundPaidFen
      byCode[row.institutionCode] = bar
    }
    return Array(
      byCode.sorted { ($1.value.due, $0.key) < ($0.value.due, $1.key) }.map(\.value)
        .prefix(Self.shown))
  }

  private func width(_ amount: Int64, _ widest: Int64) -> Int64 {
    // In two steps so that 600 × an amount of many billions cannot overflow.
    max(0, amount / max(1, widest / 600 + 1))
  }
}
