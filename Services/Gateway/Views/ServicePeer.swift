import Mesh

/// A service behind the gateway: its name and the client that calls it.
public struct ServicePeer: Sendable {
  /// registry, indicators, contracting or dip: also the package of its methods.
  public let name: String
  public let client: MeshClient

  public init(name: String, client: MeshClient) {
    self.name = name
    self.client = client
  }
}

/// The services behind the gateway (后端服务).
public struct ServicePeers: Sendable {
  public let registry: ServicePeer
  public let indicators: ServicePeer
  public let contracting: ServicePeer
  public let dip: ServicePeer

  public init(
    registry: MeshClient, indicators: MeshClient, contracting: MeshClient, dip: MeshClient
  ) {
    self.registry = ServicePeer(name: "registry", client: registry)
    self.indicators = ServicePeer(name: "indicators", client: indicators)
    self.contracting = ServicePeer(name: "contracting", client: contracting)
    self.dip = ServicePeer(name: "dip", client: dip)
  }

  public var all: [ServicePeer] { [registry, indicators, contracting, dip] }

  /// The service that owns a method: `healthmesh.dip.v1.DipSettlement/Settle` is dip's. Nil for
  /// methods that every service has, such as health, and for names that none has.
  public func owner(ofMethod fullName: some StringProtocol) -> ServicePeer? {
    let parts = fullName.split(separator: ".", maxSplits: 2)
    guard parts.count == 3, parts[0] == "healthmesh" else { return nil }
    return all.first { $0.name == parts[1] }
  }
}
