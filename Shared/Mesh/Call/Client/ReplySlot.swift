import Quantities

/// The one reply of a call: delivered once, awaited once, in either order.
final class ReplySlot: Sendable {
  private enum State {
    case pending
    case awaited(ReplyContinuation)
    case delivered(Result<Payload, RPCError>)
    case done
  }

  private let state = Guarded(State.pending)

  func deliver(_ result: Result<Payload, RPCError>) {
    let continuation = state.withLock {
      state -> ReplyContinuation? in
      switch state {
      case .pending:
        state = .delivered(result)
        return nil
      case .awaited(let continuation):
        state = .done
        return continuation
      case .delivered, .done:
        return nil
      }
    }
    continuation?.resume(returning: result)
  }

  func wait(
    isolation: isolated (any Actor)? = #isolation
  ) async -> Result<Payload, RPCError> {
    await withUnsafeContinuation { continuation in
      let ready = state.withLock { state -> Result<Payload, RPCError>? in
        if case .delivered(let result) = state {
          state = .done
          return result
        }
        state = .awaited(continuation)
        return nil
      }
      if let ready { continuation.resume(returning: ready) }
    }
  }
}
