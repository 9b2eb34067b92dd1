public import Messages
public import Store

extension Outbox {
  /// Records a message as an event in this transaction; answers its sequence number.
  @discardableResult
  public func append(
    kind: String, subject: String, _ message: some Message, at time: Timestamp,
    in transaction: Transaction
  ) throws -> Int64 {
    try append(
      kind: kind, subject: subject, payloadType: type(of: message).fullName,
      payload: try message.encoded(), at: time, in: transaction)
  }
}
