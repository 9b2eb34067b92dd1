/// The words of Prometheus' text exposition format.
enum PrometheusText {
  /// A metric's name: letters, digits, `_` and `:`; anything else becomes `_`.
  static func name(_ text: String) -> String { cleaned(text, allowing: ":") }

  static func labels(_ labels: [(String, String)]) -> String {
    labels.map { "\(cleaned($0.0, allowing: ""))=\"\(escaped($0.1))\"" }.joined(separator: ",")
  }

  static func help(_ text: String) -> String {
    text.map { $0 == "\\" ? "\\\\" : $0 == "\n" ? "\\n" : String($0) }.joined()
  }

  static func lines(
    _ name: String, _ labels: String, _ instrument: PrometheusMetrics.Instrument
  ) -> [String] {
    switch instrument {
    case .counter(let counter): [line(name, labels, "\(counter.value)")]
    case .gauge(let gauge): [line(name, labels, gauge.text)]
    case .histogram(let histogram): lines(name, labels, histogram.reading)
    }
  }

  private static func lines(
    _ name: String, _ labels: String, _ reading: PrometheusHistogram.Reading
  ) -> [String] {
    let bounds = PrometheusHistogram.boundsNanoseconds.map(seconds) + ["+Inf"]
    let prefix = labels.isEmpty ? "" : labels + ","
    var lines = zip(bounds, reading.cumulative).map { bound, count in
      line("\(name)_bucket", "\(prefix)le=\"\(bound)\"", "\(count)")
    }
    lines.append(line("\(name)_sum", labels, seconds(reading.sumNanoseconds)))
    lines.append(line("\(name)_count", labels, "\(reading.cumulative.last ?? 0)"))
    return lines
  }

  private static func line(_ name: String, _ labels: String, _ value: String) -> String {
    labels.isEmpty ? "\(name) \(value)" : "\(name){\(labels)} \(value)"
  }

  /// Nanoseconds as an exact decimal number of seconds.
  static func seconds(_ nanoseconds: Int64) -> String {
    let whole = nanoseconds / 1_000_000_000
    let digits = String(nanoseconds % 1_000_000_000)
    var fraction = String(repeating: "0", count: 9 - digits.count) + digits
    while fraction.last == "0" { fraction.removeLast() }
    return fraction.isEmpty ? "\(whole)" : "\(whole).\(fraction)"
  }

  private static func cleaned(_ text: String, allowing extra: String) -> String {
    var result = ""
    for (index, character) in text.enumerated() {
      let isLetter = character.isASCII && (character.isLetter || character == "_")
      let isDigit = character.isASCII && character.isNumber
      let isAllowed = isLetter || extra.contains(character) || (isDigit && index > 0)
      result.append(isAllowed ? character : "_")
    }
    return result.isEmpty ? "_" : result
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.append(character)
      }
    }
    return result
  }
}
