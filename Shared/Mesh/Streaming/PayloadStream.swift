/// A stream of undecoded messages: one consumer, in order. See `ResponseStream` for what holds.
public struct PayloadStream: AsyncSequence, Sendable {
  public typealias Element = Payload
  public typealias Failure = any Error

  let inbox: StreamInbox
  /// Kept as long as anybody may still consume; letting go of it cancels the call.
  let lifetime: StreamLifetime?

  init(_ inbox: StreamInbox, lifetime: StreamLifetime? = nil) {
    self.inbox = inbox
    self.lifetime = lifetime
  }

  public func makeAsyncIterator() -> Iterator { Iterator(stream: self) }

  public struct Iterator: AsyncIteratorProtocol {
    private let stream: PayloadStream
    // What the last visit to the inbox brought: one lock for many items.
    private var batch: [Payload] = []
    private var next = 0

    init(stream: PayloadStream) {
      self.stream = stream
    }

    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(any Error) -> Payload? {
      while next >= batch.count {
        next = 0
        batch.removeAll(keepingCapacity: true)
        switch stream.inbox.take(&batch) {
        case .items: break
        case .nothingYet: await stream.inbox.wait(isolation: actor)
        case .end: return nil
        case .failure(let error): throw error
        }
      }
      defer { next += 1 }
      return batch[next]
    }
  }
}

/// Cancels a call when the last one who could consume its stream is gone.
final class StreamLifetime: Sendable {
  private let abandon: @Sendable () -> Void

  init(_ abandon: @escaping @Sendable () -> Void) {
    self.abandon = abandon
  }

  deinit { abandon() }
}
