/// The place of a cell: `B12` is column 1, row 12.
struct CellReference: Hashable {
  /// From 0.
  var column: Int
  /// From 1.
  var row: Int

  /// Last ones of the format.
  static let maximumColumn = 16_383
  static let maximumRow = 1_048_576

  init(column: Int, row: Int) {
    self.column = column
    self.row = row
  }

  init?(_ text: some StringProtocol) {
    var column = 0
    var row = 0
    for byte in text.utf8 {
      switch byte {
      case 0x41...0x5A where row == 0: column = column * 26 + Int(byte - 0x40)
      case 0x30...0x39 where column > 0: row = row * 10 + Int(byte - 0x30)
      default: return nil
      }
      guard column <= Self.maximumColumn + 1, row <= Self.maximumRow else { return nil }
    }
    guard column > 0, row > 0 else { return nil }
    self.init(column: column - 1, row: row)
  }
}

/// Merged cells: `A1:C2`.
struct CellRange: Hashable {
  var first: CellReference
  var last: CellReference

  init?(_ text: String) {
    let ends = text.split(separator: ":")
    guard ends.count == 2, let first = CellReference(ends[0]), let last = CellReference(ends[1]),
      first.row <= last.row, first.column <= last.column
    else { return nil }
    self.first = first
    self.last = last
  }

  var columns: ClosedRange<Int> { first.column...last.column }
  var rows: ClosedRange<Int> { first.row...last.row }
}
