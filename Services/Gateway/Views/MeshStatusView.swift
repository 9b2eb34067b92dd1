import Contract
import Mesh
import Messages

/// Asks every service whether it serves (健康状态).
public struct MeshStatusView: Sendable {
  private let peers: ServicePeers

  /// How long a service may take to say that it is well.
  private static let patience: Duration = .milliseconds(800)

  public init(peers: ServicePeers) {
    self.peers = peers
  }

  public func status() async -> Gateway.MeshStatus {
    let services = await withTaskGroup(of: Gateway.ServiceStatus.self) { group in
      for peer in peers.all { group.addTask { await Self.ask(peer) } }
      return await group.reduce(into: [Gateway.ServiceStatus]()) { $0.append($1) }
    }
    var status = Gateway.MeshStatus()
    // In the order of the mesh, whoever answered first; the gateway itself is proven by answering.
    status.services = peers.all.compactMap { peer in services.first { $0.service == peer.name } }
    status.complete = services.allSatisfy { $0.state == "SERVING" }
    var gateway = Gateway.ServiceStatus()
    gateway.service = "gateway"
    gateway.state = "SERVING"
    status.services.append(gateway)
    return status
  }

  private static func ask(_ peer: ServicePeer) async -> Gateway.ServiceStatus {
    let clock = ContinuousClock()
    var status = Gateway.ServiceStatus()
    status.service = peer.name
    var options = CallOptions()
    options.timeout = patience
    let start = clock.now
    do {
      let answer = try await HealthClient(client: peer.client).check(.init(), options: options)
      status.state = answer.status == .serving ? "SERVING" : "NOT_SERVING"
    } catch {
      status.state = "UNREACHABLE"
    }
    let elapsed = (clock.now - start).components
    status.tookMicroseconds = UInt32(
      clamping: elapsed.seconds * 1_000_000 + elapsed.attoseconds / 1_000_000_000_000)
    return status
  }
}
