/// A place between two records of a file from which reading can go on.
public struct CSVPosition: Sendable, Hashable, Codable {
  /// Offset in bytes of the next record.
  public var offset: Int64
  /// Row number of the next record, from 1.
  public var row: Int

  public static let start = CSVPosition(offset: 0, row: 1)

  public init(offset: Int64, row: Int) {
    self.offset = offset
    self.row = row
  }
}
