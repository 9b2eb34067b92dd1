/// Bounds that keep a hostile or broken file from taking memory: each is checked while reading.
public struct CSVLimits: Sendable, Hashable {
  /// Longest record in bytes, line end included. The reader never buffers more than this plus the
  /// chunk it was given.
  public var recordBytes: Int
  /// Most fields in a record.
  public var fields: Int
  /// Longest field in bytes, quotes not counted.
  public var fieldBytes: Int

  /// 1 MiB a record, 1 024 fields, 64 KiB a field: far above any list that a registry or a bureau
  /// writes, far below what would hurt.
  public static let standard = CSVLimits(recordBytes: 1 << 20, fields: 1024, fieldBytes: 1 << 16)

  public init(recordBytes: Int, fields: Int, fieldBytes: Int) {
    precondition(recordBytes > 0 && fields > 0 && fieldBytes > 0, "limits are positive")
    self.recordBytes = recordBytes
    self.fields = fields
    self.fieldBytes = fieldBytes
  }
}
