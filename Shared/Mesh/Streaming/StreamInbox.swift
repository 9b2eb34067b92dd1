import Quantities

/// What arrived of a stream and waits for its consumer; filled by the connection, emptied by one
/// task. The connection never puts in more than was granted.
final class StreamInbox: Sendable {
  /// Gives the sender credit for what the consumer took.
  typealias Grant = @Sendable (_ items: Int, _ bytes: Int) -> Void

  private struct State {
    var buffer: [Payload] = []
    var bufferedBytes = 0
    var end: Result<Void, RPCError>?
    var waiter: UnsafeContinuation<Void, Never>?
    var takenItems = 0
    var takenBytes = 0
    var totalBytes = 0
  }

  enum Taken {
    case items
    case nothingYet
    case end
    case failure(RPCError)
  }

  let window: StreamWindow
  private let state = Guarded(State())
  private let grant: Grant
  private let cancel: @Sendable () -> Void
  private let onEnd: @Sendable (_ error: RPCError?, _ bytes: Int) -> Void

  /// - Parameters:
  ///   - cancel: tells the connection that the consumer is gone.
  ///   - onEnd: called once, when the stream has ended, with the bytes that came.
  init(
    window: StreamWindow, grant: @escaping Grant, cancel: @escaping @Sendable () -> Void,
    onEnd: @escaping @Sendable (_ error: RPCError?, _ bytes: Int) -> Void = { _, _ in }
  ) {
    self.window = window
    self.grant = grant
    self.cancel = cancel
    self.onEnd = onEnd
  }

  /// Puts one item in. True when a consumer waits: call `wake` at the end of the round, so that it
  /// wakes once for many items.
  func put(_ payload: Payload) -> Bool {
    state.withLock { state in
      guard state.end == nil else { return false }
      state.buffer.append(payload)
      state.bufferedBytes += payload.count
      state.totalBytes += payload.count
      return state.waiter != nil
    }
  }

  /// Ends the stream after what is in it; an earlier end stays.
  ///
  /// - Parameter discarding: nobody wants what is in it any more.
  func end(_ result: Result<Void, RPCError>, discarding: Bool = false) {
    let (waiter, isFirst, bytes) = state.withLock { state in
      let isFirst = state.end == nil
      if discarding { state.buffer = [] }
      if discarding || isFirst { state.end = result }
      defer { state.waiter = nil }
      return (state.waiter, isFirst, state.totalBytes)
    }
    waiter?.resume()
    guard isFirst else { return }
    if case .failure(let error) = result { onEnd(error, bytes) } else { onEnd(nil, bytes) }
  }

  func wake() {
    let waiter = state.withLock { state in
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume()
  }

  /// Moves everything that is there into `batch`, which must be used up.
  func take(_ batch: inout [Payload]) -> Taken {
    let (taken, items, bytes) = state.withLock { state -> (Taken, Int, Int) in
      guard !state.buffer.isEmpty else {
        switch state.end {
        case nil: return (.nothingYet, 0, 0)
        case .success: return (.end, 0, 0)
        case .failure(let error): return (.failure(error), 0, 0)
        }
      }
      batch.removeAll(keepingCapacity: true)
      swap(&batch, &state.buffer)
      state.takenItems += batch.count
      state.takenBytes += state.bufferedBytes
      state.bufferedBytes = 0
      // Half a window at a time: a CREDIT for every item would double the traffic.
      guard
        state.end == nil,
        state.takenItems * 2 >= window.items || state.takenBytes * 2 >= window.bytes
      else { return (.items, 0, 0) }
      defer { (state.takenItems, state.takenBytes) = (0, 0) }
      return (.items, state.takenItems, state.takenBytes)
    }
    if items > 0 { grant(items, bytes) }
    return taken
  }

  /// Returns when there is something to take; when the task is cancelled, cancels the call.
  func wait(isolation: isolated (any Actor)? = #isolation) async {
    await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        let isReady = state.withLock { state in
          precondition(state.waiter == nil, "a stream has one consumer")
          guard state.buffer.isEmpty, state.end == nil else { return true }
          state.waiter = continuation
          return false
        }
        if isReady { continuation.resume() }
      }
    } onCancel: {
      end(.failure(.cancelled()), discarding: true)
      cancel()
    }
  }
}
