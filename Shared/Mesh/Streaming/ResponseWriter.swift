import Messages

/// Where a handler sends replies of a stream.
public struct ResponseWriter<Element: Message>: Sendable {
  @usableFromInline let payloads: PayloadWriter

  @usableFromInline
  init(_ payloads: PayloadWriter) {
    self.payloads = payloads
  }

  /// Sends one message; waits while the receiver has granted no credit.
  ///
  /// - Throws: the `RPCError` that ended the call; there is no use in writing more.
  @inlinable
  public nonisolated(nonsending) func write(_ message: Element) async throws {
    try await payloads.write(Payload(message))
  }
}
