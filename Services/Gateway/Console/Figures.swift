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

  /// An exact number for display, with thousands separators: a decimal cut to some decimals, a
  /// fraction n/d rounded half up to as many and marked as near; the exact text stays in the title.
  public static func short(_ text: String, decimals: Int) -> String {
    let parts = text.split(separator: "/")
    if parts.count == 2, let numerator = Int128(parts[0]), let denominator = Int128(parts[1]),
      let rounded = try? Ratio(numerator, denominator).rounded(scale: decimals, .halfUp)
    {
      return "≈\(separated(rounded.formatted(decimals: decimals)))"
    }
    guard parts.count == 1, let point = text.firstIndex(of: ".") else { return separated(text) }
    let end = text.index(point, offsetBy: decimals + 1, limitedBy: text.endIndex)
    return separated(String(text[..<(end ?? text.endIndex)]))
  }

  /// A decimal number with thousands separators, all its digits kept; any other text as it is.
  public static func separated(_ text: String) -> String {
    let unsigned = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let parts = unsigned.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let whole = UInt64(parts[0]),
      parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      parts[0] == "0" || !parts[0].hasPrefix("0")
    else { return text }
    return (text.hasPrefix("-") ? "−" : "") + grouped(whole)
      + (parts.count == 2 ? ".\(parts[1])" : "")
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
