import Quantities

extension StatementTable {
  /// The table for a terminal: columns aligned by display width, Chinese characters counting two.
  public func text(_ language: Language) -> String {
    let headings = columns.map { language == .zh ? $0.title.zh : $0.title.en }
    let body = (rows + totals).map { $0.map { $0.text(language) } }
    let widths = columns.indices.map { column in
      ([headings] + body).reduce(0) { max($0, Self.displayWidth($1[column])) }
    }
    let rule = widths.map { String(repeating: "-", count: $0) }.joined(separator: "  ")
    var lines = [line(headings, widths), rule]
    lines += body.prefix(rows.count).map { line($0, widths) }
    if !totals.isEmpty {
      lines.append(rule)
      lines += body.suffix(totals.count).map { line($0, widths) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    var result = ""
    for (index, cell) in cells.enumerated() {
      let padding = String(repeating: " ", count: widths[index] - Self.displayWidth(cell))
      if index > 0 { result += "  " }
      result += columns[index].isNumber ? padding + cell : cell + padding
    }
    while result.last == " " { result.removeLast() }
    return result
  }

  /// Columns that a terminal gives the text: East Asian wide characters take two.
  public static func displayWidth(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { width, scalar in
      switch scalar.value {
      case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
        0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
        width + 2
      default: width + 1
      }
    }
  }
}
