import Messages

/// The stream of requests, as a server receives them: one consumer, in order, to the end.
///
/// The iteration throws the `RPCError` that ended the call, also when a message does not decode.
/// Leaving it early tells the sender to stop. What is not yet consumed counts against the sender's
/// credit, so a slow consumer slows the sender down.
public struct RequestStream<Element: Message>: AsyncSequence, Sendable {
  public typealias Failure = any Error

  @usableFromInline let payloads: PayloadStream
  @usableFromInline let limits: DecodingLimits

  @usableFromInline
  init(_ payloads: PayloadStream, limits: DecodingLimits) {
    self.payloads = payloads
    self.limits = limits
  }

  @inlinable
  public func makeAsyncIterator() -> Iterator {
    Iterator(payloads: payloads.makeAsyncIterator(), limits: limits)
  }

  public struct Iterator: AsyncIteratorProtocol {
    @usableFromInline var payloads: PayloadStream.Iterator
    @usableFromInline let limits: DecodingLimits

    @usableFromInline
    init(payloads: PayloadStream.Iterator, limits: DecodingLimits) {
      self.payloads = payloads
      self.limits = limits
    }

    @inlinable
    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(any Error) -> Element? {
      guard let payload = try await payloads.next(isolation: actor) else { return nil }
      return try payload.decoded(Element.self, limits: limits, fault: .invalidArgument)
    }
  }
}
