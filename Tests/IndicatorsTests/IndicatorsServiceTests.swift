import Contract
import Foundation
import IndicatorsStorage
import Logging
import Mesh
import MeshEmbedded
import Messages
import Quantities
import Runtime
import Store
import Testing

@testable import IndicatorsEndpoint

/// The service as a caller meets it: over the embedded mesh, with a real database on disk.
@Suite("Indicators service")
struct IndicatorsServiceTests {
  private final class Desk: Sendable {
    let folder: URL
    let database: Database
    let client: MeshClient
    private let mesh: EmbeddedMesh
    private let server: MeshServer

    init() throws {
      folder = FileManager.default.temporaryDirectory
        .appending(path: "hm-indicators-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      database = try Database.open(
        path: folder.appending(path: "indicators.sqlite").path,
        migrations: IndicatorsMigrations.all)
      var router = MethodRouter()
      router.register(DefinitionsEndpoint(database: database))
      router.register(
        ObservationsEndpoint(
          database: database,
          uploads: UploadStaging(
            folder: folder.appending(path: "uploads").path, maximumBytes: 1 << 20)))
      router.register(TargetsEndpoint(database: database))
      mesh = EmbeddedMesh(clock: .system)
      var logger = Logger(label: "test")
      logger.logLevel = .critical
      server = mesh.server(
        "indicators",
        router: router.translatingErrors(ErrorTranslation(logger: logger)),
        peer: Peer(identity: "bureau", roles: []))
      client = mesh.client(["indicators"])
    }

    deinit {
      client.close()
      server.close()
      // Closing waits for readers, and these wait for the few threads that tests run on. An open
      // database may write another file while the folder is being removed.
      DispatchQueue.global().async { [database, folder] in
        try? database.close()
        try? FileManager.default.removeItem(at: folder)
      }
    }

    var definitions: IndicatorDefinitionsClient { IndicatorDefinitionsClient(client: client) }
    var observations: IndicatorObservationsClient { IndicatorObservationsClient(client: client) }
    var targets: IndicatorTargetsClient { IndicatorTargetsClient(client: client) }

    /// The demo's definitions and observations, as the product ships them.
    func loadDemo() async throws {
      _ = try await definitions.putElements(Self.json("elements.json"))
      _ = try await definitions.putIndicators(Self.json("indicators.json"))
      _ = try await targets.putTargets(Self.json("targets.json"))
    }

    func upload(_ bytes: [UInt8]) async throws -> Common.ImportReport {
      try await observations.import { writer in
        try await writer.write(
          Common.FileChunk(
            fileName: "observations.csv", sha256: SHA256Digest(of: bytes).description,
            totalBytes: UInt64(bytes.count)))
        try await writer.write(Common.FileChunk(content: bytes))
      }
    }

    static let demo = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Deploy/indicators/demo")

    static func json<M: JSONMessage>(_ name: String) throws -> M {
      try M(json: Array(Data(contentsOf: demo.appending(path: name))))
    }

    static func demoObservations() throws -> [UInt8] {
      Array(try Data(contentsOf: demo.appending(path: "observations.csv")))
    }
  }

