import Contract
import GatewayViews
import Mesh
import Messages

/// The aggregated views over the mesh.
public struct ViewsEndpoint: AggregatedViews {
  private let file: InstitutionFileView
  private let mesh: MeshStatusView

  public init(file: InstitutionFileView, mesh: MeshStatusView) {
    self.file = file
    self.mesh = mesh
  }

  public func getInstitutionFile(
    _ request: Gateway.InstitutionFileRequest, context: ServerContext
  ) async throws -> Gateway.InstitutionFile {
    try await file.file(request)
  }

  public func getStatus(
    _ request: Gateway.MeshStatusRequest, context: ServerContext
  ) async throws -> Gateway.MeshStatus {
    await mesh.status()
  }
}
