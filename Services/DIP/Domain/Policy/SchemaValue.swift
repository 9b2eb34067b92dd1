/// JSON in a fixed order of members.
indirect enum SchemaValue: Sendable {
  case object([(key: String, value: SchemaValue)])
  case array([SchemaValue])
  case text(String)
  /// Digits as JSON writes a number.
  case number(String)
  case flag(Bool)

  /// The value as JSON text; lists of plain values stay on one line.
  func text(indent: Int) -> String {
    let space = String(repeating: " ", count: indent)
    switch self {
    case .text(let text): return Self.quoted(text)
    case .number(let digits): return digits
    case .flag(let flag): return flag ? "true" : "false"
    case .array(let values):
      guard values.contains(where: \.isNested) else {
        return "[" + values.map { $0.text(indent: 0) }.joined(separator: ", ") + "]"
      }
      let lines = values.map { "\(space)  \($0.text(indent: indent + 2))" }
      return "[\n" + lines.joined(separator: ",\n") + "\n\(space)]"
    case .object(let members):
      guard !members.isEmpty else { return "{}" }
      let lines = members.map {
        "\(space)  \(Self.quoted($0.key)): \($0.value.text(indent: indent + 2))"
      }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(space)}"
    }
  }

  private var isNested: Bool {
    switch self {
    case .object, .array: true
    default: false
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