  @Test("The demo's targets are judged from its file, counties rolled up")
  func demo() async throws {
    let desk = try Desk()
    try await desk.loadDemo()
    let report = try await desk.upload(Desk.demoObservations())
    #expect(report.rowsRead == 9)
    #expect(report.rowsInserted == 9)
    #expect(report.rowsQuarantined == 0)

    let answer = try await desk.targets.evaluate(
      Indicators.EvaluateRequest(
        subject: "990100", period: "2025", parts: ["990102", "990121", "990122"]))
    let share = try #require(
      answer.evaluations.first { $0.target?.indicator == "county_inpatient_share" })
    // (48 210 + 21 890 + 17 650) ÷ (55 120 + 26 340 + 21 020) = 87 750 ÷ 102 480 = 85.6265 %.
    #expect(share.verdict == .met)
    #expect(share.numeratorSum == "87750")
    #expect(share.denominatorSum == "102480")
    #expect(share.value == "85.6265")
    // The prefecture's own figures are not the counties': 164 ÷ 220 is judged by itself.
    let own = try await desk.targets.evaluate(
      Indicators.EvaluateRequest(subject: "990100", period: "2025"))
    let ratio = try #require(
      own.evaluations.first { $0.target?.indicator == "cdc_professional_ratio" })
    #expect(ratio.verdict == .met)
    #expect(ratio.value == "74.5455")
    #expect(own.notEvaluable == 1)
  }

  @Test(
    "The same file again changes nothing; a corrected value is a new version, the old one stays")
  func versions() async throws {
    let desk = try Desk()
    try await desk.loadDemo()
    _ = try await desk.upload(Desk.demoObservations())
    let again = try await desk.upload(Desk.demoObservations())
    #expect(again.rowsUnchanged == 9)

    let corrected = Indicators.Observation(
      element: "inpatient.county", subject: "990102", period: "2025", value: "48211")
    let recorded = try await desk.observations.record(
      Indicators.RecordObservationsRequest(observations: [corrected]))
    #expect(recorded.recorded == 1)
    let history = try await desk.observations.list(
      Indicators.ListObservationsRequest(
        element: "inpatient.county", subject: "990102", withHistory: true))
    #expect(history.observations.map(\.value) == ["48210", "48211"])
    #expect(history.observations.map(\.version) == [1, 2])
    let current = try await desk.observations.list(
      Indicators.ListObservationsRequest(element: "inpatient.county", subject: "990102"))
    #expect(current.observations.map(\.value) == ["48211"])
  }

  @Test("Bad rows are listed with line, column and reason; the others are recorded")
  func quarantine() async throws {
    let desk = try Desk()
    try await desk.loadDemo()
    let file = """
      数据元,对象,周期,数值,填报单位
      inpatient.county,990102,2025,10,甲
      inpatient.county,990102,2025-13,10,甲
      inpatient.county,990102,2025,十,甲
      no.such.element,990102,2025,1,甲
      inpatient.insured,,2025,1,甲
      """
    let report = try await desk.upload(Array(file.utf8))
    #expect(report.rowsRead == 5)
    #expect(report.rowsInserted == 1)
    #expect(report.rowsQuarantined == 4)
    #expect(
      report.issues.map { "\($0.line) \($0.column) \($0.code)" } == [
        "3 周期 INDICATOR_PERIOD_INVALID", "4 数值 DECIMAL_INVALID",
        "5 element INDICATOR_ELEMENT_UNKNOWN", "6 对象 INDICATOR_FIELD_MISSING",
      ])
    #expect(report.issues.allSatisfy { $0.remedy?.zh.isEmpty == false })
  }

  @Test("Lists come in pages that together are the whole, in order")
  func pages() async throws {
    let desk = try Desk()
    try await desk.loadDemo()
    _ = try await desk.upload(Desk.demoObservations())
    var request = Indicators.ListObservationsRequest()
    request.pageSize = 2
    var keys: [String] = []
    repeat {
      let page = try await desk.observations.list(request)
      #expect(page.observations.count <= 2)
      keys += page.observations.map { "\($0.element) \($0.subject)" }
      request.pageToken = page.nextPageToken
    } while !request.pageToken.isEmpty
    #expect(keys.count == 9)
    #expect(keys == keys.sorted())
  }

  @Test("Eight reporters of one value at the same time leave one current version")
  func concurrency() async throws {
    let desk = try Desk()
    try await desk.loadDemo()
    let observations = desk.observations
    try await withThrowingTaskGroup(of: Void.self) { group in
      for reporter in 0..<8 {
        group.addTask {
          for step in 0..<20 {
            _ = try await observations.record(
              Indicators.RecordObservationsRequest(observations: [
                Indicators.Observation(
                  element: "inpatient.county", subject: "990102", period: "2025",
                  value: "\(reporter * 100 + step)", reporter: "\(reporter)")
              ]))
          }
        }
      }
      try await group.waitForAll()
    }
    let current = try await observations.list(
      Indicators.ListObservationsRequest(element: "inpatient.county"))
    #expect(current.observations.count == 1)
    let all = try await observations.list(
      Indicators.ListObservationsRequest(
        element: "inpatient.county", withHistory: true, pageSize: 1000))
    #expect(all.observations.map(\.version) == Array(1...UInt32(all.observations.count)))
    #expect(all.observations.count == 160)
  }

  @Test("A repeated call with the same idempotency key records once")
  func idempotency() async throws {
    let desk = try Desk()
    try await desk.loadDemo()
    let request = Indicators.RecordObservationsRequest(observations: [
      Indicators.Observation(
        element: "inpatient.county", subject: "990102", period: "2025", value: "7")
    ])
    let options = CallOptions(idempotencyKey: "once")
    let first = try await desk.observations.record(request, options: options)
    let second = try await desk.observations.record(request, options: options)
    #expect(first == second)
    #expect(second.recorded == 1)
  }

  @Test("What refers to something unknown is refused whole, with its code")
  func refused() async throws {
    let desk = try Desk()
    let indicator = Indicators.Indicator(
      code: "x", name: Common.Bilingual(zh: "某", en: "x"), numerator: "#{nothing}")
    let error = await #expect(throws: RPCError.self) {
      try await desk.definitions.putIndicators(
        Indicators.PutIndicatorsRequest(indicators: [indicator]))
    }
    #expect(error?.reason == "INDICATOR_ELEMENT_UNKNOWN")
    #expect(error?.code == .invalidArgument)
    #expect(error?.messageZh.isEmpty == false)
    #expect(try await desk.definitions.listIndicators(.init()).indicators.isEmpty)
  }
}
