import Messages

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
      <figure class="scroll"><svg role="img" viewBox="0 0 1000 \(height)" width="100%" \
      aria-label="\(language("各机构增减", "Gains and losses by institution"))">
      <line x1="500" x2="500" y1="0" y2="\(height)" stroke="#55636f"/>
      \(Markup.joined(drawn))</svg></figure>
      """
  }
}
