import CZeroMQ
import Foundation
import Glibc
import Messages
import Quantities
import Testing

@testable import Mesh
@testable import MeshZeroMQ

/// Who must not get in, over real sockets with CURVE.
@Suite struct SecurityTests {
  private static let quick = ClientOptions(retry: .never, connectWait: .milliseconds(400))

  private static let patient = ClientOptions(retry: .never, connectWait: .seconds(20))

  private static func router() -> MethodRouter {
    var router = MethodRouter()
    router.unary(EchoForTests.unary) { request, context in
      MeshWire.EchoResponse(
        content: Array("\(context.peer.identity) \(context.peer.roles.sorted())".utf8))
    }
    return router
  }

  private static func server(
    _ keys: CurveKeyPair, _ list: AllowList, context: ZeroMQContext = .shared
  ) throws -> MeshServer {
    try MeshServer.zeroMQ(
      router: router(),
      listeners: [Listener("tcp://127.0.0.1:*", .curve(keys, allowList: list))],
      context: context)
  }

  private static func call(_ client: MeshClient) async throws -> String {
    let reply = try await client.unary(
      EchoForTests.unary, MeshWire.EchoRequest(), options: CallOptions(timeout: .seconds(30)))
    return String(decoding: reply.content, as: UTF8.self)
  }

  private static func expectRefusal(_ client: MeshClient) async {
    let error = await #expect(throws: RPCError.self) { try await call(client) }
    #expect(error?.code == .unavailable)
    #expect(error?.reason == "MESH_NOT_CONNECTED")
  }

  @Test func anAllowedKeyGetsItsIdentityAndRoles() async throws {
    let serverKeys = try CurveKeyPair.generate()
    let clientKeys = try CurveKeyPair.generate()
    let list = AllowList([clientKeys.publicKey: (identity: "gateway", roles: ["b", "a"])])
    let server = try SecurityTests.server(serverKeys, list)
    defer { server.close() }
    let client = try MeshClient.zeroMQ(
      endpoints: server.addresses,
      security: .curve(clientKeys, serverKey: serverKeys.publicKey),
      options: SecurityTests.patient)
    defer { client.close() }
    #expect(try await SecurityTests.call(client) == #"gateway ["a", "b"]"#)
  }

  @Test func anUnknownKeyIsRefused() async throws {
    let serverKeys = try CurveKeyPair.generate()
    let server = try SecurityTests.server(serverKeys, AllowList([:]))
    defer { server.close() }
    let client = try MeshClient.zeroMQ(
      endpoints: server.addresses,
      security: .curve(try .generate(), serverKey: serverKeys.publicKey),
      options: SecurityTests.quick)
    defer { client.close() }
    await SecurityTests.expectRefusal(client)
    #expect(client.endpoints[0].lastError?.contains("refused") == true)
  }

  @Test func aWrongServerKeyIsRefused() async throws {
    let clientKeys = try CurveKeyPair.generate()
    let list = AllowList([clientKeys.publicKey: (identity: "gateway", roles: [])])
    let server = try SecurityTests.server(try .generate(), list)
    defer { server.close() }
    let client = try MeshClient.zeroMQ(
      endpoints: server.addresses,
      security: .curve(clientKeys, serverKey: try CurveKeyPair.generate().publicKey),
      options: SecurityTests.quick)
    defer { client.close() }
    await SecurityTests.expectRefusal(client)
  }

  @Test func aPlainClientIsRefusedByACurveServer() async throws {
    let server = try SecurityTests.server(try .generate(), AllowList([:]))
    defer { server.close() }
    let client = try MeshClient.zeroMQ(
      endpoints: server.addresses, security: .insecure, options: SecurityTests.quick)
    defer { client.close() }
    await SecurityTests.expectRefusal(client)
  }

  @Test func aCurveClientIsRefusedByAPlainServer() async throws {
    let server = try MeshServer.zeroMQ(
      router: SecurityTests.router(),
      listeners: [Listener("tcp://127.0.0.1:*", .insecure(roles: []))])
    defer { server.close() }
    let client = try MeshClient.zeroMQ(
      endpoints: server.addresses,
      security: .curve(try .generate(), serverKey: try CurveKeyPair.generate().publicKey),
      options: SecurityTests.quick)
    defer { client.close() }
    await SecurityTests.expectRefusal(client)
  }

  /// libzmq alone lets every key in when nobody answers its question; ZMQ_ZAP_ENFORCE_DOMAIN makes
  /// that a refusal. The socket here is set up as a listener's, in a context without authenticator.
  @Test func withoutAnAuthenticatorNobodyGetsIn() async throws {
    let context = ZeroMQContext()
    let serverKeys = try CurveKeyPair.generate()
    let socket = try ZeroMQSocket(context, type: ZMQ_ROUTER)
    defer { socket.close() }
    try ServerSocket.requireCurve(socket, serverKeys, zapDomain: "nobody-answers")
    try socket.bind("tcp://127.0.0.1:*")
    let client = try MeshClient.zeroMQ(
      endpoints: [try socket.lastEndpoint()],
      security: .curve(try .generate(), serverKey: serverKeys.publicKey),
      options: SecurityTests.quick)
    defer { client.close() }
    await SecurityTests.expectRefusal(client)
    #expect(!socket.hasInput)
  }

