import Contract
import Foundation
import LocalMesh
import Mesh
import MeshZeroMQ
import Messages
import Quantities
import Testing

/// The five processes of this build in a folder of their own, with a CURVE door for a bureau's
/// tools and an HTTP door on a free port.
final class RunningMesh: Sendable {
  /// Short, because the kernel limits the paths of sockets.
  let root: String
  let mesh: LocalMesh
  let http: PlainHTTP
  /// `tcp://…` of the door with CURVE.
  let bureauDoor: String
  /// Files with the door's public key, and with the pair of a bureau that is let in.
  let serverKeyFile: String
  let bureauKeyFile: String
  /// A client of the gateway, on its ipc endpoint.
  let gateway: MeshClient
  private let log: Guarded<[String]>

  /// Runs a body against a mesh that serves, and ends the mesh whatever happens. When the body
  /// fails, the end of the processes' logs is part of the failure.
  static func with(
    gatewaySettings: [String: String] = [:],
    _ body: @Sendable (RunningMesh) async throws -> Void
  ) async throws {
    let mesh = try await RunningMesh(gatewaySettings)
    do {
      try await body(mesh)
    } catch {
      Issue.record(error, "\(mesh.lastLines)")
    }
    await mesh.stop()
  }

  private init(_ gatewaySettings: [String: String]) async throws {
    let root =
      "\(FileManager.default.temporaryDirectory.path)/hm-\(UInt32.random(in: .min ... .max))"
    self.root = root
    mkdir(root, 0o700)
    serverKeyFile = "\(root)/door.key"
    bureauKeyFile = "\(root)/bureau.key"
    try CurveKeyPair.generate().save(to: serverKeyFile)
    let bureau = try CurveKeyPair.generate()
    try bureau.save(to: bureauKeyFile)
    try "\(bureau.publicKey) linjiang-bureau bureau\n".write(
      toFile: "\(root)/allowed.keys", atomically: true, encoding: .utf8)
    bureauDoor = "tcp://127.0.0.1:\(try RawSocket.freePort())"

    let layout = try LocalMeshLayout(root: "\(root)/m")
    var options = LocalMeshOptions(executables: Self.executables)
    options.httpPort = 0
    options.gatewaySettings = gatewaySettings
    options.restarts = false
    options.bureauDoor = LocalMeshOptions.BureauDoor(
      endpoint: bureauDoor, serverKeyFile: serverKeyFile, allowListFile: "\(root)/allowed.keys")
    let log = Guarded<[String]>([])
    self.log = log
    mesh = LocalMesh(layout: layout, options: options) { process, line in
      log.withLock { lines in
        if lines.count >= 40 { lines.removeFirst(20) }
        lines.append("\(process.rawValue): \(line)")
      }
    }
    try await mesh.start(within: .seconds(60))
    http = PlainHTTP(port: await mesh.options.httpPort)
    gateway = try MeshClient.zeroMQ(endpoints: [layout.endpoint(.gateway)], security: .local)
    try await waitUntilComplete()
  }

  private func stop() async {
    gateway.close()
    await mesh.stop()
    try? FileManager.default.removeItem(atPath: root)
  }

  /// Programs are built beside the tests.
  static let executables: String = {
    let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(filePath: program ?? "").deletingLastPathComponent().path
  }()

  var lastLines: String { log.withLock { $0.joined(separator: "\n") } }

  /// A client of one process, past the gateway.
  func client(of process: MeshProcess) throws -> MeshClient {
    try MeshClient.zeroMQ(endpoints: [mesh.layout.endpoint(process)], security: .local)
  }

  func socketPath(_ process: MeshProcess) -> String {
    String(mesh.layout.endpoint(process).dropFirst("ipc://".count))
  }

  func restart(_ process: MeshProcess) async throws {
    try await mesh.start(process)
    try await mesh.waitUntilReady(process, within: .seconds(30))
  }

  /// Waits until the gateway reaches every service again.
  func waitUntilComplete() async throws {
    for _ in 1...200 {
      // The HTTP door opens a moment after the gateway serves.
      if let answer = try? await http.get("/readyz"), answer.status == 200 { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("the gateway does not reach every service")
  }
}

extension CallOptions {
  /// One attempt, so that a failure is seen and not repaired.
  static func once(key: String? = nil, timeout: Duration = .seconds(30)) -> CallOptions {
    CallOptions(timeout: timeout, idempotencyKey: key, retry: .never)
  }
}
