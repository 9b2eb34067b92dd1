import Messages

extension MethodRouter {
  /// Serves `healthmesh.mesh.v1.Health` from a registry.
  public mutating func serveHealth(_ registry: HealthRegistry) {
    inline(HealthProtocol.check) { request, _ in
      let status = registry.status(of: request.service)
      guard status != .serviceUnknown else {
        throw RPCError(
          .notFound, reason: "MESH_SERVICE_UNKNOWN", zh: "服务端不认识该服务。",
          en: "The server does not know this service.",
          details: [RPCError.Detail(key: "service", value: String(request.service.prefix(128)))])
      }
      return MeshWire.HealthCheckResponse(
        status: .init(rawValue: status.rawValue), copies: registry.copies.map(\.message))
    }
    serverStream(HealthProtocol.watch) { request, writer, _ in
      for await status in registry.watch(request.service) {
        try await writer.write(
          MeshWire.HealthCheckResponse(
            status: .init(rawValue: status.rawValue), copies: registry.copies.map(\.message)))
      }
    }
  }
}

extension CopyHealth {
  fileprivate var message: MeshWire.CopyState {
    MeshWire.CopyState(
      source: source, sequence: sequence, asOf: asOf, following: isFollowing)
  }
}

/// The methods of `healthmesh.mesh.v1.Health`; the generated ones stand in a module that needs this
/// one.
enum HealthProtocol {
  private static let service = "healthmesh.mesh.v1.Health"

  static let check = Method<MeshWire.HealthCheckRequest, MeshWire.HealthCheckResponse>(
    MethodDescriptor(
      service: service, method: "Check", idempotency: .noSideEffects, maximumRequestBytes: 4096,
      defaultTimeout: .seconds(5)))
  static let watch = Method<MeshWire.HealthCheckRequest, MeshWire.HealthCheckResponse>(
    MethodDescriptor(
      service: service, method: "Watch", kind: .serverStreaming, idempotency: .noSideEffects,
      maximumRequestBytes: 4096, defaultTimeout: .seconds(24 * 3600)))
}
