import Contract
import GatewayViews
import Logging
import Mesh
import MeshZeroMQ
import Quantities
import Runtime
import Store

/// The gateway, put together for a process: the pass-through, the views and the HTTP door.
public enum GatewayService {
  /// What the gateway alone understands below `settings`: `http` (host:port), `http_roles` (what
  /// callers over HTTP may be; only `auditor` unless said otherwise, because every user of the
  /// machine can reach the port), and the door's limits.
  public static let settings: Set<String> = HTTPLimits.settingNames.union(["http", "http_roles"])

  public static func assemble(_ assembly: inout ServiceAssembly) throws {
    let peers = try ServicePeers(
      registry: assembly.peers.client(for: .registry),
      indicators: assembly.peers.client(for: .indicators),
      contracting: assembly.peers.client(for: .contracting),
      dip: assembly.peers.client(for: .dip))
    let passThrough = PassThrough(peers: peers)
    assembly.router.fallback { passThrough.route($0) }
    assembly.router.register(ViewsEndpoint(peers: peers) { Timestamp.now().description })
    if let http = assembly.configuration.settings["http"] {
      try openHTTP(http, peers, &assembly)
    }
  }

  private static func openHTTP(
    _ address: String, _ peers: ServicePeers, _ assembly: inout ServiceAssembly
  ) throws {
    let (host, port) = try HTTPAddress.parse(address)
    let limits = try HTTPLimits(settings: assembly.configuration.settings)
    guard let own = assembly.configuration.listen.first(where: { !$0.hasPrefix("tcp:") }) else {
      throw Problem(
        .invalidInput, "GATEWAY_NO_LOCAL_ENDPOINT",
        zh: "HTTP 入口需要 listen 中有一个 ipc 端点。",
        en: "The HTTP door needs an ipc endpoint in listen.",
        remedyZh: "请在 listen 中加入 ipc 端点。", remedyEn: "Add an ipc endpoint to listen.")
    }
    let roles = assembly.configuration.settings["http_roles"] ?? "auditor"
    let client = try MeshClient.zeroMQ(
      endpoints: [own], security: .local, interceptors: [HTTPCaller(roles: roles)])
    let door = HTTPDoor(
      client: client, status: MeshStatusView(peers: peers),
      spoolFolder: try assembly.dataFolder(), openAPI: ContractTable.openAPI
    ) { [metrics = assembly.metrics] in metrics.text() }
    let logger = assembly.logger
    assembly.background("http") {
      defer { client.close() }
      try await door.serve(host: host, port: port, limits: limits, logger: logger) { port in
        logger.notice("http", metadata: ["address": "http://\(host):\(port)"])
      }
    }
  }
}

/// Says for each call over HTTP who calls: the door, with the roles that the configuration gives
/// it. The gateway itself believes it because its own endpoint's peers have the role `gateway`.
struct HTTPCaller: ClientInterceptor {
  let roles: String

  func prepare(_ call: inout OutgoingCall) throws(RPCError) {
    try call.metadata.set(ServerContext.callerKey, "http")
    try call.metadata.set(DelegationInterceptor.rolesKey, roles)
  }
}

/// `host:port` of the HTTP door.
enum HTTPAddress {
  /// - Throws: `GATEWAY_HTTP_ADDRESS` unless it is a port of this machine alone: there are no
  ///   tokens yet, and a proxy with TLS in front is the place for other machines to come in.
  static func parse(_ text: String) throws(Problem) -> (host: String, port: Int) {
    let parts = text.split(separator: ":")
    guard parts.count == 2, let port = Int(parts[1]), (0...65535).contains(port),
      ["127.0.0.1", "localhost"].contains(parts[0])
    else {
      throw Problem(
        .invalidInput, "GATEWAY_HTTP_ADDRESS", zh: "settings.http“\(text)”不是本机地址。",
        en: "settings.http “\(text)” is not an address of this machine.",
        remedyZh: "请写作 127.0.0.1:8420；对外服务请在前面加带 TLS 的反向代理。",
        remedyEn: "Write 127.0.0.1:8420; put a proxy with TLS in front to serve others.")
    }
    return (String(parts[0]), port)
  }
}
