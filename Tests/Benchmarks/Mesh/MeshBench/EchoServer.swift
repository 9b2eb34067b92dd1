import Contract
import Glibc
import Mesh
import MeshZeroMQ
import Messages

/// An echo with everything on: authorisation and metrics.
enum EchoServer {
  static func run(address: String, isInline: Bool) async throws {
    var table = AccessTable()
    table.allow("healthmesh.mesh.v1.Echo/*", roles: ["benchmark"])
    var router = MethodRouter()
    if isInline {
      router.inline(EchoMethods.unary) { request, _ in
        MeshWire.EchoResponse(content: request.content, position: 1)
      }
    } else {
      router.unary(EchoMethods.unary) { request, _ in
        MeshWire.EchoResponse(content: request.content, position: 1)
      }
    }
    router.serverStream(EchoMethods.repeat) { request, responses, _ in
      let response = MeshWire.EchoResponse(content: request.content, position: 1)
      while true { try await responses.write(response) }
    }
    let server = try MeshServer.zeroMQ(
      router: router, listeners: [Listener(address, .insecure(roles: ["benchmark"]))],
      interceptors: [AuthorizationInterceptor(table), ServerMetricsInterceptor()])
    print(server.addresses[0])
    fflush(nil)
    // Until the runner ends the process.
    while true { try await Task.sleep(for: .seconds(3600)) }
  }
}
