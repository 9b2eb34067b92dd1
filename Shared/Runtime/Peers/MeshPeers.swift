import Mesh
import MeshZeroMQ
import Quantities

/// Clients of the other services, as the configuration names them; one per service, made at first
/// use. Calls made while a call is handled inherit its deadline (less a margin), trace and locale.
public final class MeshPeers: Sendable {
  private let configuration: ServiceConfiguration
  private let clients = Guarded<[PeerName: MeshClient]>([:])
  private let interceptors: [any ClientInterceptor]

  public init(
    _ configuration: ServiceConfiguration, interceptors: [any ClientInterceptor] = []
  ) {
    self.configuration = configuration
    self.interceptors = interceptors
  }

  /// The services that the configuration names.
  public var names: [PeerName] {
    configuration.peers.keys.sorted().map { PeerName(rawValue: $0) }
  }

  /// - Throws: `CONFIG_PEER_MISSING` when the configuration does not name the service; what is
  ///   wrong with its keys or endpoints.
  public func client(for name: PeerName) throws -> MeshClient {
    if let known = clients.withLock({ $0[name] }) { return known }
    let fresh = try makeClient(name)
    // Two tasks may have made one each; the first one stays.
    return clients.withLock { clients in
      if let known = clients[name] { return known }
      clients[name] = fresh
      return fresh
    }
  }

  /// Fails what is under way and closes the connections.
  public func close() {
    let all = clients.withLock { clients in
      defer { clients = [:] }
      return Array(clients.values)
    }
    for client in all { client.close() }
  }

  private func makeClient(_ name: PeerName) throws -> MeshClient {
    guard let peer = configuration.peers[name.rawValue] else {
      throw Problem(
        .failedPrecondition, "CONFIG_PEER_MISSING",
        zh: "配置的 peers 中没有 \(name.rawValue)。",
        en: "The configuration names no peer \(name.rawValue).",
        remedyZh: "请在 peers 下写明该服务的端点。",
        remedyEn: "Give the service's endpoints below peers.")
    }
    return try MeshClient.zeroMQ(
      endpoints: peer.endpoints, security: try security(peer), interceptors: interceptors)
  }

  private func security(_ peer: ServiceConfiguration.Peer) throws -> ClientSecurity {
    guard peer.endpoints.contains(where: { $0.hasPrefix("tcp://") }) else { return .local }
    guard let curve = configuration.curve, let file = peer.serverKeyFile else { return .insecure }
    return .curve(
      try CurveKeyFile.keyPair(curve.secretKeyFile), serverKey: try CurveKeyFile.publicKey(file))
  }
}
