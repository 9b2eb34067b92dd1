import Contract
import DIPDomain
import Mesh
import Messages
import Quantities
import Testing

@Suite("Measuring scores over the mesh")
struct MeasureScoresTests {
  private static func measure(
    _ service: ServiceUnderTest, _ request: Dip.MeasureScoresRequest
  ) async throws -> [Dip.MeasureScoresProgress] {
    let client = DipMeasurementClient(client: service.client)
    var steps: [Dip.MeasureScoresProgress] = []
    for try await step in try await client.measureScores(request) { steps.append(step) }
    return steps
  }

  /// The sample region with three years of lists.
  private static func prepared() async throws -> ServiceUnderTest {
    let service = try ServiceUnderTest()
    try await service.prepare()
    for year in 2022...2024 {
      _ = try await service.upload(
        ServiceUnderTest.lists(500, seed: UInt64(year), defectsPerMille: 0, year: year))
    }
    return service
  }

  @Test(
    "Three years of lists become a catalogue that is imported, named by a policy and settled with")
  func line() async throws {
    let service = try await Self.prepared()
    defer { service.close() }
    var request = Dip.MeasureScoresRequest(
      region: ServiceUnderTest.region, lastYear: 2024, fictionalScores: true, threads: 1)
    let first = try await Self.measure(service, request)
    let result = try #require(first.last?.result)
    #expect(result.cases > 1_300 && result.firstYear == 2022 && result.lastYear == 2024)
    #expect(result.catalogue?.importedAt == "" && result.warnings.count == 3)
    #expect(
      first.compactMap(\.table?.key).prefix(4)
        == ["measurement.summary", "measurement.years", "measurement.levels", "measurement.groups"])
    var stages: [String] = []
    for step in first where stages.last != step.stage { stages.append(step.stage) }
    #expect(
      stages == ["loading", "grouping", "summing", "scoring", "report", "files", "done"])

    request.threads = 2
    request.`import` = true
    let second = try await Self.measure(service, request)
    #expect(second.compactMap(\.file) == first.compactMap(\.file))
    let imported = try #require(second.last?.result?.catalogue)
    #expect(imported.hash == result.catalogue?.hash && !imported.importedAt.isEmpty)
    #expect(try await Self.measure(service, request).last?.result?.unchanged == true)

    let listed = try await service.catalogues.getCatalogue(
      Dip.GetCatalogueRequest(hash: imported.hash, withFiles: true))
    #expect(listed.files == first.compactMap(\.file))
    _ = try await service.upload(ServiceUnderTest.lists(500, seed: 9, defectsPerMille: 0))
    let (run, _) = try await service.settle()
    // The sample policy takes the newest version of the catalogue's name.
    #expect(run.catalogueHash == imported.hash)
    #expect(run.scoredCases > 450)
  }

  @Test("Who is no bureau does not measure; what is missing is said")
  func refused() async throws {
    let hospital = try ServiceUnderTest(caller: Peer(identity: "h", roles: ["hospital"]))
    defer { hospital.close() }
    let request = Dip.MeasureScoresRequest(region: ServiceUnderTest.region, lastYear: 2024)
    await #expect(throws: RPCError.self) { try await Self.measure(hospital, request) }

    let service = try ServiceUnderTest()
    defer { service.close() }
    func code(_ request: Dip.MeasureScoresRequest) async -> String {
      do {
        _ = try await Self.measure(service, request)
        return ""
      } catch let error as RPCError {
        return error.reason
      } catch {
        return "\(error)"
      }
    }
    #expect(await code(request) == "DIP_POLICY_MISSING")
    #expect(
      await code(Dip.MeasureScoresRequest(region: ServiceUnderTest.region))
        == "DIP_MEASUREMENT_POLICY")
    try await service.prepare()
    #expect(await code(request) == "DIP_MEASUREMENT_EMPTY")
  }
}
