import Quantities
import Tabular

/// A CSV file as rows of texts, to be written again with some rows and columns changed; the rest
/// stays as it stood.
struct TableText {
  private(set) var names: [String]
  /// With the row's number in the file that was read.
  private(set) var rows: [(number: Int, fields: [String])] = []

  /// - Throws: what the reader finds wrong; files of a catalogue that was read have nothing wrong.
  init(_ content: [UInt8]) throws(Problem) {
    let reader = CSVReader(MemorySource(content))
    names = try reader.next()?.strings ?? []
    while let record = try reader.next() {
      rows.append((record.row, record.strings))
    }
  }

  init(names: [String]) { self.names = names }

  /// Position of a known column; nil when the file lacks it.
  func position(of column: CSVColumn) throws(Problem) -> Int? {
    let optional = CSVColumn(column.name, aliases: column.aliases, required: false)
    return try CSVHeader(names: names, columns: [optional]).positions[0]
  }

  /// Position of a known column, which is added when the file lacks it.
  mutating func ensure(_ column: CSVColumn) throws(Problem) -> Int {
    if let position = try position(of: column) { return position }
    names.append(column.name)
    for index in rows.indices { rows[index].fields.append("") }
    return names.count - 1
  }

  mutating func remove(where isLeaving: (Int, [String]) -> Bool) {
    rows.removeAll { isLeaving($0.number, $0.fields) }
  }

  /// Adds a row; columns that are not named stay empty.
  mutating func append(_ values: [Int: String]) {
    var fields = [String](repeating: "", count: names.count)
    for (position, value) in values { fields[position] = value }
    rows.append((0, fields))
  }

  mutating func set(_ position: Int, ofRow index: Int, to value: String) {
    rows[index].fields[position] = value
  }

  var csv: [UInt8] {
    var writer = CSVWriter()
    writer.writeRow(names)
    for row in rows { writer.writeRow(row.fields) }
    return writer.bytes
  }
}
