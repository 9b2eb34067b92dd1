/// Where one side sends a stream of encoded messages.
public struct PayloadWriter: Sendable {
  let outbox: StreamOutbox

  init(_ outbox: StreamOutbox) {
    self.outbox = outbox
  }

  /// Sends one message; waits while the receiver has granted no credit.
  ///
  /// - Throws: the `RPCError` that ended the call; there is no use in writing more.
  public nonisolated(nonsending) func write(_ payload: Payload) async throws {
    try await outbox.write(payload)
  }

  /// Nothing more comes from this side; the other side goes on.
  public func finish() { outbox.finish() }
}
