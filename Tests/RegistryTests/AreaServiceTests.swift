import Contract
import Foundation
import Logging
import Mesh
import MeshEmbedded
import Messages
import Quantities
import RegistryDomain
import Runtime
import Store
import Testing

@testable import RegistryEndpoint

/// Areas and coverage as a caller meets them.
@Suite struct AreaServiceTests {
  private final class Region: Sendable {
    private let registry: ServedRegistry

    init() async throws { registry = ServedRegistry(try RegistryFixture.demo()) }

    var fixture: RegistryFixture { registry.fixture }
    var client: MeshClient { registry.client }

    var areas: RegistryAreasClient { RegistryAreasClient(client: client) }

    func seen(_ code: String, _ day: String) async throws -> UInt64 {
      let found = try await areas.getArea(
        Registry.GetAreaRequest(code: code, asOf: Registry.AsOf(day: day)))
      return found.areas.first?.validity?.recorded ?? 0
    }

    static func chunk(_ bytes: [UInt8]) -> Common.FileChunk {
      Common.FileChunk(
        fileName: "upload.csv", sha256: SHA256Digest(of: bytes).description,
        totalBytes: UInt64(bytes.count), content: bytes)
    }
  }

  /// One of two editors wins; the other hears by whom and when.
  @Test func theSecondEditorHearsWhoWasFirst() async throws {
    let region = try await Region()
    let seen = try await region.seen("990121102", "2024-08-01")
    func rename(_ name: String) async throws -> Registry.AreaEventRecorded {
      try await region.areas.renameArea(
        Registry.RenameAreaRequest(
          code: "990121102", name: name, day: "2024-08-01", expectedRecorded: seen,
          basis: "示政〔2024〕8号"))
    }
    let first = try await rename("石门新镇")
    #expect(first.event?.kind == .renamed)
    #expect(first.event?.recordedBy == "commission")
    #expect(first.event?.recordedAt == "2024-07-31T18:00:00.000Z")
    let error = await #expect(throws: RPCError.self) { try await rename("石门古镇") }
    #expect(error?.reason == "REGISTRY_EDIT_CONFLICT")
    #expect(error?.messageZh.contains("commission") == true)
    #expect(error?.messageEn.contains("2024-07-31T18:00:00.000Z") == true)
    let details = error?.details ?? []
    #expect(details.contains { $0.key == "changed_by" && $0.value == "commission" })
    #expect(details.contains { $0.key == "changed_at" && $0.value == "2024-07-31T18:00:00.000Z" })
  }

  @Test func changesAreListedByCodePrefixAndPage() async throws {
    let region = try await Region()
    let areas = region.areas
    let parts = [
      Registry.AreaPart(code: "990121105", name: "石门南镇", takes: ["990121102200"]),
      Registry.AreaPart(code: "990121106", name: "石门北镇", takes: ["990121102201"]),
    ]
    let tenants = try await RegistryInstitutionsClient(client: region.client).listInstitutions(
      Registry.ListInstitutionsRequest(
        area: "990121102", asOf: Registry.AsOf(day: "2024-08-01"))
    ).institutions.filter { $0.area == "990121102" }.map(\.code)
    var first = parts[0]
    first.takes += tenants
    let split = try await areas.splitArea(
      Registry.SplitAreaRequest(
        code: "990121102", expectedRecorded: region.seen("990121102", "2024-08-01"),
        parts: [first, parts[1]], day: "2024-08-01"))
    #expect(split.moved.contains("990121102200"))
    let recoded = try await areas.recodeArea(
      Registry.RecodeAreaRequest(
        code: "990121105", newCode: "990121107", day: "2024-09-01",
        expectedRecorded: region.seen("990121105", "2024-09-01")))
    #expect(recoded.event?.after == ["990121107"])
    let family = try await areas.listAreaEvents(
      Registry.ListAreaEventsRequest(code: "990121102", pageSize: 1))
    #expect(family.events.map(\.kind) == [.split])
    let rest = try await areas.listAreaEvents(
      Registry.ListAreaEventsRequest(
        code: "990121102", pageSize: 1, pageToken: family.nextPageToken))
    #expect(rest.events.map(\.kind) == [.recoded])
    #expect(rest.nextPageToken.isEmpty)
    let under = try await areas.listAreaEvents(
      Registry.ListAreaEventsRequest(under: "990121", kinds: [.recoded]))
    #expect(under.events.count == 1)
    let nobody = try await areas.listAreaEvents(Registry.ListAreaEventsRequest(under: "990122"))
    #expect(nobody.events.isEmpty)
    let before = try await areas.getArea(
      Registry.GetAreaRequest(
        code: "990121107", asOf: Registry.AsOf(day: "2024-07-31"), followPredecessors: true))
    #expect(before.areas.map(\.code) == ["990121102"])
  }