  @Test func aKeyAddedLaterGetsInAndARemovedOneDoesNot() async throws {
    let path =
      "\(FileManager.default.temporaryDirectory.path)/healthmesh-allow-\(getpid())-\(UInt32.random(in: 0...(.max)))"
    defer { unlink(path) }
    let serverKeys = try CurveKeyPair.generate()
    let early = try CurveKeyPair.generate()
    let late = try CurveKeyPair.generate()
    try write("# key identity roles\n\(early.publicKey) early x\n", to: path)
    let list = try AllowList(contentsOf: path)
    let server = try SecurityTests.server(serverKeys, list)
    defer { server.close() }
    func client(_ keys: CurveKeyPair, _ options: ClientOptions) throws -> MeshClient {
      try MeshClient.zeroMQ(
        endpoints: server.addresses,
        security: .curve(keys, serverKey: serverKeys.publicKey), options: options)
    }
    let earlyClient = try client(early, SecurityTests.patient)
    let lateClient = try client(late, SecurityTests.quick)
    defer {
      earlyClient.close()
      lateClient.close()
    }
    #expect(try await SecurityTests.call(earlyClient) == #"early ["x"]"#)
    await SecurityTests.expectRefusal(lateClient)
    try write("\(late.publicKey)\tlate\ty,z\n", to: path)
    try list.reload()
    // The refused client tries again by itself.
    let answer = Guarded("")
    for _ in 0..<40 where answer.withLock({ $0.isEmpty }) {
      if let text = try? await SecurityTests.call(lateClient) { answer.withLock { $0 = text } }
    }
    #expect(answer.withLock { $0 } == #"late ["y", "z"]"#)
    let again = try client(early, SecurityTests.quick)
    defer { again.close() }
    await SecurityTests.expectRefusal(again)
    // A list that is wrong changes nothing.
    try write("nonsense\n", to: path)
    #expect(throws: RPCError.self) { try list.reload() }
    #expect(list.peer(for: late.publicKey)?.identity == "late")
  }

  @Test func aConnectionOfARemovedKeyIsRefusedItsNextCall() async throws {
    let path =
      "\(FileManager.default.temporaryDirectory.path)/healthmesh-allow-\(getpid())-\(UInt32.random(in: 0...(.max)))"
    defer { unlink(path) }
    let serverKeys = try CurveKeyPair.generate()
    let keys = try CurveKeyPair.generate()
    try write("\(keys.publicKey) someone x\n", to: path)
    let list = try AllowList(contentsOf: path)
    let server = try SecurityTests.server(serverKeys, list)
    defer { server.close() }
    let client = try MeshClient.zeroMQ(
      endpoints: server.addresses, security: .curve(keys, serverKey: serverKeys.publicKey),
      options: SecurityTests.patient)
    defer { client.close() }
    #expect(try await SecurityTests.call(client) == #"someone ["x"]"#)
    try write("# nobody\n", to: path)
    try list.reload()
    let error = await #expect(throws: RPCError.self) { try await SecurityTests.call(client) }
    #expect(error?.code == .unauthenticated)
  }

  @Test func plainTcpNeedsAnExplicitWord() throws {
    #expect(throws: RPCError.self) {
      try MeshServer.zeroMQ(
        router: MethodRouter(), listeners: [Listener("tcp://127.0.0.1:*", .local(roles: []))])
    }
    #expect(throws: RPCError.self) {
      try MeshServer.zeroMQ(
        router: MethodRouter(), listeners: [Listener("tcp://*:0", .local(roles: []))])
    }
    #expect(throws: RPCError.self) {
      try MeshClient.zeroMQ(endpoints: ["tcp://192.0.2.1:7000"], security: .local)
    }
  }

  @Test func anIpcFolderOpenToOthersIsRefused() throws {
    let folder = "\(FileManager.default.temporaryDirectory.path)/healthmesh-open-\(getpid())"
    mkdir(folder, 0o755)
    chmod(folder, 0o755)
    defer { rmdir(folder) }
    let error = #expect(throws: RPCError.self) {
      try MeshServer.zeroMQ(
        router: MethodRouter(),
        listeners: [Listener("ipc://\(folder)/s.sock", .local(roles: []))])
    }
    #expect(error?.code == .permissionDenied)
  }

  private func write(_ text: String, to path: String) throws {
    let file = try #require(fopen(path, "w"))
    fputs(text, file)
    fclose(file)
  }
}

@Suite struct CurveKeyPairTests {
  @Test func aPairSurvivesItsFile() throws {
    let path =
      "\(FileManager.default.temporaryDirectory.path)/healthmesh-key-\(getpid())-\(UInt32.random(in: 0...(.max)))"
    defer { unlink(path) }
    let pair = try CurveKeyPair.generate()
    try pair.save(to: path)
    #expect(try CurveKeyPair(contentsOf: path) == pair)
    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    #expect(throws: ZeroMQError.self) { try pair.save(to: path) }
    chmod(path, 0o640)
    #expect(throws: ZeroMQError.self) { try CurveKeyPair(contentsOf: path) }
  }

  @Test func theSecretStaysOutOfDescriptions() throws {
    let pair = try CurveKeyPair.generate()
    #expect(!"\(pair)".contains(pair.secretKey))
  }

  /// The keys of RFC 26's example in libzmq's manual page of zmq_curve.
  @Test func thePublicKeyFollowsFromTheSecretOne() throws {
    let pair = try CurveKeyPair(secretKey: "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs")
    #expect(pair.publicKey == "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID")
  }

  @Test(arguments: ["", "short", String(repeating: "\u{1}", count: 40)])
  func whatIsNoKeyIsRefused(_ text: String) {
    #expect(!CurveKeyPair.isKey(text))
    #expect(throws: ZeroMQError.self) { try CurveKeyPair(secretKey: text) }
  }
}
