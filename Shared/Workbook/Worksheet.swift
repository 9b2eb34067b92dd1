/// What a cell of a worksheet holds.
public enum CellValue: Sendable, Hashable {
  case empty
  case text(String)
  /// A number as the shortest decimal that the stored number stands for: `45.23`.
  case number(String)
  /// A number that the sheet shows as a date, `2025-03-31`, with a time of day `2025-03-31 08:30:00`.
  case date(String)
  case boolean(Bool)
  /// `#N/A`, `#REF!` …
  case error(String)

  /// What a person reads in the cell; empty for an error.
  public var text: String {
    switch self {
    case .empty, .error: ""
    case .text(let text), .number(let text), .date(let text): text
    case .boolean(let value): value ? "TRUE" : "FALSE"
    }
  }

  public var isEmpty: Bool { self == .empty }
}

/// One sheet of a workbook (工作表), merged cells filled with the value of their first one.
public struct Worksheet: Sendable, Hashable {
  public var name: String
  public var isHidden: Bool
  /// Rows that hold something, in order.
  public var rows: [Row]

  public struct Row: Sendable, Hashable {
    /// From 1, as a spreadsheet program shows it.
    public var number: Int
    /// From column A to the last cell that holds something.
    public var cells: [CellValue]

    public init(number: Int, cells: [CellValue]) {
      self.number = number
      self.cells = cells
    }

    /// The value of a column from 0; empty beyond the last cell.
    public subscript(column: Int) -> CellValue {
      cells.indices.contains(column) ? cells[column] : .empty
    }
  }

  public init(name: String, isHidden: Bool = false, rows: [Row] = []) {
    self.name = name
    self.isHidden = isHidden
    self.rows = rows
  }

  /// The letters of a column from 0: A, Z, AA.
  public static func columnName(_ column: Int) -> String {
    var name = ""
    var rest = column + 1
    while rest > 0 {
      name = String(UnicodeScalar(UInt8(65 + (rest - 1) % 26))) + name
      rest = (rest - 1) / 26
    }
    return name
  }
}
