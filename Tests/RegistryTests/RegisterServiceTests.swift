import Contract
import Foundation
import Logging
import Mesh
import MeshEmbedded
import Messages
import Quantities
import RegistryDomain
import RegistryStorage
import Runtime
import Store
import Testing

@testable import RegistryEndpoint

/// Registers and search as a caller meets them, over the embedded mesh and a real database.
@Suite struct RegisterServiceTests {
  private final class Region: Sendable {
    private let registry: ServedRegistry

    init() throws { registry = ServedRegistry(try RegistryFixture.demo()) }

    var fixture: RegistryFixture { registry.fixture }
    var client: MeshClient { registry.client }

    var registers: RegistryRegistersClient { RegistryRegistersClient(client: client) }
    var search: RegistrySearchClient { RegistrySearchClient(client: client) }

    func importEntries(_ name: String, _ text: String) async throws -> Common.ImportReport {
      let bytes = Array(text.utf8)
      return try await registers.importEntries { writer in
        try await writer.write(
          Common.FileChunk(
            fileName: name, sha256: SHA256Digest(of: bytes).description,
            totalBytes: UInt64(bytes.count), content: bytes))
      }
    }
  }

  private func reason(_ body: () async throws -> Void) async -> String? {
    do {
      try await body()
      return nil
    } catch let error as RPCError { return "\(error.code.name) \(error.reason)" } catch {
      return "\(error)"
    }
  }

  private func entry(_ values: [(String, String)], from: String) -> Registry.RegisterEntry {
    Registry.RegisterEntry(
      values: values.map { Registry.FieldValue(field: $0.0, value: $0.1) },
      validity: Registry.Validity(validFrom: from))
  }

