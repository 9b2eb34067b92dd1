import Contract
import GatewayViews
import Mesh
import Messages

/// The aggregated views over the mesh.
public struct ViewsEndpoint: AggregatedViews {
  private let peers: ServicePeers
  private let now: @Sendable () -> String

  public init(peers: ServicePeers, now: @escaping @Sendable () -> String) {
    self.peers = peers
    self.now = now
  }

  public func getInstitutionFile(
    _ request: Gateway.InstitutionFileRequest, context: ServerContext
  ) async throws -> Gateway.InstitutionFile {
    try await InstitutionFileView(
      peers: peers, caller: CallerIdentity.metadata(of: context), now: now
    ).file(request)
  }

  public func getStatus(
    _ request: Gateway.MeshStatusRequest, context: ServerContext
  ) async throws -> Gateway.MeshStatus {
    await MeshStatusView(peers: peers).status()
  }
}
