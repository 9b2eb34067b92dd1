/// What a server does for a method, on the level of bytes.
public enum MethodHandler: Sendable {
  /// Runs on the socket's thread: an answer from memory within some 20 µs.
  case inline(@Sendable (Payload, ServerContext) throws -> Payload)
  case unary(@Sendable (Payload, ServerContext) async throws -> Payload)
  case serverStreaming(@Sendable (Payload, PayloadWriter, ServerContext) async throws -> Void)
  case clientStreaming(@Sendable (PayloadStream, ServerContext) async throws -> Payload)
  case bidirectional(@Sendable (PayloadStream, PayloadWriter, ServerContext) async throws -> Void)

  func serves(_ kind: MethodKind) -> Bool {
    switch self {
    case .inline, .unary: kind == .unary
    case .serverStreaming: kind == .serverStreaming
    case .clientStreaming: kind == .clientStreaming
    case .bidirectional: kind == .bidirectional
    }
  }
}
