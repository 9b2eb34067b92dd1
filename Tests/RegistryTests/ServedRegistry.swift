import Contract
import Foundation
import Logging
import Mesh
import MeshEmbedded
import Privacy
import Runtime
import Store

@testable import RegistryEndpoint

/// The registry's services with their events over the embedded mesh and a real database, as a caller
/// meets them.
final class ServedRegistry: Sendable {
  let fixture: RegistryFixture
  let client: MeshClient
  private let server: MeshServer
  private let mesh: EmbeddedMesh

  /// - Parameters:
  ///   - caller: whom the registry takes its caller for.
  ///   - vault: where identity numbers are kept; nil for a registry that is given none.
  ///   - now: milliseconds since 1970; 2024-08-01 02:00 in China is still 31 July in London.
  init(
    _ fixture: RegistryFixture, caller: String = "commission", vault: IdentityVault? = nil,
    now: Int64 = 1_722_448_800_000
  ) {
    self.fixture = fixture
    let service = RegistryService(
      database: fixture.database,
      uploads: UploadStaging(
        folder: fixture.folder.appending(path: "uploads").path, maximumBytes: 1 << 24),
      vault: vault, clock: { Timestamp(milliseconds: now) })
    var router = MethodRouter()
    service.register(in: &router)
    router.register(EventsEndpoint(database: fixture.database))
    mesh = EmbeddedMesh(clock: .system)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    server = mesh.server(
      "registry",
      router: router.translatingErrors(ErrorTranslation(logger: logger)),
      peer: Peer(identity: caller, roles: []))
    client = mesh.client(["registry"])
  }
}
