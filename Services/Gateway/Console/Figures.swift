/// Figures as a person reads them.
public enum Figures {
  /// Fen as yuan with thousands separators: 123456789 is `1,234,567.89`.
  public static func yuan(_ fen: Int64) -> String {
    let magnitude = fen.magnitude
    let cents = magnitude % 100
    return (fen < 0 ? "−" : "") + grouped(magnitude / 100) + (cents < 10 ? ".0" : ".") + "\(cents)"
  }

  public static func count(_ number: UInt64) -> String { grouped(number) }

  /// An exact decimal text cut to some decimals for display; the exact text stays in the title.
  public static func short(_ decimal: String, decimals: Int) -> String {
    guard let point = decimal.firstIndex(of: ".") else { return decimal }
    let end = decimal.index(point, offsetBy: decimals + 1, limitedBy: decimal.endIndex)
    return String(decimal[..<(end ?? decimal.endIndex)])
  }

  private static func grouped(_ number: UInt64) -> String {
    let digits = Array("\(number)")
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }
}
