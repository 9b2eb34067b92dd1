import Contract
import Mesh
import Messages

/// Answers whether the process and its services can do their work.
struct HealthEndpoint: Health {
  let registry: HealthRegistry

  func check(
    _ request: MeshWire.HealthCheckRequest, context: ServerContext
  ) async throws -> MeshWire.HealthCheckResponse {
    let status = registry.status(of: request.service)
    guard status != .serviceUnknown else {
      throw RPCError(
        .notFound, reason: "MESH_UNKNOWN_SERVICE", zh: "本进程不提供该服务。",
        en: "This process does not serve that service.", remedyZh: "请核对服务全名。",
        remedyEn: "Check the full name of the service.",
        details: [RPCError.Detail(key: "service", value: request.service)])
    }
    return Self.response(status)
  }

  func watch(
    _ request: MeshWire.HealthCheckRequest,
    responses: ResponseWriter<MeshWire.HealthCheckResponse>, context: ServerContext
  ) async throws {
    for await status in registry.watch(request.service) {
      try await responses.write(Self.response(status))
    }
    try Task.checkCancellation()
  }

  private static func response(_ status: HealthRegistry.Status) -> MeshWire.HealthCheckResponse {
    MeshWire.HealthCheckResponse(
      status: MeshWire.HealthCheckResponse.ServingStatus(rawValue: status.rawValue))
  }
}
