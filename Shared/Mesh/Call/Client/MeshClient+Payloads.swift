import Quantities

/// The same four kinds of calls on the level of bytes, for those who pass messages through.
extension MeshClient {
  /// One request, one reply, both undecoded.
  public func unary(
    _ method: MethodDescriptor, _ request: Payload, options: CallOptions = CallOptions()
  ) async throws -> Payload {
    precondition(method.kind == .unary, "\(method.fullName) is \(method.kind)")
    let began = self.options.clock.now()
    let policy = options.retry ?? self.options.retry
    let call = try prepare(method, options, requestBytes: request.count, began: began)
    do {
      let reply =
        asyncInterceptors.isEmpty
        ? try await attempts(request, call, policy)
        : try await intercepted(request, call, policy, index: 0)
      finish(call, error: nil, responseBytes: reply.count, began: began)
      return reply
    } catch {
      let error = RPCError(hiding: error)
      finish(call, error: error, responseBytes: 0, began: began)
      throw error
    }
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
  public func clientStream(
    _ method: MethodDescriptor, options: CallOptions = CallOptions(),
    _ send: @Sendable (PayloadWriter) async throws -> Void
  ) async throws -> Payload {
    precondition(method.kind == .clientStreaming, "\(method.fullName) is \(method.kind)")
    let began = self.options.clock.now()
    let outgoing = try prepare(method, options, requestBytes: 0, began: began)
    let call = ClientCall(outgoing, request: .empty)
    let slot = ReplySlot()
    call.outcome = .slot(slot)
    let writer = attachWriter(to: call)
    let result: Result<Payload, RPCError> = await withTaskCancellationHandler {
      guard transport.post(.start(call)) else { return .failure(refusal) }
      do {
        try await send(writer)
        writer.finish()
      } catch {
        // The server's own answer says more than the writer it closed; ours ends the call.
        if !writer.outbox.isClosed {
          cancel(call, transport)
          _ = await slot.wait()
          return .failure(RPCError(hiding: error))
        }
      }
      return await slot.wait()
    } onCancel: {
      cancel(call, transport)
    }
    finish(outgoing, result, began: began)
    return try result.get()
  }

  /// Streams both ways, undecoded.
  public func bidirectional<T: Sendable>(
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
    _ method: MethodDescriptor, _ options: CallOptions, requestBytes: Int, began: UInt64
  ) throws(RPCError) -> OutgoingCall {
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
      requestBytes: requestBytes)
    for (index, interceptor) in interceptors.enumerated() {
      do {
        try interceptor.prepare(&call)
      } catch {
        let outcome = CallOutcome(
          error: error, duration: .nanoseconds(Int64(self.options.clock.now() &- began)),
          responseBytes: 0)
        for earlier in interceptors[...index].reversed() { earlier.finish(call, outcome) }
        throw error
      }
    }
    return call
  }

  private func finish(
    _ call: OutgoingCall, error: RPCError?, responseBytes: Int, began: UInt64
  ) {
    guard !interceptors.isEmpty else { return }
    let outcome = CallOutcome(
      error: error, duration: .nanoseconds(Int64(options.clock.now() &- began)),
      responseBytes: responseBytes)
    for interceptor in interceptors.reversed() { interceptor.finish(call, outcome) }
  }

  private func finish(
    _ call: OutgoingCall, _ result: Result<Payload, RPCError>, began: UInt64
  ) {
    switch result {
    case .success(let reply):
      finish(call, error: nil, responseBytes: reply.count, began: began)
    case .failure(let error):
      finish(call, error: error, responseBytes: 0, began: began)
    }
  }

  private func intercepted(
    _ request: Payload, _ call: OutgoingCall, _ policy: RetryPolicy, index: Int
  ) async throws -> Payload {
    guard index < asyncInterceptors.count else { return try await attempts(request, call, policy) }
    return try await asyncInterceptors[index].intercept(request, call) { request, call in
      try await self.intercepted(request, call, policy, index: index + 1)
    }
  }

  /// Attempts until one is answered, or the policy, the budget or the deadline says no.
  private func attempts(
    _ request: Payload, _ outgoing: OutgoingCall, _ policy: RetryPolicy
  ) async throws(RPCError) -> Payload {
    var made = 0
    while true {
      made += 1
      switch await attempt(request, outgoing) {
      case .success(let reply):
        retryBudget.withLock { $0.recordSuccess() }
        return reply
      case .failure(let error):
        let isRepeatable = policy.allows(
          after: error, attempts: made, method: outgoing.method,
          hasIdempotencyKey: outgoing.idempotencyKey != nil)
        let hasBudget = retryBudget.withLock { budget in
          if policy.retryableCodes.contains(error.code) { budget.recordFailure() }
          return budget.allowsRetry
        }
        guard isRepeatable, hasBudget, !Task.isCancelled, !isClosed else { throw error }
        var generator = SystemRandomNumberGenerator()
        let wait = policy.backoff(attempts: made, using: &generator)
        guard wait < outgoing.deadline.remaining else { throw error }
        await options.clock.sleep(for: wait)
      }
    }
  }

  private func attempt(
    _ request: Payload, _ outgoing: OutgoingCall
  ) async -> Result<Payload, RPCError> {
    let call = ClientCall(outgoing, request: request)
    return await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        call.outcome = .continuation(continuation)
        if !transport.post(.start(call)) {
          continuation.resume(returning: .failure(refusal))
        }
      }
    } onCancel: {
      cancel(call, transport)
    }
  }

  private func openStream(
    _ method: MethodDescriptor, _ request: Payload, _ options: CallOptions
  ) throws(RPCError) -> (ClientCall, StreamInbox, PayloadWriter) {
    let began = self.options.clock.now()
    let outgoing = try prepare(method, options, requestBytes: request.count, began: began)
    let call = ClientCall(outgoing, request: request)
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
