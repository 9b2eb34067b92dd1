import Messages

/// Where a client sends requests of a stream.
public struct RequestWriter<Element: Message>: Sendable {
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

  /// No more requests come; replies still do.
  public func finish() { payloads.finish() }
}