  @Test func anImportTellsHowFarItIs() async throws {
    let region = try await Region()
    let bytes = try RegistryFixture.deployed("areas.csv")
    let id = SHA256Digest(of: bytes).description
    let unknown = await #expect(throws: RPCError.self) {
      try await region.areas.getAreaImport(Registry.GetAreaImportRequest(importId: id))
    }
    #expect(unknown?.reason == "REGISTRY_IMPORT_UNKNOWN")
    let report = try await region.areas.importAreas { try await $0.write(Region.chunk(bytes)) }
    let state = try await region.areas.getAreaImport(
      Registry.GetAreaImportRequest(importId: id))
    #expect(state.stage == .done)
    #expect(state.rowsDone == state.rowsTotal && state.rowsTotal == report.rowsRead)
  }

  /// M60 (S002·(二)2(2)): 常住人口2万以上 includes 20 000.
  @Test func townshipsOfTwentyThousandAreListed() async throws {
    let region = try await Region()
    for (code, residents) in [("990121101", 20_000), ("990121102", 19_999)] as [(String, Int64)] {
      _ = try await region.areas.countResidents(
        Registry.CountResidentsRequest(
          code: code, year: 2024, residents: residents,
          expectedRecorded: region.seen(code, "2024-08-01")))
    }
    let found = try await region.areas.listAreas(
      Registry.ListAreasRequest(
        subtree: "990121", levels: [.township], asOf: Registry.AsOf(day: "2024-12-31"),
        minimumResidents: 20_000))
    #expect(found.areas.map(\.code) == ["990121101"])
    #expect(found.areas.map(\.populationYear) == [[2024]])
    #expect(found.areas.map(\.populationResidents) == [[20_000]])
  }

  @Test func coverageComesInColumnsAndAsCSV() async throws {
    let region = try await Region()
    try region.fixture.importInstitutions(
      Array(
        """
        code,name,kind,ownership,area,longitude,latitude,valid_from
        JJ-1,云岭县急救站,急救站,政府办,990121101,112.420000,30.350000,2024-01-01

        """.utf8))
    let coverage = RegistryCoverageClient(client: region.client)
    var pieces: [Registry.CoverageColumns] = []
    for try await piece in try await coverage.getCoverage(
      Registry.GetCoverageRequest(area: "990121", asOf: Registry.AsOf(day: "2024-06-01")))
    {
      pieces.append(piece)
    }
    #expect(pieces.count == 2)
    #expect(pieces.first?.county == ["990121"])
    #expect(pieces.first?.countyOutside == [2])
    #expect(pieces.last?.villageName == ["青峰东村", "青峰西村"])
    #expect(pieces.last?.villageCounty == [0, 0])
    var csv: [UInt8] = []
    for try await chunk in try await coverage.exportCoverage(
      Registry.ExportCoverageRequest(area: "990121", asOf: Registry.AsOf(day: "2024-06-01")))
    {
      csv += chunk.content
    }
    let lines = String(decoding: csv, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[1].hasPrefix("990121,云岭县,990121203200,青峰东村,JJ-1,云岭县急救站,"))
    let error = await #expect(throws: RPCError.self) {
      for try await _ in try await coverage.getCoverage(Registry.GetCoverageRequest(radiusM: 5_000))
      {}
    }
    #expect(error?.reason == "REGISTRY_RADIUS_INVALID")
  }

  /// M23 (S000·三, S001·3, S003·3): the one who opens a village clinic there is warned.
  @Test func openingAVillageClinicInAConvertedStreetWarns() async throws {
    let region = try await Region()
    let converted = try await region.areas.convertArea(
      Registry.ConvertAreaRequest(
        code: "990121102", kind: .subdistrict, name: "石门街道", day: "2024-07-01",
        expectedRecorded: region.seen("990121102", "2024-07-01")))
    #expect(converted.findings.map(\.rule) == ["M23"])
    let opened = try await RegistryInstitutionsClient(client: region.client).openInstitution(
      Registry.OpenInstitutionRequest(
        institution: Registry.Institution(
          code: "WSS-9", name: "石门东村卫生室", kind: .villageClinic, ownership: .government,
          area: "990121102200", validity: Registry.Validity(validFrom: "2024-08-01"))))
    #expect(opened.findings.map(\.rule) == ["M23"])
    #expect(opened.findings.map(\.strength) == [.warning])
    let check = try await region.areas.checkAreas(
      Registry.CheckAreasRequest(
        subtree: "990121", asOf: Registry.AsOf(day: "2024-08-01")))
    #expect(check.findings.map(\.subject) == ["WSS-9"])
  }
}
