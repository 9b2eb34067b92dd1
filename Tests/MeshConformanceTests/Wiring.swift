import Contract
import Glibc
import Mesh
import MeshZeroMQ
import Messages
import Quantities
import Testing

/// The transports that one suite runs over.
enum Wiring: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case inproc, ipc, curve

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
  private static let folder = "/tmp/healthmesh-conformance-\(getpid())"

  static func fresh(_ wiring: Wiring) -> String {
    let number = next.withLock { number in
      number += 1
      return number
    }
    switch wiring {
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
    clientOptions: ClientOptions = ClientOptions(),
    serverInterceptors: [any ServerInterceptor] = [],
    clientInterceptors: [any ClientInterceptor] = [],
    register: (inout MethodRouter) -> Void = { _ in }
  ) throws -> Pair {
    let journal = Journal()
    var router = MethodRouter()
    router.register(EchoService(journal: journal))
    register(&router)
    let keys = try Keys()
    let server = try MeshServer.zeroMQ(
      router: router,
      listeners: [
        Listener(
          Address.fresh(wiring),
          wiring == .curve
            ? .curve(keys.server, allowList: keys.allowList) : .local(roles: ["reader"]))
      ], options: serverOptions, interceptors: serverInterceptors)
    let client = try MeshClient.zeroMQ(
      endpoints: server.addresses,
      security: wiring == .curve
        ? .curve(keys.client, serverKey: keys.server.publicKey) : .local,
      options: clientOptions, interceptors: clientInterceptors)
    return Pair(
      server: server, client: client, echo: EchoClient(client: client), journal: journal)
  }
}
