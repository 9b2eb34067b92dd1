/// One row of a CSV file as its parser sees it; valid until the parser's next step.
public struct CSVRecord {
  /// Row of the file from 1; blank lines count, a quoted line break does not start a new row.
  public let row: Int
  /// Where the row begins in the file, in bytes. An import can resume here.
  public let offset: Int64
  /// Where the next row begins.
  public let endOffset: Int64
  /// Set when the row could not be read as fields; it then has none.
  public let defect: CSVDefect?
  @usableFromInline let fields: UnsafeBufferPointer<CSVField>

  init(
    row: Int, offset: Int64, endOffset: Int64, defect: CSVDefect?,
    fields: UnsafeBufferPointer<CSVField>
  ) {
    self.row = row
    self.offset = offset
    self.endOffset = endOffset
    self.defect = defect
    self.fields = fields
  }

  /// Number of fields.
  @inlinable public var count: Int { fields.count }

  /// The field at a position. A position that the row does not have is the caller's mistake.
  @inlinable public subscript(index: Int) -> CSVField {
    precondition(index >= 0 && index < fields.count, "a field of this record")
    return fields[index]
  }

  /// The fields as texts, for headers, messages and tests.
  public var strings: [String] { fields.map(\.string) }
}
