import Tabular

/// A CSV file of the registry: its columns, how a row is read, and how an entry is written so that
/// what was exported and imported again exports to the same bytes.
public protocol RegistryTable {
  associatedtype Entry: Sendable

  static var columns: [CSVColumn] { get }

  /// Reads one row; nil when a cell was refused, with the issues in the reader.
  static func read(_ cells: inout CellReader) -> Entry?

  /// The cells of an entry, in the order of `columns`.
  static func cells(of entry: Entry) -> [String]
}

/// A row that could be read, and where it stands.
public struct TableRow<Entry: Sendable>: Sendable {
  /// Row of the file from 1, the header being row 1.
  public let row: Int
  public let entry: Entry

  public init(row: Int, entry: Entry) {
    self.row = row
    self.entry = entry
  }
}

extension Dictionary {
  /// Groups of rows in the order of the file: where two rows cannot both stand, the first one does.
  func byFirstRow<Entry>() -> [(key: Key, value: [TableRow<Entry>])]
  where Value == [TableRow<Entry>] {
    sorted { ($0.value.first?.row ?? 0) < ($1.value.first?.row ?? 0) }
  }
}

/// Writes a table as CSV, row by row.
public struct TableWriter<Table: RegistryTable> {
  private var writer = CSVWriter()

  /// Begins with the header.
  public init(_ table: Table.Type = Table.self) {
    writer.writeRow(Table.columns.map(\.name))
  }

  public mutating func write(_ entry: Table.Entry) {
    writer.writeRow(Table.cells(of: entry))
  }

  /// The bytes written since the last call.
  public mutating func takeBytes() -> [UInt8] {
    let bytes = writer.bytes
    writer.removeAll()
    return bytes
  }
}
