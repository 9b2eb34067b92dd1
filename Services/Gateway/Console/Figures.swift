import Quantities

/// Figures as a person reads them.
public enum Figures {
  /// Fen as yuan with thousands separators: 123456789 is `1,234,567.89`.
  public static func yuan(_ fen: Int64) -> String {
    let magnitude = fen.magnitude
    let cents = magnitude % 100
    return (fen < 0 ? "−" : "") + grouped(magnitude / 100) + (cents < 10 ? ".0" : ".") + "\(cents)"
  }

  public static func count(_ number: UInt64) -> String { grouped(number) }

  /// An exact number for display: a decimal cut to some decimals, a fraction n/d rounded half up to
  /// as many and marked as near; the exact text stays in the title.
  public static func short(_ text: String, decimals: Int) -> String {
    let parts = text.split(separator: "/")
    if parts.count == 2, let numerator = Int128(parts[0]), let denominator = Int128(parts[1]),
      let rounded = try? Ratio(numerator, denominator).rounded(scale: decimals, .halfUp)
    {
      return "≈\(rounded.formatted(decimals: decimals))"
    }
    guard parts.count == 1, let point = text.firstIndex(of: ".") else { return text }
    let end = text.index(point, offsetBy: decimals + 1, limitedBy: text.endIndex)
    return String(text[..<(end ?? text.endIndex)])
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
