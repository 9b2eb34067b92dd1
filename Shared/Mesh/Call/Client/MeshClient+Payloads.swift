import Quantities

/// The same four kinds of calls on the level of bytes, for those who pass messages through.
extension MeshClient {
  /// One request, one reply, both undecoded.
  public nonisolated(nonsending) func unary(
    _ method: MethodDescriptor, _ request: Payload, options: CallOptions = CallOptions()
  ) async throws -> Payload {
    precondition(method.kind == .unary, "\(method.fullName) is \(method.kind)")
    let began = self.options.clock.now()
    let call = try prepare(method, request, options, began: began)
    var result: Result<Payload, RPCError>
    if asyncInterceptors.isEmpty {
      result = await attempt(call)
      if case .failure(let error) = result {
        result = await retry(call, after: error, options.retry ?? self.options.retry)
      }
    } else {
      result = await intercepted(call, options.retry ?? self.options.retry)
    }
    finish(call, result, began: began)
    return try result.get()
  }

  /// One request, a stream of replies, all undecoded.
  public func serverStream(
    _ method: MethodDescriptor, _ request: Payload, options: CallOptions = CallOptions()
  ) throws -> PayloadStream {
    precondition(method.kind == .serverStreaming, "\(method.fullName) is \(method.kind)")
    let (call, inbox, _) = try openStream(method, request, options)
    return PayloadStream(inbox, lifetime: StreamLifetime { [transport] in cancel(call, transport) })
  }

  /// A stream of requests, one reply, all undecoded.
  public nonisolated(nonsending) func clientStream(
    _ method: MethodDescriptor, options: CallOptions = CallOptions(),
    _ send: @escaping @Sendable (PayloadWriter) async throws -> Void
  ) async throws -> Payload {
    precondition(method.kind == .clientStreaming, "\(method.fullName) is \(method.kind)")
    let began = self.options.clock.now()
    let call = try prepare(method, .empty, options, began: began)
    let slot = ReplySlot()
    call.outcome = .slot(slot)
    let writer = attachWriter(to: call)
    let result: Result<Payload, RPCError> = await withTaskCancellationHandler {
      guard transport.post(.start(call)) else { return .failure(refusal) }
      return await exchange(call, writer, slot, send)
    } onCancel: {
      cancel(call, transport)
    }
    finish(call, result, began: began)
    return try result.get()
  }

  private enum Half: Sendable {
    /// The requests are written, or the writer gave up.
    case sent(RPCError?)
    case answered(Result<Payload, RPCError>)
  }

  /// Writes and waits at a time: an answer, or the end of the connection, ends a writer that has
  /// nothing to say at the moment.
  private func exchange(
    _ call: ClientCall, _ writer: PayloadWriter, _ slot: ReplySlot,
    _ send: @escaping @Sendable (PayloadWriter) async throws -> Void
  ) async -> Result<Payload, RPCError> {
    await withTaskGroup(of: Half.self) { group in
      group.addTask { .answered(await slot.wait()) }
      group.addTask {
        do {
          try await send(writer)
          writer.finish()
          return .sent(nil)
        } catch {
          return .sent(RPCError(hiding: error))
        }
      }
      var answer: Result<Payload, RPCError>?
      var refusal: RPCError?
      for await half in group {
        switch half {
        case .answered(let result):
          answer = result
          group.cancelAll()
        case .sent(let error?) where answer == nil && !writer.outbox.isClosed:
          // Our own error ends the call; what the server says of a writer it closed is better.
          refusal = error
          cancel(call, transport)
        case .sent: break
        }
      }
      return refusal.map { .failure($0) } ?? answer ?? .failure(.cancelled())
    }
  }

  /// Streams both ways, undecoded.
  public nonisolated(nonsending) func bidirectional<T: Sendable>(
    _ method: MethodDescriptor, options: CallOptions = CallOptions(),
    _ body: @Sendable (PayloadWriter, PayloadStream) async throws -> T
  ) async throws -> T {
    precondition(method.kind == .bidirectional, "\(method.fullName) is \(method.kind)")
    let (call, inbox, writer) = try openStream(method, .empty, options)
    return try await withTaskCancellationHandler {
      defer { cancel(call, transport) }
      return try await body(writer, PayloadStream(inbox))
    } onCancel: {
      cancel(call, transport)
    }
  }

  // MARK: Parts

  /// Why the transport did not take a call.
  private var refusal: RPCError {
    isClosed
      ? .unavailable("MESH_CLIENT_CLOSED", endpoint: "")
      : .exhausted(
        "MESH_CLIENT_QUEUE_FULL", limit: "maximumQueuedCalls", options.maximumQueuedCalls)
  }

  /// Fills in what the caller left out and lets the interceptors complete it.
  private func prepare(
    _ method: MethodDescriptor, _ request: Payload, _ options: CallOptions, began: UInt64
  ) throws(RPCError) -> ClientCall {
    let scope = ServerContext.current
    var timeout = (options.timeout ?? method.defaultTimeout).clampedNanoseconds
    if let outer = scope?.deadline {
      let left = outer.remaining.clampedNanoseconds
      let margin = self.options.deadlineMargin.clampedNanoseconds
      timeout = min(timeout, left > margin ? left - margin : 0)
    }
    var call = OutgoingCall(
      method: method, metadata: options.metadata, idempotencyKey: options.idempotencyKey,
      traceParent: options.traceParent ?? scope?.traceParent,
      locale: options.locale ?? scope?.locale,
      deadline: Deadline(instant: began &+ timeout, clock: self.options.clock),
      requestBytes: request.count)
    for (index, interceptor) in interceptors.enumerated() {
      do {
        try interceptor.prepare(&call)
      } catch {
        let outcome = CallOutcome(
          error: error, nanoseconds: self.options.clock.now() &- began, responseBytes: 0)
        for earlier in interceptors[...index].reversed() { earlier.finish(call, outcome) }
        throw error
      }
    }
    return ClientCall(call, request: request, began: began)
  }

