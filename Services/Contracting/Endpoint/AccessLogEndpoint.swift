import Contract
import Mesh
import Messages
import Runtime

/// Who read residents, when and why, over the mesh.
struct AccessLogEndpoint: ContractingAccessLog {
  let log: AccessLogDesk

  func listAccesses(
    _ request: Common.ListAccessesRequest, context: ServerContext
  ) async throws -> Common.ListAccessesResponse {
    try await log.list(request)
  }
}
