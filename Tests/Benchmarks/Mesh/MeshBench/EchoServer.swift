import Contract
import Glibc
import Mesh
import MeshZeroMQ
import Messages

/// An echo with everything on: authorisation and metrics.
enum EchoServer {
  enum Kind: String {
    /// Answers on the socket's thread and does not look into the message, as the C echo does.
    case bytes
    /// Answers on the socket's thread.
    case inline
    /// Answers in a task of its own.
    case task
  }

  static func run(address: String, kind: Kind) async throws {
    var router = MethodRouter()
    switch kind {
    case .bytes:
      router.handle(EchoMethods.unary.descriptor, .inline { request, _ in request })
    case .inline:
      router.inline(EchoMethods.unary) { request, _ in
        MeshWire.EchoResponse(content: request.content, position: 1)
      }
    case .task:
      router.unary(EchoMethods.unary) { request, _ in
        MeshWire.EchoResponse(content: request.content, position: 1)
      }
    }
    router.serverStream(EchoMethods.repeat) { request, responses, _ in
      let response = MeshWire.EchoResponse(content: request.content, position: 1)
      while true { try await responses.write(response) }
    }
    try await serve(router, at: address)
  }

  /// Passes every call on to `upstream` as the gateway does.
  static func relay(address: String, upstream: String, isOnThread: Bool) async throws {
    let client = try MeshClient.zeroMQ(
      endpoints: [upstream], security: .insecure, interceptors: [ClientMetricsInterceptor()])
    let method = EchoMethods.unary.descriptor
    var router = MethodRouter()
    router.fallback { _ in
      MethodRoute(
        method,
        .unary { request, context in
          try await client.unary(
            method, request, options: CallOptions(metadata: context.metadata, retry: .never))
        }, on: isOnThread ? client.executor : nil)
    }
    try await serve(router, at: address)
  }

  private static func serve(_ router: MethodRouter, at address: String) async throws {
    var table = AccessTable()
    table.allow("healthmesh.mesh.v1.Echo/*", roles: ["benchmark"])
    let server = try MeshServer.zeroMQ(
      router: router, listeners: [Listener(address, .insecure(roles: ["benchmark"]))],
      interceptors: [AuthorizationInterceptor(table), ServerMetricsInterceptor()])
    print(server.addresses[0])
    fflush(nil)
    // Until the runner ends the process.
    while true { try await Task.sleep(for: .seconds(3600)) }
  }
}
