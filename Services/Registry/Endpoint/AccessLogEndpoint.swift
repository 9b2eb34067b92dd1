import Contract
import Mesh
import Messages
import Runtime

/// Who read practitioners, when and why, over the mesh.
struct AccessLogEndpoint: RegistryAccessLog {
  let log: AccessLogDesk

  func listAccesses(
    _ request: Common.ListAccessesRequest, context: ServerContext
  ) async throws -> Common.ListAccessesResponse {
    try await log.list(request)
  }
}