  @Test func registersDescribeThemselves() async throws {
    let region = try Region()
    let all = try await region.registers.describeRegisters(Registry.DescribeRegistersRequest())
    #expect(all.registers.count == RegisterCatalogue.all.count)
    let found = try await region.registers.describeRegisters(
      Registry.DescribeRegistersRequest(register: "能力认定"))
    let register = try #require(found.registers.first)
    #expect(register.name == "capabilities" && register.title?.en == "certified capabilities")
    #expect(register.rules.contains("M62_LEAD_EMR") && register.source.contains("S004·15"))
    let field = try #require(register.fields.first { $0.name == "interoperability" })
    #expect(field.type == .term && field.ordered && !field.required)
    #expect(
      field.words.map(\.chinese) == ["一级", "二级", "三级", "四级乙等", "四级甲等", "五级乙等", "五级甲等"])
    #expect(
      await reason {
        _ = try await region.registers.describeRegisters(
          Registry.DescribeRegistersRequest(register: "无此登记簿"))
      } == "NOT_FOUND REGISTRY_REGISTER_UNKNOWN")
  }

  @Test func entriesAreWrittenOnceEditedByOneAndAnnounced() async throws {
    let region = try Region()
    let values = [("institution", "H99012100001"), ("科室名称", "内科"), ("kind", "内科"), ("beds", "60")]
    let request = Registry.PutEntryRequest(
      register: "departments", entry: entry(values, from: "2024-01-01"))
    var options = CallOptions()
    options.idempotencyKey = "put-1"
    let first = try await region.registers.putEntry(request, options: options)
    let again = try await region.registers.putEntry(request, options: options)
    #expect(first == again && first.recorded > 0)
    #expect(
      first.entry?.values.map { "\($0.field)=\($0.value)" } == [
        "institution=H99012100001", "name=内科", "kind=internal_medicine", "beds=60",
      ])
    var edit = request
    edit.entry = entry(values.dropLast() + [("beds", "70")], from: "2024-06-01")
    edit.expectedRecorded = first.recorded
    let edited = try await region.registers.putEntry(edit)
    #expect(
      await reason { _ = try await region.registers.putEntry(edit) }
        == "ABORTED REGISTRY_EDIT_CONFLICT")
    let key = ["H99012100001", "内科"]
    let closed = try await region.registers.closeEntry(
      Registry.CloseEntryRequest(
        register: "departments", key: key, validTo: "2025-01-01",
        expectedRecorded: edited.recorded))
    #expect(closed.entry?.validity?.validTo == "2025-01-01")
    let history = try await region.registers.entryHistory(
      Registry.EntryHistoryRequest(register: "departments", key: key))
    #expect(history.versions.count == 4)
    let copy = try await region.registers.entriesAsOf(
      Registry.EntriesAsOfRequest(
        register: "departments", fromDay: "2024-01-01", toDay: "2024-12-31"))
    #expect(copy.versions.map { $0.validity?.validFrom } == ["2024-01-01", "2024-06-01"])
    #expect(copy.recorded == UInt64(closed.recorded))
    let events = try await EventsClient(client: region.client).subscribe(
      Common.SubscribeRequest(stopAtEnd: true))
    var told: [String] = []
    // What the fixture imported tells about itself in bytes of its own.
    for try await event in events
    where event.payloadType == Registry.RegistryChange.fullName {
      let change = try Registry.RegistryChange(encoded: event.payload)
      told.append("\(event.kind) \(change.codes.joined(separator: " ")) \(change.effective)")
    }
    #expect(
      told == [
        "registry.departments.opened H99012100001/内科 2024-01-01",
        "registry.departments.edited H99012100001/内科 2024-06-01",
        "registry.departments.closed H99012100001/内科 2025-01-01",
      ])
  }

  @Test func filesListsAndCountsAgree() async throws {
    let region = try Region()
    let file = """
      institution,name,kind,beds,valid_from,valid_to
      H99012100001,内科,内科,60,2024-01-01,
      H99012100001,外科,外科,40,2024-01-01,
      H99012200001,内科,内科,30,2024-01-01,

      """
    let report = try await region.importEntries("departments.csv", file)
    #expect(report.rowsInserted == 3 && report.rowsQuarantined == 0)
    var exported: [UInt8] = []
    let chunks = try await region.registers.exportEntries(
      Registry.ExportEntriesRequest(register: "departments"))
    for try await chunk in chunks { exported += chunk.content }
    #expect(String(decoding: exported, as: UTF8.self) == file)
    var request = Registry.ListEntriesRequest(
      register: "departments",
      filter: Registry.RegisterFilter(
        conditions: [
          Registry.FieldCondition(field: "beds", comparison: .atLeast, values: ["30"])
        ], area: "990100"), pageSize: 1)
    var keys: [String] = []
    repeat {
      let page = try await region.registers.listEntries(request)
      keys += page.entries.map { $0.values.prefix(2).map(\.value).joined(separator: "/") }
      request.pageToken = page.nextPageToken
    } while !request.pageToken.isEmpty
    #expect(keys == ["H99012100001/内科", "H99012100001/外科", "H99012200001/内科"])
    let counts = try await region.registers.countEntries(
      Registry.CountEntriesRequest(register: "departments", by: ["kind"], sum: "beds"))
    #expect(
      counts.counts.map { "\($0.values.joined()) \($0.entries) \($0.sum)" } == [
        "internal_medicine 2 90", "surgery 1 40",
      ])
    #expect(
      await reason { _ = try await region.importEntries("科室明细.csv", file) }
        == "NOT_FOUND REGISTRY_REGISTER_UNKNOWN")
    #expect(
      await reason {
        _ = try await region.registers.listEntries(
          Registry.ListEntriesRequest(
            register: "departments",
            filter: Registry.RegisterFilter(
              conditions: [Registry.FieldCondition(field: "colour", values: ["red"])])))
      } == "INVALID_ARGUMENT REGISTRY_FIELD_UNKNOWN")
  }

  /// M60, seed 002 section 二: the override names the verified caller, whatever the request says.
  @Test func overridesNameTheVerifiedCaller() async throws {
    let region = try Region()
    try region.fixture.importAreas(RegistryFixture.deployed("areas.csv"))
    try region.fixture.importAreas(
      Array(
        """
        code,name,kind,parent,valid_from,residents,residents_year
        330604105,下管镇,镇,330604,2023-01-01,19999,2023

        """.utf8))
    var request = Registry.PutEntryRequest(
      register: "tuberculosis_free",
      entry: entry([("area", "330604105"), ("state", "拟建")], from: "2024-06-01"))
    #expect(
      await reason { _ = try await region.registers.putEntry(request) }
        == "FAILED_PRECONDITION REGISTRY_RULE_M60")
    request.entry?.overrides = [
      Registry.RuleOverride(rule: "M60", reason: "流动人口较多", decidedBy: "somebody else")
    ]
    let recorded = try await region.registers.putEntry(request)
    #expect(recorded.entry?.overrides.map(\.decidedBy) == ["commission"])
    #expect(recorded.findings.map { $0.overridden?.reason } == ["流动人口较多"])
    let check = try await region.registers.checkRegister(
      Registry.CheckRegisterRequest(register: "tuberculosis_free", area: "330604"))
    #expect(check.findings.map(\.rule) == ["M60"])
  }

  @Test func institutionsAreFoundAfterTheyChanged() async throws {
    let region = try Region()
    func found(_ query: String, area: String = "") async throws -> [String] {
      try await region.search.searchInstitutions(
        Registry.SearchInstitutionsRequest(query: query, area: area)
      ).found.compactMap { $0.institution?.code }
    }
    #expect(try await found("ljsrmyy") == ["H99010200001"])
    #expect(try await found("人民医院", area: "990122") == ["H99012200001"])
    #expect(try await found("长安诊所").isEmpty)
    try region.fixture.write { writer in
      _ = try writer.openInstitution(
        Institution(
          code: code("NEW-0001"), name: "长安诊所", kind: .clinic,
          rating: Rating(.unrated, .unrated), ownership: .privateForProfit,
          area: areaCode("990122")), from: day("2024-01-01"))
    }
    for query in ["长安诊所", "cazs", "zazs"] {
      #expect(try await found(query, area: "990122") == ["NEW-0001"])
      #expect(try await found(query, area: "990121").isEmpty)
    }
    let near = try await region.search.nearestInstitutions(
      Registry.NearestInstitutionsRequest(
        longitudeE6: 112_110_000, latitudeE6: 30_210_000, kinds: [.generalHospital], limit: 1))
    #expect(near.found.first?.institution?.code == "H99010200001")
    #expect((1468...1472).contains(near.found.first?.metres ?? 0))
    let pairs = try await region.search.possibleDuplicates(
      Registry.PossibleDuplicatesRequest(similarity: 60, limit: 1))
    #expect(pairs.pairs.count <= 1 && pairs.total >= UInt64(pairs.pairs.count))
  }
}
