import Mesh
import Quantities

/// A server of an embedded mesh.
final class EmbeddedServer: ServerTransport, @unchecked Sendable {
  /// The way to its callers; apart from the server, which holds the core that uses it.
  private final class Link: ServerLink {
    unowned let network: EmbeddedNetwork

    init(_ network: EmbeddedNetwork) {
      self.network = network
    }

    var unsentBytes: Int { 0 }

    func send(to peer: UInt32, header: UnsafeRawBufferPointer, body: Payload?) -> SendOutcome {
      network.send(to: peer, [UInt8](header), body ?? .empty)
    }
  }

  let name: String
  let peer: Peer
  let core: ServerCore
  private let link: Link
  /// Kept until `close`, which takes the server out of the network: whichever of the two goes first.
  private let mesh: EmbeddedMesh
  private let published = Guarded(ServerStatistics())

  init(
    _ name: String, mesh: EmbeddedMesh, router: MethodRouter, options: ServerOptions,
    interceptors: [any ServerInterceptor], peer: Peer
  ) {
    self.name = name
    self.peer = peer
    self.mesh = mesh
    link = Link(mesh.network)
    core = ServerCore(router: router, options: options, interceptors: interceptors, link: link)
    core.post = { [weak mesh, weak core] command in
      guard let core else { return }
      mesh?.perform { core.handle(command) }
    }
  }

  var addresses: [String] { [name] }

  func statistics() -> ServerStatistics { published.withLock { $0 } }

  func publish() { published.withLock { $0 = core.statistics } }

  func beginDrain() {
    mesh.perform { [self] in core.handle(.drain) }
  }

  func close() {
    mesh.perform { [self, network = mesh.network] in
      core.close()
      network.remove(self)
    }
  }
}
