import Contract
import ContractingEndpoint
import Logging
import Mesh
import MeshZeroMQ
import Messages
import Quantities
import Runtime
import Testing

/// The whole service as its process runs it, called over a socket.
struct ServiceTests {
  /// Starts the service with a data folder, runs the body with a client, and drains it.
  private func serving(
    _ folder: String, _ body: @escaping @Sendable (MeshClient) async throws -> Void
  ) async throws {
    var configuration = ServiceConfiguration(service: "contracting")
    let endpoint = "ipc://\(folder)/contracting.sock"
    configuration.listen = [endpoint]
    configuration.data = folder
    configuration.settings = ["panel_limit": "3"]
    var logger = Logger(label: "contracting")
    logger.logLevel = .critical
    let run = ServiceRun(configuration, logger: logger, metrics: PrometheusMetrics())
    let (listening, ready) = AsyncStream.makeStream(of: Void.self)
    let life = Task {
      defer { ready.finish() }
      return await run.run({ try ContractingService.assemble(&$0) }, ready: { _ in ready.finish() })
    }
    for await _ in listening {}
    let client = try MeshClient.zeroMQ(endpoints: [endpoint], security: .local)
    defer { client.close() }
    do {
      try await body(client)
    } catch {
      run.stop()
      _ = await life.value
      throw error
    }
    run.stop()
    #expect(await life.value == .ok)
  }

  private func upload(
    _ text: String, to writer: RequestWriter<Common.FileChunk>
  ) async throws {
    let bytes = Array(text.utf8)
    // Small pieces, so that rows and characters are cut anywhere.
    for offset in stride(from: 0, to: bytes.count, by: 101) {
      var chunk = Common.FileChunk(
        offset: UInt64(offset), content: Array(bytes[offset..<min(offset + 101, bytes.count)]))
      if offset == 0 {
        chunk.fileName = "upload.csv"
        chunk.sha256 = SHA256Digest(of: bytes).description
        chunk.totalBytes = UInt64(bytes.count)
      }
      try await writer.write(chunk)
    }
  }

  @Test func importSignRunAndStartAgain() async throws {
    let home = try TemporaryFolder()
    let folder = home.path
    try await serving(folder) { client in
      let residents = try await ContractingResidentsClient(client: client).import { writer in
        try await upload(TemporaryRegion.residentFile(6), to: writer)
      }
      #expect(residents.rowsInserted == 6)
      let teams = try await ContractingTeamsClient(client: client).import { writer in
        try await upload(TemporaryRegion.teamFile(2), to: writer)
      }
      #expect(teams.rowsInserted == 4)
      _ = try await ContractingPackagesClient(client: client).put(
        .init(document: Repository.text("Deploy/contracting/packages.yaml")))
      try await signUntilFull(client)
    }
    // Nothing of the upload is left, and what was acknowledged is there after a restart.
    #expect(try TemporaryFolder.files(in: folder + "/uploads").isEmpty)
    try await serving(folder) { client in
      let listed = try await FamilyContractsClient(client: client).list(.init(doctorId: "T1-L"))
      #expect(listed.contracts.count == 3)
      let panel = try await ContractingTeamsClient(client: client).getPanel(
        .init(doctorId: "T1-L"))
      #expect(panel.used == 3)
      #expect(panel.limit == 3)
      #expect(!panel.limitAssumed)
    }
  }

  private func signUntilFull(_ client: MeshClient) async throws {
    let contracts = FamilyContractsClient(client: client)
    for number in 1...3 {
      let signed = try await contracts.sign(
        .init(residentId: Sample.residentID(number), teamId: "T1", packageCode: "BASIC"))
      #expect(signed.state == .active)
    }
    do {
      _ = try await contracts.sign(
        .init(residentId: Sample.residentID(4), teamId: "T1", packageCode: "BASIC"))
      Issue.record("a fourth resident fitted into a panel of three")
    } catch {
      let error = try #require(error as? RPCError)
      #expect(error.code == .resourceExhausted)
      #expect(error.reason == "PANEL_FULL")
      #expect(!error.remedyZh.isEmpty && !error.remedyEn.isEmpty)
    }
  }
}
