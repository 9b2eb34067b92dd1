/// How much of a workbook is read before it is refused: a few kilobytes of a compressed file can
/// stand for gigabytes.
public struct WorkbookLimits: Sendable, Hashable {
  /// Of the file. The national grouping scheme has less than 2 MiB.
  public var fileBytes = 64 << 20
  /// Parts in the file: sheets, styles, pictures, comments.
  public var parts = 2_000
  /// Of one part once inflated.
  public var partBytes = 512 << 20
  public var sheets = 256
  /// Of all sheets together, empty cells between others counted.
  public var cells = 8_000_000
  /// Of all shared strings together.
  public var stringBytes = 256 << 20
  /// Of one cell; a spreadsheet program allows 32 767 characters.
  public var cellBytes = 131_072
  /// Elements within each other.
  public var depth = 64

  public init() {}
}
