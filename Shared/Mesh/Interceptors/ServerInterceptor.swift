/// How a call ended, for those who count and log.
public struct CallOutcome: Sendable {
  /// nil when it succeeded.
  public let error: RPCError?
  /// From arrival (server) or start (client) to the end.
  public let nanoseconds: UInt64
  /// Bytes of the replies.
  public let responseBytes: Int

  public var duration: Duration { .nanoseconds(Int64(clamping: nanoseconds)) }

  public var code: StatusCode { error?.code ?? .ok }

  public init(error: RPCError?, nanoseconds: UInt64, responseBytes: Int) {
    self.error = error
    self.nanoseconds = nanoseconds
    self.responseBytes = responseBytes
  }
}

/// Sees every call of a server before and after its handler.
///
/// Both methods run on the socket's thread: they return within microseconds and never wait. What
/// must wait is an `AsyncServerInterceptor`.
public protocol ServerInterceptor: Sendable {
  /// Before the handler, in the order of the interceptors. May complete the context.
  ///
  /// - Throws: what the caller gets instead of an answer; later interceptors do not see the call.
  func admit(_ context: inout ServerContext) throws(RPCError)

  /// After the end, in reverse order; also of a call that this interceptor itself refused.
  func finish(_ context: ServerContext, _ outcome: CallOutcome)

  /// What to use for one method: asked once for each when the server starts, so that what depends
  /// on the method is looked up then and not at every call. Itself unless it says otherwise.
  func specialized(for method: MethodDescriptor) -> any ServerInterceptor
}

extension ServerInterceptor {
  public func admit(_ context: inout ServerContext) throws(RPCError) {}
  public func finish(_ context: ServerContext, _ outcome: CallOutcome) {}
  public func specialized(for method: MethodDescriptor) -> any ServerInterceptor { self }
}

/// Wraps the handlers of unary methods; may wait, answer by itself, or call `next` and change what
/// comes back.
///
/// Methods that it applies to leave the socket's thread even when they were registered inline.
public protocol AsyncServerInterceptor: ServerInterceptor {
  /// Asked once for each method when the server starts.
  func applies(to method: MethodDescriptor) -> Bool

  /// In the order of the interceptors, after every `admit`.
  func intercept(
    _ request: Payload, _ context: ServerContext,
    next: @Sendable (Payload, ServerContext) async throws -> Payload
  ) async throws -> Payload
}

extension AsyncServerInterceptor {
  public func applies(to method: MethodDescriptor) -> Bool { method.kind == .unary }
}
