import Quantities

extension StatementTable {
  /// The table as one JSON object `{"rows": […], "totals": […]}`. Amounts are integers in fen under
  /// the column's key with `_fen`, exact decimals are strings.
  public func json() -> String {
    "{\"rows\":\(array(rows)),\"totals\":\(array(totals))}\n"
  }

  private func array(_ rows: [[Cell]]) -> String {
    "[" + rows.map(object).joined(separator: ",") + "]"
  }

  private func object(_ cells: [Cell]) -> String {
    let members = zip(columns, cells).map { column, cell in
      switch cell {
      case .text(let text), .decimal(let text), .term(let text, _):
        "\"\(column.key)\":\(Self.quoted(text))"
      case .count(let count): "\"\(column.key)\":\(count)"
      case .money(let money): "\"\(column.key)_fen\":\(money.fen)"
      }
    }
    return "{" + members.joined(separator: ",") + "}"
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
