import Messages

/// What a server serves: a handler for each method. Registering a method again replaces the earlier
/// handler.
///
/// ```swift
/// var router = MethodRouter()
/// router.inline(EchoMethods.unary) { request, _ in
///   MeshWire.EchoResponse(content: request.content, position: 1)
/// }
/// ```
public struct MethodRouter: Sendable {
  private(set) var routes: [String: MethodRoute] = [:]
  private(set) var fallbackRoute: (@Sendable (String) -> MethodRoute?)?
  /// How much memory a request may take once decoded.
  public var decodingLimits: DecodingLimits

  public init(decodingLimits: DecodingLimits = .standard) {
    self.decodingLimits = decodingLimits
  }

  /// The registered methods, by full name.
  public var methods: [MethodDescriptor] {
    routes.values.map(\.descriptor).sorted { $0.fullName < $1.fullName }
  }

  /// Registers a handler on the level of bytes.
  public mutating func handle(_ descriptor: MethodDescriptor, _ handler: MethodHandler) {
    routes[descriptor.fullName] = MethodRoute(descriptor, handler)
  }

  /// Puts what `transform` makes of each registered handler in its place; the fallback stays.
  public mutating func mapHandlers(_ transform: (MethodHandler) -> MethodHandler) {
    routes = routes.mapValues {
      MethodRoute($0.descriptor, transform($0.handler), on: $0.executor)
    }
  }

  /// One request, one reply.
  @inlinable
  public mutating func unary<Q, R>(
    _ method: Method<Q, R>,
    _ handler: @escaping @Sendable (Q, ServerContext) async throws -> R
  ) {
    let limits = decodingLimits
    handle(
      method.descriptor,
      .unary { payload, context in
        let request = try payload.decoded(Q.self, limits: limits, fault: .invalidArgument)
        return try Payload(try await handler(request, context))
      })
  }

  /// One request, one reply, answered on the socket's thread: only for answers from memory within
  /// some 20 µs, because every other call of that socket waits meanwhile.
  @inlinable
  public mutating func inline<Q, R>(
    _ method: Method<Q, R>, _ handler: @escaping @Sendable (Q, ServerContext) throws -> R
  ) {
    let limits = decodingLimits
    handle(
      method.descriptor,
      .inline { payload, context in
        let request = try payload.decoded(Q.self, limits: limits, fault: .invalidArgument)
        return try Payload(try handler(request, context))
      })
  }

  /// One request, a stream of replies.
  @inlinable
  public mutating func serverStream<Q, R>(
    _ method: Method<Q, R>,
    _ handler: @escaping @Sendable (Q, ResponseWriter<R>, ServerContext) async throws -> Void
  ) {
    let limits = decodingLimits
    handle(
      method.descriptor,
      .serverStreaming { payload, writer, context in
        let request = try payload.decoded(Q.self, limits: limits, fault: .invalidArgument)
        try await handler(request, ResponseWriter(writer), context)
      })
  }

  /// A stream of requests, one reply.
  @inlinable
  public mutating func clientStream<Q, R>(
    _ method: Method<Q, R>,
    _ handler: @escaping @Sendable (RequestStream<Q>, ServerContext) async throws -> R
  ) {
    let limits = decodingLimits
    handle(
      method.descriptor,
      .clientStreaming { stream, context in
        try Payload(try await handler(RequestStream(stream, limits: limits), context))
      })
  }

  /// Streams both ways.
  @inlinable
  public mutating func bidirectional<Q, R>(
    _ method: Method<Q, R>,
    _ handler:
      @escaping @Sendable (RequestStream<Q>, ResponseWriter<R>, ServerContext) async throws -> Void
  ) {
    let limits = decodingLimits
    handle(
      method.descriptor,
      .bidirectional { stream, writer, context in
        try await handler(
          RequestStream(stream, limits: limits), ResponseWriter(writer), context)
      })
  }

  /// For methods that nobody registered: `resolve` gets the full name and returns how to serve it,
  /// or nil for UNIMPLEMENTED. It runs on the socket's thread and must be quick. What it returns is
  /// kept; it may be asked again all the same.
  public mutating func fallback(_ resolve: @escaping @Sendable (String) -> MethodRoute?) {
    fallbackRoute = resolve
  }
}
