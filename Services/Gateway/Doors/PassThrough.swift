import Contract
import GatewayViews
import Mesh

/// Passes calls on to the service that owns the method, bytes untouched in both directions.
///
/// The body is never decoded here: the gateway costs a hop and no codec, and a method whose
/// messages it does not know passes as well as one it knows. The caller's identity goes along in
/// metadata that only the gateway may set. It all happens on the thread of the client that calls the
/// service.
public struct PassThrough: Sendable {
  private let peers: ServicePeers

  public init(peers: ServicePeers) {
    self.peers = peers
  }

  /// How to serve a method by name; nil when no service of the mesh has it.
  public func route(_ fullName: String) -> MethodRoute? {
    guard let method = ContractTable.method(named: fullName)?.descriptor,
      let owner = peers.owner(ofMethod: fullName)
    else { return nil }
    return MethodRoute(method, handler(method, owner.client), on: owner.client.executor)
  }

  private func handler(_ method: MethodDescriptor, _ client: MeshClient) -> MethodHandler {
    switch method.kind {
    case .unary:
      return .unary { request, context in
        try await client.unary(method, request, options: Self.options(for: context))
      }
    case .serverStreaming:
      return .serverStreaming { request, writer, context in
        for try await item in try client.serverStream(
          method, request, options: Self.options(for: context))
        {
          try await writer.write(item)
        }
      }
    case .clientStreaming:
      return .clientStreaming { requests, context in
        try await client.clientStream(method, options: Self.options(for: context)) { writer in
          for try await item in requests { try await writer.write(item) }
        }
      }
    case .bidirectional:
      return .bidirectional { requests, writer, context in
        try await Self.relay(method, client, requests, writer, context)
      }
    }
  }

  /// Both directions at the same time; the answers' end ends the call, whatever the caller still
  /// sends.
  private static func relay(
    _ method: MethodDescriptor, _ client: MeshClient, _ requests: PayloadStream,
    _ writer: PayloadWriter, _ context: ServerContext
  ) async throws {
    try await client.bidirectional(method, options: options(for: context)) { upstream, answers in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          for try await item in requests { try await upstream.write(item) }
          upstream.finish()
        }
        for try await item in answers { try await writer.write(item) }
        group.cancelAll()
      }
    }
  }

  /// Deadline, trace and locale are taken from the call being handled; the rest is copied.
  ///
  /// Never repeated here: the caller decides that, and repeating at every hop would multiply the
  /// attempts and make the caller wait for all of them.
  private static func options(for context: ServerContext) -> CallOptions {
    CallOptions(
      metadata: CallerIdentity.metadata(of: context), idempotencyKey: context.idempotencyKey,
      retry: .never)
  }
}
