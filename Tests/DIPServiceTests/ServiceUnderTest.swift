import Contract
import DIPDomain
import DIPEndpoint
import DIPStorage
import Foundation
import Logging
import Mesh
import MeshEmbedded
import Messages
import Quantities
import Runtime
import Store
import Tabular

/// The DIP service on a real database behind an embedded mesh, with the project's sample region.
final class ServiceUnderTest: Sendable {
  static let region = "990100"
  static let year = "2025"

  let temporary: TemporaryDatabase
  private let mesh = EmbeddedMesh(clock: .system)
  private let servers: [MeshServer]
  let client: MeshClient

  /// - Parameters:
  ///   - caller: who the calls come from.
  ///   - registry: methods of a registry to ask; nil runs without one.
  init(
    caller: Peer = Peer(identity: "bureau", roles: ["bureau"]), registry: MethodRouter? = nil,
    temporary: TemporaryDatabase? = nil
  ) throws {
    let temporary = try temporary ?? TemporaryDatabase()
    self.temporary = temporary
    var servers: [MeshServer] = []
    var logger = Logger(label: "dip")
    logger.logLevel = .critical
    var copy: EventConsumer?
    if let registry {
      servers.append(mesh.server("registry", router: registry))
      let client = mesh.client(["registry"])
      copy = EventConsumer(
        name: "dip:registry", source: "registry", client: client, database: temporary.database,
        copy: try RegistryCopy(
          "dip:registry", of: DIPService.registryParts, registry: client,
          database: temporary.database), logger: logger)
    }
    var router = MethodRouter()
    // Many tests compute beside each other: a short patience would measure the machine.
    DIPService(database: temporary.database, registry: copy, patience: .seconds(120))
      .register(in: &router)
    servers.append(
      mesh.server(
        "dip", router: router.translatingErrors(ErrorTranslation(logger: logger)), peer: caller))
    self.servers = servers
    client = mesh.client(["dip"])
  }

  func stopRegistry() { mesh.setReachable("registry", false) }

  func close() {
    client.close()
    for server in servers { server.close() }
  }

  var cases: DipCasesClient { DipCasesClient(client: client) }
  var catalogues: DipCataloguesClient { DipCataloguesClient(client: client) }
  var policies: DipPoliciesClient { DipPoliciesClient(client: client) }
  var funds: DipFundsClient { DipFundsClient(client: client) }
  var settlement: DipSettlementClient { DipSettlementClient(client: client) }
  var reports: DipReportsClient { DipReportsClient(client: client) }

  // MARK: The project's own sample data

  static let deploy = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Deploy")

  static func file(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: deploy.appending(path: path)))
  }

  static func catalogueFiles() throws -> [Dip.CatalogueFile] {
    let folder = deploy.appending(path: "catalogue/sample")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .filter { $0.hasSuffix(".csv") }.map {
        Dip.CatalogueFile(name: $0, content: try file("catalogue/sample/\($0)"))
      }
  }

  static func sampleInstitutions() throws -> [SynthesisInstitution] {
    try SynthesisInstitution.read(registry: file("registry/demo/institutions.csv"))
      .filter { ($0.area / 100) == 9901 }
  }

  /// Synthetic lists of the sample region.
  static func lists(
    _ count: Int, seed: UInt64, defectsPerMille: Int = 10, year: Int = 2025
  ) throws -> [UInt8] {
    let catalogue = CatalogueReader.read(
      try catalogueFiles().map { CatalogueFile(name: $0.name, content: $0.content) }
    ).catalogue
    guard let catalogue else { throw SampleUnreadable() }
    var synthesis = try CaseSynthesis(
      catalogue: catalogue, institutions: sampleInstitutions(), year: Year(year), count: count,
      seed: seed, defectsPerMille: defectsPerMille)
    var writer = CSVWriter()
    synthesis.writeHeader(to: &writer)
    while synthesis.write(rows: 4096, to: &writer) > 0 {}
    return writer.bytes
  }

  /// Catalogue, policy, institutions and funds of the sample region.
  func prepare(policy: String = "dip10.yaml", institutions: Bool = true) async throws {
    _ = try await catalogues.importCatalogue(
      Dip.ImportCatalogueRequest(files: Self.catalogueFiles()))
    _ = try await policies.putPolicy(
      Dip.PutPolicyRequest(yaml: Self.file("policies/\(policy)")))
    if institutions {
      _ = try await funds.putInstitutions(
        Dip.PutInstitutionsRequest(
          asOf: "2025-12-31",
          institutions: try Self.sampleInstitutions().map {
            Dip.DipInstitution(
              code: $0.code, name: "机构 \($0.code.suffix(3))", level: UInt32($0.level),
              tcm: $0.isTCM, areaCode: String($0.area))
          }))
    }
    _ = try await funds.putFunds(
      Dip.PutFundsRequest(
        sheet: Dip.FundSheet(
          region: Self.region, period: Self.year,
          pools: [
            Dip.PoolFund(insuranceType: .employee, poolFen: 1_234_567_891),
            Dip.PoolFund(insuranceType: .resident, poolFen: 987_654_321),
          ])))
  }

  /// Uploads a file as a careful client does, and answers the report.
  func upload(_ file: [UInt8], chunk: Int = 100_000) async throws -> Common.ImportReport? {
    try await cases.importCases { requests, responses in
      try await requests.write(
        Common.FileChunk(
          fileName: "lists.csv", sha256: SHA256Digest(of: file).description,
          totalBytes: UInt64(file.count)))
      var answers = responses.makeAsyncIterator()
      var offset = Int(try await answers.next(isolation: nil)?.resumeOffset ?? 0)
      while offset < file.count {
        let end = min(offset + chunk, file.count)
        try await requests.write(
          Common.FileChunk(offset: UInt64(offset), content: Array(file[offset..<end])))
        offset = end
      }
      requests.finish()
      var report: Common.ImportReport?
      while let answer = try await answers.next(isolation: nil) { report = answer.report }
      return report
    }
  }

  func settle(threads: UInt32 = 0) async throws -> (run: Dip.SettlementRun, unchanged: Bool) {
    let stream = try await settlement.settle(
      Dip.SettleRequest(region: Self.region, period: Self.year, threads: threads))
    var last: Dip.SettleProgress?
    for try await progress in stream { last = progress }
    guard let last, let run = last.run else { throw SampleUnreadable() }
    return (run, last.unchanged)
  }
}

struct SampleUnreadable: Error {}
