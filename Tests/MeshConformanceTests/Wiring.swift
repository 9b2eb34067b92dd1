import Contract
import Foundation
import Glibc
import Mesh
import MeshEmbedded
import MeshZeroMQ
import Messages
import Quantities
import Testing

/// The transports that one suite runs over.
enum Wiring: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case embedded, inproc, ipc, curve

  var testDescription: String { rawValue }
}

/// A server and a client of it.
struct Pair: Sendable {
  let server: MeshServer
  let client: MeshClient
  let echo: EchoClient
  let journal: Journal

  func close() {
    client.close()
    server.close()
  }
}

/// Where servers of the suite listen.
enum Address {
  private static let next = Guarded(0)
  /// For the sockets of all tests; removed when the tests have run.
  private static let folder: String = {
    atexit { try? FileManager.default.removeItem(atPath: Address.path) }
    return path
  }()
  private static let path =
    "\(FileManager.default.temporaryDirectory.path)/healthmesh-conformance-\(getpid())"

  static func fresh(_ wiring: Wiring) -> String {
    let number = next.withLock { number in
      number += 1
      return number
    }
    switch wiring {
    case .embedded: return "embedded-\(number)"
    case .inproc: return "inproc://conformance-\(number)"
    case .ipc: return "ipc://\(folder)/\(number).sock"
    case .curve: return "tcp://127.0.0.1:*"
    }
  }
}

/// Keys of the suite's server and client.
struct Keys: Sendable {
  let server: CurveKeyPair
  let client: CurveKeyPair
  let allowList: AllowList

  init() throws {
    server = try .generate()
    client = try .generate()
    allowList = AllowList([client.publicKey: (identity: "tester", roles: ["reader"])])
  }
}

extension Pair {
  static func make(
    _ wiring: Wiring, serverOptions: ServerOptions = ServerOptions(),
    clientOptions: ClientOptions = ClientOptions(connectWait: .seconds(10)),
    serverInterceptors: [any ServerInterceptor] = [],
    clientInterceptors: [any ClientInterceptor] = [],
    register: (inout MethodRouter) -> Void = { _ in }
  ) throws -> Pair {
    let journal = Journal()
    var router = MethodRouter()
    router.register(EchoService(journal: journal))
    register(&router)
    let fleet = try Fleet(wiring)
    let server = try fleet.server(
      router: router, options: serverOptions, interceptors: serverInterceptors)
    let client = try fleet.client(
      of: [server], options: clientOptions, interceptors: clientInterceptors)
    return Pair(
      server: server, client: client, echo: EchoClient(client: client), journal: journal)
  }
}

/// Servers and clients that can reach each other.
struct Fleet: Sendable {
  let wiring: Wiring
  let keys: Keys
  let mesh: EmbeddedMesh

  init(_ wiring: Wiring) throws {
    self.wiring = wiring
    keys = try Keys()
    mesh = EmbeddedMesh(clock: .system)
  }

  func server(
    at address: String? = nil, router: MethodRouter, options: ServerOptions = ServerOptions(),
    interceptors: [any ServerInterceptor] = [], health: HealthRegistry = HealthRegistry()
  ) throws -> MeshServer {
    let address = address ?? Address.fresh(wiring)
    if wiring == .embedded {
      return mesh.server(
        address, router: router, options: options, interceptors: interceptors, health: health,
        peer: Peer(identity: "local", roles: ["reader"]))
    }
    return try MeshServer.zeroMQ(
      router: router,
      listeners: [
        Listener(
          address,
          wiring == .curve
            ? .curve(keys.server, allowList: keys.allowList) : .local(roles: ["reader"]))
      ], options: options, interceptors: interceptors, health: health)
  }

  func client(
    of servers: [MeshServer], options: ClientOptions = ClientOptions(connectWait: .seconds(10)),
    interceptors: [any ClientInterceptor] = []
  ) throws -> MeshClient {
    try client(at: servers.flatMap(\.addresses), options: options, interceptors: interceptors)
  }

  func client(
    at addresses: [String], options: ClientOptions = ClientOptions(connectWait: .seconds(10)),
    interceptors: [any ClientInterceptor] = []
  ) throws -> MeshClient {
    if wiring == .embedded {
      return mesh.client(addresses, options: options, interceptors: interceptors)
    }
    return try MeshClient.zeroMQ(
      endpoints: addresses,
      security: wiring == .curve
        ? .curve(keys.client, serverKey: keys.server.publicKey) : .local,
      options: options, interceptors: interceptors)
  }
}
