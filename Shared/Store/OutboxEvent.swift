/// One recorded change (事件), as consumers receive it.
public struct OutboxEvent: Sendable, Hashable {
  /// Increases by one with every event of the service.
  public var sequence: Int64
  /// For example `registry.institution.opened`.
  public var kind: String
  /// Identifier of what changed.
  public var subject: String
  public var recordedAt: Timestamp
  /// Full name of the message in `payload`.
  public var payloadType: String
  public var payload: [UInt8]

  init(_ cursor: RowCursor) throws {
    sequence = try cursor.int64(0)
    kind = try cursor.text(1)
    subject = try cursor.text(2)
    recordedAt = Timestamp(milliseconds: try cursor.int64(3))
    payloadType = try cursor.text(4)
    payload = try cursor.bytes(5)
  }
}
