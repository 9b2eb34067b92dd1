import Messages
import Quantities

/// Calls the methods of a service, on whichever of its endpoints is best at the moment.
///
/// Made by a transport (`MeshClient.zeroMQ(…)`, `EmbeddedMesh.client(…)`); one client serves any
/// number of tasks. The generated `<Service>Client` wraps one with the methods of a service.
public final class MeshClient: Sendable {
  let transport: any ClientTransport
  @usableFromInline let options: ClientOptions
  let interceptors: [any ClientInterceptor]
  let asyncInterceptors: [any AsyncClientInterceptor]
  let retryBudget: RetryBudget
  private let closed = Guarded(false)

  public init(
    transport: any ClientTransport, options: ClientOptions,
    interceptors: [any ClientInterceptor] = []
  ) {
    self.transport = transport
    self.options = options
    self.interceptors = interceptors
    self.asyncInterceptors = interceptors.compactMap { $0 as? any AsyncClientInterceptor }
    self.retryBudget = RetryBudget(tokens: options.retryBudgetTokens)
  }

  deinit { transport.close() }

  /// One request, one reply.
  ///
  /// - Throws: `RPCError`.
  @inlinable
  public nonisolated(nonsending) func unary<Q, R>(
    _ method: Method<Q, R>, _ request: Q, options: CallOptions = CallOptions()
  ) async throws -> R {
    let reply = try await unary(method.descriptor, Payload(request), options: options)
    return try reply.decoded(R.self, limits: self.options.decodingLimits, fault: .internalError)
  }

  /// One request, a stream of replies. Errors of the call come out of the stream; letting go of
  /// the stream before its end cancels the call.
  @inlinable
  public nonisolated(nonsending) func serverStream<Q, R>(
    _ method: Method<Q, R>, _ request: Q, options: CallOptions = CallOptions()
  ) async throws -> ResponseStream<R> {
    let stream = try serverStream(method.descriptor, Payload(request), options: options)
    return ResponseStream(stream, limits: self.options.decodingLimits)
  }

  /// A stream of requests, written by `send`, then one reply.
  ///
  /// When the server answers before it has read everything, the writer throws, the task that runs
  /// `send` is cancelled, and the server's answer is what the call returns.
  @inlinable
  public nonisolated(nonsending) func clientStream<Q, R>(
    _ method: Method<Q, R>, options: CallOptions = CallOptions(),
    _ send: @escaping @Sendable (RequestWriter<Q>) async throws -> Void
  ) async throws -> R {
    let reply = try await clientStream(method.descriptor, options: options) { writer in
      try await send(RequestWriter(writer))
    }
    return try reply.decoded(R.self, limits: self.options.decodingLimits, fault: .internalError)
  }

  /// Streams both ways, for as long as `body` runs. Requests end when it returns; leaving before
  /// the replies have ended cancels the call. To say earlier that no more requests come, call
  /// `RequestWriter.finish`.
  @inlinable
  public nonisolated(nonsending) func bidirectional<Q, R, T: Sendable>(
    _ method: Method<Q, R>, options: CallOptions = CallOptions(),
    _ body: @Sendable (RequestWriter<Q>, ResponseStream<R>) async throws -> T
  ) async throws -> T {
    let limits = self.options.decodingLimits
    return try await bidirectional(method.descriptor, options: options) { writer, stream in
      try await body(RequestWriter(writer), ResponseStream(stream, limits: limits))
    }
  }

  /// Runs tasks on the thread that sends this client's calls and reads their answers, so that neither
  /// changes threads on its way. For tasks that make many calls and do little else: measured with 256
  /// of them, some 40 % more calls a second.
  ///
  /// ```swift
  /// try await withTaskExecutorPreference(client.executor) {
  ///   for code in codes { total += try await registry.count(of: code) }
  /// }
  /// ```
  ///
  /// While such a task runs, everything else of this client waits: no blocking, and no long
  /// computation. It runs on the system's threads once the client is closed.
  public var executor: any TaskExecutor { transport.executor }

  /// How each endpoint is.
  public var endpoints: [EndpointState] { transport.endpointStates() }

  /// Fails what is under way with UNAVAILABLE and closes the connections.
  public func close() {
    closed.withLock { $0 = true }
    transport.close()
  }

  var isClosed: Bool { closed.withLock { $0 } }
}
