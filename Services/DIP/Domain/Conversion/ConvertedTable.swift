import Tabular

/// A catalogue's file while it is gathered from sheets, with the place that each row comes from.
struct ConvertedTable {
  struct Origin: Hashable {
    var sheet: String
    var row: Int
  }

  private(set) var columns: [String] = []
  private(set) var rows: [[String]] = []
  private(set) var origins: [Origin] = []
  private var positions: [String: Int] = [:]

  /// Adds a row; columns that no earlier row had are added behind the others.
  mutating func append(_ fields: [(name: String, text: String)], from origin: Origin) {
    var row = [String](repeating: "", count: columns.count)
    for (name, text) in fields {
      if let position = positions[name] {
        row[position] = text
      } else {
        positions[name] = columns.count
        columns.append(name)
        row.append(text)
      }
    }
    rows.append(row)
    origins.append(origin)
  }

  var csv: [UInt8] {
    var writer = CSVWriter()
    writer.writeRow(columns)
    for row in rows {
      writer.writeRow(row + [String](repeating: "", count: columns.count - row.count))
    }
    return writer.bytes
  }

  /// Where a row of the file comes from; the header is row 1.
  func origin(ofRow row: Int) -> Origin? {
    origins.indices.contains(row - 2) ? origins[row - 2] : nil
  }
}
