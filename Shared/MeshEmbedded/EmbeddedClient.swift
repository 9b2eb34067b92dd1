import Mesh
import Quantities

/// A client of an embedded mesh.
final class EmbeddedClient: ClientTransport, @unchecked Sendable {
  /// The way to its servers; apart from the client, which holds the core that uses it.
  private final class Link: ClientLink {
    unowned let network: EmbeddedNetwork
    weak var client: EmbeddedClient?

    init(_ network: EmbeddedNetwork) {
      self.network = network
    }

    func send(to endpoint: Int, header: UnsafeRawBufferPointer, body: Payload?) -> SendOutcome {
      guard let client else { return .gone }
      return network.send(from: client, endpoint, [UInt8](header), body ?? .empty)
    }

    func reportsConnections(_ endpoint: Int) -> Bool { true }

    func reconnect(_ endpoint: Int) {
      if let client { network.reconnect(client, endpoint) }
    }
  }

  let names: [String]
  let core: ClientCore
  private let link: Link
  private let mesh: EmbeddedMesh
  private let published: Guarded<[EndpointState]>
  private let isClosed = Guarded(false)

  init(_ names: [String], mesh: EmbeddedMesh, options: ClientOptions) {
    self.names = names
    self.mesh = mesh
    link = Link(mesh.network)
    core = ClientCore(addresses: names, options: options, link: link)
    published = Guarded(core.states)
    link.client = self
  }

  func post(_ command: ClientCommand) -> Bool {
    if isClosed.withLock({ $0 }) { return false }
    // Flushed here too: a closed client is not of the network any more.
    mesh.perform { [self] in
      core.handle(command, now: core.clock.now())
      core.flush()
    }
    return true
  }

  func endpointStates() -> [EndpointState] { published.withLock { $0 } }

  /// It has no thread of its own.
  var executor: any TaskExecutor { globalConcurrentExecutor }

  func publish() { published.withLock { $0 = core.states } }

  func close() {
    isClosed.withLock { $0 = true }
    mesh.perform { [self, network = mesh.network] in
      core.close()
      core.flush()
      network.remove(self)
      publish()
    }
  }
}
