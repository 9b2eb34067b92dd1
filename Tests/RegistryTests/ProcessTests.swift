import Contract
import Foundation
import Mesh
import MeshZeroMQ
import Messages
import Quantities
import Testing

/// `healthmesh-registry` as a process of its own, over ipc.
@Suite struct ProcessTests {
  /// Programs are built beside the tests.
  private static let program = URL(filePath: CommandLine.arguments[0])
    .deletingLastPathComponent().appending(path: "healthmesh-registry")

  private static func start(_ folder: URL) throws -> Process {
    let process = Process()
    process.executableURL = program
    process.arguments = ["--config", folder.appending(path: "registry.yaml").path]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// What was acknowledged before a sudden death is there after it; SIGTERM ends with code 0.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: program.path)))
  func acknowledgedWorkOutlivesTheProcess() async throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "hmr-\(UInt32.random(in: .min ... .max))")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(at: folder) }
    let endpoint = "ipc://\(folder.path)/registry.sock"
    try """
    service: registry
    listen: ["\(endpoint)"]
    data: "\(folder.path)/data"
    settings: { rules: "\(RegistryFixture.root.path)/Deploy/registry/rules.csv" }
    """.write(
      to: folder.appending(path: "registry.yaml"), atomically: true, encoding: .utf8)
    let client = try MeshClient.zeroMQ(endpoints: [endpoint], security: .local)
    defer { client.close() }
    let areas = RegistryAreasClient(client: client)
    let file = try RegistryFixture.deployed("areas.csv")

    let first = try Self.start(folder)
    defer { first.terminate() }
    try await Self.untilServing(client)
    let report = try await areas.importAreas { writer in
      try await writer.write(
        Common.FileChunk(
          fileName: "areas.csv", sha256: SHA256Digest(of: file).description,
          totalBytes: UInt64(file.count), content: file))
    }
    #expect(report.rowsInserted == 269)
    kill(first.processIdentifier, SIGKILL)
    first.waitUntilExit()

    let second = try Self.start(folder)
    defer { second.terminate() }
    try await Self.untilServing(client)
    let found = try await areas.getArea(
      Registry.GetAreaRequest(code: "330622", followSuccessors: true))
    #expect(found.areas.map(\.name) == ["上虞区"])
    kill(second.processIdentifier, SIGTERM)
    second.waitUntilExit()
    #expect(second.terminationReason == .exit)
    #expect(second.terminationStatus == 0)
  }

  private static func untilServing(_ client: MeshClient) async throws {
    let health = HealthClient(client: client)
    var options = CallOptions()
    options.timeout = .seconds(2)
    for attempt in 1...100 {
      do {
        let answer = try await health.check(MeshWire.HealthCheckRequest(), options: options)
        if answer.status == .serving { return }
      } catch is RPCError where attempt < 100 {
        // Not listening yet.
      }
      try await Task.sleep(for: .milliseconds(100))
    }
    Issue.record("the registry does not serve")
  }
}