  private func finish(
    _ call: ClientCall, _ result: Result<Payload, RPCError>, began: UInt64
  ) {
    switch result {
    case .success(let reply):
      finish(call.outgoing, error: nil, responseBytes: reply.count, began: began)
    case .failure(let error):
      finish(call.outgoing, error: error, responseBytes: 0, began: began)
    }
  }

  private func finish(
    _ call: OutgoingCall, error: RPCError?, responseBytes: Int, began: UInt64
  ) {
    guard !interceptors.isEmpty else { return }
    let outcome = CallOutcome(
      error: error, nanoseconds: options.clock.now() &- began, responseBytes: responseBytes)
    for interceptor in interceptors.reversed() { interceptor.finish(call, outcome) }
  }

  /// Makes the call inside the interceptors that wrap it.
  private nonisolated(nonsending) func intercepted(
    _ call: ClientCall, _ policy: RetryPolicy
  ) async -> Result<Payload, RPCError> {
    do {
      return .success(try await intercepted(call.request, call.outgoing, policy, index: 0))
    } catch {
      return .failure(RPCError(hiding: error))
    }
  }

  private nonisolated(nonsending) func intercepted(
    _ request: Payload, _ outgoing: OutgoingCall, _ policy: RetryPolicy, index: Int
  ) async throws -> Payload {
    guard index < asyncInterceptors.count else {
      let call = ClientCall(outgoing, request: request, began: options.clock.now())
      switch await attempt(call) {
      case .success(let reply): return reply
      case .failure(let error): return try await retry(call, after: error, policy).get()
      }
    }
    return try await asyncInterceptors[index].intercept(request, outgoing) { request, outgoing in
      try await self.intercepted(request, outgoing, policy, index: index + 1)
    }
  }

  /// Further attempts until one is answered, or the policy, the budget or the deadline says no.
  private nonisolated(nonsending) func retry(
    _ call: ClientCall, after first: RPCError, _ policy: RetryPolicy
  ) async -> Result<Payload, RPCError> {
    var error = first
    var made = 1
    while true {
      if policy.retryableCodes.contains(error.code) { retryBudget.recordFailure() }
      let isRepeatable = policy.allows(
        after: error, attempts: made, method: call.outgoing.method,
        hasIdempotencyKey: call.outgoing.idempotencyKey != nil)
      guard isRepeatable, retryBudget.allowsRetry, !Task.isCancelled, !isClosed else {
        return .failure(error)
      }
      var generator = SystemRandomNumberGenerator()
      let wait = policy.backoff(attempts: made, using: &generator)
      guard wait < call.outgoing.deadline.remaining else { return .failure(error) }
      await options.clock.sleep(for: wait)
      made += 1
      let again = ClientCall(call.outgoing, request: call.request, began: options.clock.now())
      switch await attempt(again) {
      case .success(let reply): return .success(reply)
      case .failure(let next): error = next
      }
    }
  }

  private nonisolated(nonsending) func attempt(
    _ call: ClientCall
  ) async -> Result<Payload, RPCError> {
    let result = await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        call.outcome = .continuation(continuation)
        call.reserveReply()
        if !transport.post(.start(call)) {
          continuation.resume(returning: .failure(refusal))
        }
      }
    } onCancel: {
      cancel(call, transport)
    }
    if case .success = result { retryBudget.recordSuccess() }
    return result
  }

  private func openStream(
    _ method: MethodDescriptor, _ request: Payload, _ options: CallOptions
  ) throws(RPCError) -> (ClientCall, StreamInbox, PayloadWriter) {
    let began = self.options.clock.now()
    let call = try prepare(method, request, options, began: began)
    let outgoing = call.outgoing
    let transport = transport
    // The call holds its inbox; the inbox must not hold the call.
    let inbox = StreamInbox(
      window: self.options.window,
      grant: { [weak call] items, bytes in
        if let call { _ = transport.post(.grant(call, items: items, bytes: bytes)) }
      },
      cancel: { [weak call] in if let call { Mesh.cancel(call, transport) } },
      onEnd: { [self] error, bytes in
        finish(outgoing, error: error, responseBytes: bytes, began: began)
      })
    call.outcome = .items(inbox)
    let writer = attachWriter(to: call)
    guard transport.post(.start(call)) else {
      let error = refusal
      inbox.end(.failure(error))
      throw error
    }
    return (call, inbox, writer)
  }

  private func attachWriter(to call: ClientCall) -> PayloadWriter {
    let transport = transport
    let outbox = StreamOutbox(
      limit: call.outgoing.method.maximumRequestBytes,
      send: { [weak call] payload in
        if let call { _ = transport.post(.item(call, payload)) }
      },
      sendEnd: { [weak call] in if let call { _ = transport.post(.endItems(call)) } })
    call.outbox = outbox
    return PayloadWriter(outbox)
  }
}

private func cancel(_ call: ClientCall, _ transport: any ClientTransport) {
  _ = transport.post(.cancel(call))
}
