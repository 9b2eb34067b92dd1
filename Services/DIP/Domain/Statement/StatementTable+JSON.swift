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
        "\"\(column.key)\":\(JSONValue.quoted(text))"
      case .count(let count): "\"\(column.key)\":\(count)"
      case .money(let money): "\"\(column.key)_fen\":\(money.fen)"
      }
    }
    return "{" + members.joined(separator: ",") + "}"
  }
}
