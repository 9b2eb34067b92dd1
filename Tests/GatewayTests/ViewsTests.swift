import Contract
import GatewayViews
import Mesh
import MeshEmbedded
import Messages
import Testing

/// Views over the embedded mesh, with services that answer, refuse, or are not there.
@Suite("Aggregated views")
struct ViewsTests {
  /// A registry that knows one institution.
  private struct OneInstitution: Sendable {
    func register(in router: inout MethodRouter) {
      router.unary(RegistryInstitutionsMethods.getInstitution) { request, _ in
        guard request.code == "H99010200001" else {
          throw RPCError(.notFound, reason: "REGISTRY_UNKNOWN", zh: "未登记", en: "not registered")
        }
        return Registry.GetInstitutionResponse(
          institution: Registry.Institution(code: request.code, name: "临江市人民医院"))
      }
    }
  }

  private final class SmallMesh: Sendable {
    let peers: ServicePeers
    private let servers: [MeshServer]

    /// - Parameter absent: services that nobody started.
    init(absent: Set<String> = []) {
      let mesh = EmbeddedMesh(clock: .system)
      var servers: [MeshServer] = []
      for name in ["registry", "indicators", "contracting", "dip"] where !absent.contains(name) {
        var router = MethodRouter()
        if name == "registry" { OneInstitution().register(in: &router) }
        let health = HealthRegistry()
        health.set("", .serving)
        servers.append(mesh.server(name, router: router, health: health))
      }
      self.servers = servers
      peers = ServicePeers(
        registry: mesh.client(["registry"]), indicators: mesh.client(["indicators"]),
        contracting: mesh.client(["contracting"]), dip: mesh.client(["dip"]))
    }
  }

  private func file(
    _ mesh: SmallMesh, _ code: String
  ) async throws -> Gateway.InstitutionFile {
    try await InstitutionFileView(peers: mesh.peers, caller: Metadata()) { "2026-01-01T00:00:00Z" }
      .file(Gateway.InstitutionFileRequest(code: code, period: "2025"))
  }

  @Test("A service that is down costs its own section", .timeLimit(.minutes(1)))
  func serviceDown() async throws {
    let mesh = SmallMesh(absent: ["dip"])
    let file = try await file(mesh, "H99010200001")
    #expect(file.profile?.status?.state == .ok)
    #expect(file.profile?.institution?.name == "临江市人民医院")
    #expect(file.settlement?.status?.state == .unavailable)
    #expect(file.settlement?.status?.service == "dip")
    // Contracting is up and does not know the method: that is a failure, and not silence.
    #expect(file.contracts?.status?.state == .failed)
  }

  @Test("What a service does not know is an empty section, with its reason")
  func unknown() async throws {
    let file = try await file(SmallMesh(), "H00000000000")
    #expect(file.profile?.status?.state == .empty)
    #expect(file.profile?.status?.reason == "REGISTRY_UNKNOWN")
    #expect(file.profile?.institution == nil)
  }

  @Test("A request without code is refused")
  func noCode() async {
    await #expect(throws: (any Error).self) { try await file(SmallMesh(), "") }
  }

  @Test("Methods belong to the service of their package")
  func owners() {
    let peers = SmallMesh().peers
    #expect(peers.owner(ofMethod: "healthmesh.dip.v1.DipSettlement/Settle")?.name == "dip")
    #expect(
      peers.owner(ofMethod: "healthmesh.registry.v1.RegistryAreas/GetArea")?.name == "registry")
    #expect(peers.owner(ofMethod: "healthmesh.common.v1.Events/Subscribe") == nil)
    #expect(peers.owner(ofMethod: "healthmesh.dip") == nil)
    #expect(peers.owner(ofMethod: "") == nil)
    // Every method of the contract is somebody's, or one that every process has.
    for method in ContractTable.methods {
      let service = method.descriptor.service
      let isCommon = ["common", "mesh", "gateway"].contains {
        service.hasPrefix("healthmesh.\($0).")
      }
      #expect((peers.owner(ofMethod: method.descriptor.fullName) == nil) == isCommon, "\(service)")
    }
  }
}
