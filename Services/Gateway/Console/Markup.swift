/// HTML text that is safe to send: whatever comes in as data is escaped on the way in.
public struct Markup: Sendable, ExpressibleByStringInterpolation {
  public private(set) var html: String

  /// Markup written in this program.
  public init(stringLiteral value: String) { html = value }

  public init(stringInterpolation: Interpolation) { html = stringInterpolation.html }

  private init(raw html: String) { self.html = html }

  static func joined(_ parts: some Sequence<Markup>) -> Markup {
    Markup(raw: parts.reduce(into: "") { $0 += $1.html })
  }

  /// Escapes data and passes markup through.
  public struct Interpolation: StringInterpolationProtocol {
    fileprivate var html = ""

    public init(literalCapacity: Int, interpolationCount: Int) {
      html.reserveCapacity(literalCapacity + interpolationCount * 16)
    }

    public mutating func appendLiteral(_ literal: String) { html += literal }

    public mutating func appendInterpolation(_ markup: Markup) { html += markup.html }

    public mutating func appendInterpolation(_ number: some BinaryInteger) { html += "\(number)" }

    public mutating func appendInterpolation(_ data: some StringProtocol) {
      for character in data.unicodeScalars {
        switch character {
        case "&": html += "&amp;"
        case "<": html += "&lt;"
        case ">": html += "&gt;"
        case "\"": html += "&quot;"
        case "'": html += "&#39;"
        default: html.unicodeScalars.append(character)
        }
      }
    }
  }
}
