import Quantities

/// Which cell styles show a number as a date, from the styles part.
final class NumberFormats: XMLHandler {
  /// By index of the cell style.
  private(set) var showsDate: [Bool] = []
  private var dateFormats: Set<Int> = []
  private var isInCellStyles = false

  /// Formats of the standard that show dates or times, those of Chinese programs included.
  private static let standard =
    Set(14...22).union(27...36).union(45...47).union(50...58)

  func start(_ element: String, _ attributes: XMLAttributes) {
    switch element {
    case "numFmt":
      if let id = attributes["numFmtId"].flatMap({ Int($0) }), let code = attributes["formatCode"],
        Self.isDate(code)
      {
        dateFormats.insert(id)
      }
    case "cellXfs": isInCellStyles = true
    case "xf" where isInCellStyles:
      let id = attributes["numFmtId"].flatMap { Int($0) } ?? 0
      showsDate.append(Self.standard.contains(id) || dateFormats.contains(id))
    default: break
    }
  }

  func end(_ element: String) { if element == "cellXfs" { isInCellStyles = false } }
  func text(_ bytes: UnsafeRawBufferPointer) {}

  /// Whether a format code has letters of dates outside quotes, escapes and brackets.
  static func isDate(_ code: String) -> Bool {
    var quoted = false
    var bracketed = false
    var escaped = false
    for character in code {
      if escaped {
        escaped = false
        continue
      }
      switch character {
      case "\\", "_", "*": escaped = true
      case "\"": quoted.toggle()
      case "[": bracketed = true
      case "]": bracketed = false
      case "y", "Y", "d", "D", "h", "H", "s", "S", "m", "M", "e", "年", "月", "日":
        if !quoted, !bracketed, code != "General" { return true }
      default: break
      }
    }
    return false
  }

  /// The date and time of day that a serial number stands for.
  ///
  /// The year 1900 counts as a leap year in this numbering (ECMA-376, 18.17.4.1), so numbers below 60
  /// begin a day later.
  static func date(_ serial: Double, from1904: Bool) -> String? {
    guard serial >= 0, serial < 2_958_466 else { return nil }
    let whole = Int(serial)
    let offset = from1904 ? 24_107 : (whole < 60 ? 25_568 : 25_569)
    guard let day = try? Day(number: Int32(whole - offset)).description else { return nil }
    let seconds = Int(((serial - Double(whole)) * 86_400).rounded())
    guard seconds > 0, seconds < 86_400 else { return day }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(day) \(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
  }
}
