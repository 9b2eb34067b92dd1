/// A call about to be made, as a client interceptor may complete it.
public struct OutgoingCall: Sendable {
  public let method: MethodDescriptor
  public var metadata: Metadata
  public var idempotencyKey: String?
  public var traceParent: String?
  public var locale: String?
  public var deadline: Deadline
  /// Bytes of the request, 0 when it streams.
  public let requestBytes: Int
}

/// Sees every call of a client before it is sent and after it ended; once a call, not once an
/// attempt. Runs in the caller's task or on the socket's thread and never waits.
public protocol ClientInterceptor: Sendable {
  /// In the order of the interceptors.
  ///
  /// - Throws: what the caller gets; nothing is sent.
  func prepare(_ call: inout OutgoingCall) throws(RPCError)

  /// In reverse order.
  func finish(_ call: OutgoingCall, _ outcome: CallOutcome)
}

extension ClientInterceptor {
  public func prepare(_ call: inout OutgoingCall) throws(RPCError) {}
  public func finish(_ call: OutgoingCall, _ outcome: CallOutcome) {}
}

/// Wraps unary calls; may wait, answer by itself, or call `next` more than once.
public protocol AsyncClientInterceptor: ClientInterceptor {
  func intercept(
    _ request: Payload, _ call: OutgoingCall,
    next: @Sendable (Payload, OutgoingCall) async throws -> Payload
  ) async throws -> Payload
}
