import Quantities

/// The credit of a stream that this side sends; writers wait here while there is none.
final class StreamOutbox: Sendable {
  private struct Waiter {
    let id: UInt64
    let bytes: Int
    let continuation: UnsafeContinuation<RPCError?, Never>
  }

  private struct State {
    var items: Int
    var bytes: Int
    var closed: RPCError?
    var isFinished = false
    var waiters: [Waiter] = []
    var nextWaiter: UInt64 = 0

    /// Takes the credit for one item; false when there is none or others wait for it.
    mutating func spend(_ size: Int) -> Bool {
      guard items > 0, bytes > 0 else { return false }
      items -= 1
      bytes -= size
      return true
    }
  }

  private let state: Guarded<State>
  private let limit: Int
  private let send: @Sendable (Payload) -> Void
  private let sendEnd: @Sendable () -> Void

  /// - Parameters:
  ///   - limit: longest message, in bytes.
  ///   - send: passes a message to the connection.
  ///   - sendEnd: tells the connection that no more messages come.
  init(
    items: Int = 0, bytes: Int = 0, limit: Int, send: @escaping @Sendable (Payload) -> Void,
    sendEnd: @escaping @Sendable () -> Void = {}
  ) {
    state = Guarded(State(items: items, bytes: bytes))
    self.limit = limit
    self.send = send
    self.sendEnd = sendEnd
  }

  /// The call has ended.
  var isClosed: Bool { state.withLock { $0.closed != nil } }

  nonisolated(nonsending) func write(_ payload: Payload) async throws {
    let size = payload.count
    guard size <= limit else {
      throw RPCError.exhausted("MESH_MESSAGE_TOO_LARGE", limit: "bytes", limit)
    }
    let hasCredit = try state.withLock { state throws(RPCError) in
      if let closed = state.closed { throw closed }
      precondition(!state.isFinished, "a stream that was finished takes no more messages")
      return state.waiters.isEmpty && state.spend(size)
    }
    if !hasCredit, let error = await waitForCredit(size) { throw error }
    send(payload)
  }

  private nonisolated(nonsending) func waitForCredit(_ size: Int) async -> RPCError? {
    let id = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    return await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        let outcome: RPCError?? = state.withLock { state in
          if let closed = state.closed { return .some(closed) }
          if Task.isCancelled { return .some(.cancelled()) }
          if state.waiters.isEmpty, state.spend(size) { return .some(nil) }
          state.waiters.append(Waiter(id: id, bytes: size, continuation: continuation))
          return nil
        }
        if let outcome { continuation.resume(returning: outcome) }
      }
    } onCancel: {
      let waiter = state.withLock { state -> Waiter? in
        guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
        return state.waiters.remove(at: index)
      }
      waiter?.continuation.resume(returning: .cancelled())
    }
  }

  /// The receiver lets us send more.
  func grant(items: Int, bytes: Int) {
    let ready = state.withLock { state in
      state.items = state.items.addingClamped(items)
      state.bytes = state.bytes.addingClamped(bytes)
      var ready = 0
      while ready < state.waiters.count, state.spend(state.waiters[ready].bytes) { ready += 1 }
      let woken = Array(state.waiters.prefix(ready))
      state.waiters.removeFirst(ready)
      return woken
    }
    for waiter in ready { waiter.continuation.resume(returning: nil) }
  }

  /// Nothing more comes from this side.
  func finish() {
    let isFirst = state.withLock { state in
      guard state.closed == nil, !state.isFinished else { return false }
      state.isFinished = true
      return true
    }
    if isFirst { sendEnd() }
  }

  /// No more items: writers get `error`; an earlier reason stays.
  func close(_ error: RPCError) {
    let waiters = state.withLock { state in
      if state.closed == nil { state.closed = error }
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.continuation.resume(returning: error) }
  }
}

extension Int {
  /// The sum, or the largest value: a peer may grant more than a number holds.
  func addingClamped(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
