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

/// The services as a caller meets them, over the embedded mesh and a real database.
@Suite struct ServiceTests {
  private final class Region: Sendable {
    private let registry: ServedRegistry

    init() throws {
      let fixture = try RegistryFixture()
      registry = ServedRegistry(fixture, vault: fixture.vault)
    }

    var fixture: RegistryFixture { registry.fixture }
    var client: MeshClient { registry.client }

    var areas: RegistryAreasClient { RegistryAreasClient(client: client) }
    var institutions: RegistryInstitutionsClient { RegistryInstitutionsClient(client: client) }
    var consortia: RegistryConsortiaClient { RegistryConsortiaClient(client: client) }

    func importDemo() async throws {
      let (areas, institutions, consortia) = (areas, institutions, consortia)
      let a = try await areas.importAreas { try await Self.send("demo/areas.csv", $0) }
      let i = try await institutions.importInstitutions {
        try await Self.send("demo/institutions.csv", $0)
      }
      let c = try await consortia.importConsortia {
        try await Self.send("demo/consortia.csv", $0)
      }
      #expect(a.rowsQuarantined + i.rowsQuarantined + c.rowsQuarantined == 0)
    }

    static func send(
      _ file: String, _ writer: RequestWriter<Common.FileChunk>
    ) async throws {
      try await send(RegistryFixture.deployed(file), writer)
    }

    static func send(
      _ bytes: [UInt8], _ writer: RequestWriter<Common.FileChunk>
    ) async throws {
      var offset = 0
      while offset < bytes.count {
        let piece = Array(bytes[offset..<min(offset + 1000, bytes.count)])
        try await writer.write(
          Common.FileChunk(
            fileName: "upload.csv", sha256: SHA256Digest(of: bytes).description,
            totalBytes: UInt64(bytes.count), offset: UInt64(offset), content: piece))
        offset += piece.count
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

  /// Numbers of the contract name the same words as the domain, in the same order.
  @Test func wordsAreThoseOfTheContract() {
    func check<T: ControlledTerm, Wire: OpenEnumeration>(_ t: T.Type, _ w: Wire.Type, _ p: String) {
      #expect(Wire.names.count == T.allCases.count + 1)
      for term in T.allCases {
        let wire = term.message(Wire.self)
        #expect(wire.name == "\(p)_\(term.rawValue.uppercased())")
        #expect((try? T(wire, "x")) == term)
      }
      #expect((try? T(Wire(rawValue: 0), "x")) == nil)
      #expect((try? T(Wire(rawValue: 99), "x")) == nil)
    }
    check(AreaKind.self, Registry.AreaKind.self, "AREA_KIND")
    check(AreaEventKind.self, Registry.AreaEventKind.self, "AREA_EVENT_KIND")
    check(InstitutionKind.self, Registry.InstitutionKind.self, "INSTITUTION_KIND")
    check(InstitutionLevel.self, Registry.InstitutionLevel.self, "INSTITUTION_LEVEL")
    check(InstitutionGrade.self, Registry.InstitutionGrade.self, "INSTITUTION_GRADE")
    check(Ownership.self, Registry.Ownership.self, "OWNERSHIP")
    check(ConsortiumKind.self, Registry.ConsortiumKind.self, "CONSORTIUM_KIND")
    check(IntegratedDomain.self, Registry.IntegratedDomain.self, "INTEGRATED_DOMAIN")
    check(MemberRole.self, Registry.MemberRole.self, "MEMBER_ROLE")
    check(RuleStrength.self, Registry.RuleStrength.self, "RULE_STRENGTH")
  }

  @Test func rulesOfTheFileAreThePublishedOnes() throws {
    let path = RegistryFixture.root.appending(path: "Deploy/registry/rules.csv").path
    #expect(try RuleFile.rules(path: path) == .published)
    let error = #expect(throws: Problem.self) {
      try RuleFile.rules(
        path: RegistryFixture.root.appending(path: "Deploy/registry/areas.csv").path)
    }
    #expect(error?.code == "CSV_COLUMNS_MISSING")
  }

  @Test func filesGoInAndComeOutTheSame() async throws {
    let region = try Region()
    try await region.importDemo()
    let again = try await region.areas.importAreas {
      try await Region.send("demo/areas.csv", $0)
    }
    #expect(again.rowsUnchanged == again.rowsRead)
    var exported: [UInt8] = []
    let chunks = try await region.institutions.exportInstitutions(
      Registry.ExportInstitutionsRequest())
    for try await chunk in chunks {
      #expect(chunk.offset == UInt64(exported.count))
      exported += chunk.content
    }
    #expect(try exported == RegistryFixture.deployed("demo/institutions.csv"))
    let report = try await region.areas.importAreas { writer in
      try await Region.send(
        Array("code,name,kind,parent,valid_from\n99,x,省,,2020-01-01\n".utf8), writer)
    }
    #expect(report.rowsQuarantined == 1)
    #expect(report.issues.first?.line == 2)
    #expect(report.issues.first?.remedy?.zh.isEmpty == false)
    #expect(report.issues.first?.remedy?.en.isEmpty == false)
  }

  @Test func readsAnswerForADay() async throws {
    let region = try Region()
    try await region.importDemo()
    let found = try await region.institutions.getInstitution(
      Registry.GetInstitutionRequest(code: "H99012100001"))
    #expect(found.institution?.name == "云岭县人民医院")
    #expect(found.institution?.level == .secondary)
    #expect(found.institution?.grade == .a)
    #expect(found.consortia == ["JT-990102-1", "YGT-990121-1"])
    let before = try await region.institutions.getInstitution(
      Registry.GetInstitutionRequest(
        code: "H99012100001", asOf: Registry.AsOf(day: "2022-12-31")))
    #expect(before.consortia.isEmpty)
    #expect(
      await reason {
        _ = try await region.institutions.getInstitution(
          Registry.GetInstitutionRequest(
            code: "H99012100001", asOf: Registry.AsOf(day: "2019-12-31")))
      } == "NOT_FOUND REGISTRY_UNKNOWN")
    var request = Registry.ListInstitutionsRequest(
      area: "990121", levels: [.secondary], pageSize: 2)
    var names: [String] = []
    repeat {
      let page = try await region.institutions.listInstitutions(request)
      names += page.institutions.map(\.name)
      #expect(page.institutions.count <= 2)
      request.pageToken = page.nextPageToken
    } while !request.pageToken.isEmpty
    #expect(names == ["云岭县人民医院", "云岭县中医医院", "云岭县妇幼保健院"])
    let consortium = try await region.consortia.getConsortium(
      Registry.GetConsortiumRequest(code: "YGT-990122-1"))
    #expect(consortium.members.first?.role == .lead)
    #expect(consortium.members.first?.overridden.map(\.rule) == ["M26"])
    let check = try await region.consortia.checkConsortium(
      Registry.CheckConsortiumRequest(code: "YGT-990121-1"))
    #expect(check.publicVillageClinics == 8 && check.publicVillageClinicsInside == 7)
  }

  /// Every institution of the demo data and its membership, as settlement reads them.
  @Test func aYearComesAsColumns() async throws {
    let region = try Region()
    try await region.importDemo()
    let year = try await region.institutions.institutionsAsOf(
      Registry.InstitutionsAsOfRequest(fromDay: "2024-01-01", toDay: "2024-12-31"))
    #expect(year.code.count == 35)
    #expect(year.code == year.code.sorted())
    for column in [year.kind, year.level, year.grade, year.ownership] {
      #expect(column.count == 35)
    }
    #expect(year.validToDay.allSatisfy { $0 == .max })
    #expect(year.memberInstitution.count == 29)
    #expect(year.memberRole.filter { $0 == UInt32(Registry.MemberRole.lead.rawValue) }.count == 3)
    let start = try Day(parsing: "2023-01-01").number
    #expect(year.memberFromDay.filter { $0 != start }.count == 1)
    let copy = try await region.institutions.institutionsAsOf(
      Registry.InstitutionsAsOfRequest(fromDay: "2024-01-01", recorded: 1))
    #expect(copy.code.isEmpty && copy.recorded == 1)
    #expect(
      await reason {
        _ = try await region.institutions.institutionsAsOf(
          Registry.InstitutionsAsOfRequest(fromDay: "2024-01-02", toDay: "2024-01-01"))
      } == "INVALID_ARGUMENT REGISTRY_FIELD_INVALID")
  }

  @Test func writesHappenOnceAndAreAnnounced() async throws {
    let region = try Region()
    try await region.importDemo()
    let request = Registry.OpenInstitutionRequest(
      institution: Registry.Institution(
        code: "NEW-0001", name: "新院", kind: .clinic, ownership: .privateForProfit,
        area: "990121", validity: Registry.Validity(validFrom: "2024-09-01")))
    var options = CallOptions()
    options.idempotencyKey = "open-1"
    let first = try await region.institutions.openInstitution(request, options: options)
    let again = try await region.institutions.openInstitution(request, options: options)
    #expect(first == again)
    #expect(first.institution?.level == .unrated)
    #expect(
      await reason { _ = try await region.institutions.openInstitution(request) }
        == "ALREADY_EXISTS REGISTRY_ALREADY_EXISTS")
    var edit = Registry.EditInstitutionRequest(
      institution: request.institution, expectedRecorded: first.recorded)
    edit.institution?.name = "改名院"
    edit.institution?.validity?.validFrom = "2024-10-01"
    let edited = try await region.institutions.editInstitution(edit)
    #expect(
      await reason { _ = try await region.institutions.editInstitution(edit) }
        == "ABORTED REGISTRY_EDIT_CONFLICT")
    let closed = try await region.institutions.closeInstitution(
      Registry.CloseInstitutionRequest(
        code: "NEW-0001", validTo: "2025-01-01", expectedRecorded: edited.recorded))
    #expect(closed.institution?.validity?.validTo == "2025-01-01")
    let history = try await region.institutions.institutionHistory(
      Registry.InstitutionHistoryRequest(code: "NEW-0001"))
    #expect(history.versions.map(\.name) == ["新院", "新院", "改名院", "改名院"])
    let events = try await EventsClient(client: region.client).subscribe(
      Common.SubscribeRequest(afterSequence: 3, stopAtEnd: true))
    var kinds: [String] = []
    for try await event in events {
      kinds.append(event.kind)
      let change = try Registry.RegistryChange(encoded: event.payload)
      #expect(change.codes == ["NEW-0001"])
    }
    #expect(
      kinds == [
        "registry.institution.opened", "registry.institution.edited",
        "registry.institution.closed",
      ])
  }

  @Test func overridesNameTheVerifiedCaller() async throws {
    let region = try Region()
    _ = try await region.areas.importAreas { try await Region.send("areas.csv", $0) }
    _ = try await region.institutions.openInstitution(
      Registry.OpenInstitutionRequest(
        institution: Registry.Institution(
          code: "MCXZYY", name: "蒙城县中医院", kind: .tcmHospital, level: .tertiary, grade: .a,
          ownership: .government, area: "341622",
          validity: Registry.Validity(validFrom: "2020-01-01"))))
    var request = Registry.PutConsortiumRequest(
      consortium: Registry.Consortium(
        code: "MC-YGT", name: "蒙城县医共体", kind: .county, area: "341622",
        validity: Registry.Validity(validFrom: "2024-01-14")), lead: "MCXZYY")
    #expect(
      await reason { _ = try await region.consortia.putConsortium(request) }
        == "FAILED_PRECONDITION REGISTRY_RULE_M26")
    request.overrides = [
      Registry.RuleOverride(rule: "M26", reason: "省级示范建设", decidedBy: "somebody else")
    ]
    let opened = try await region.consortia.putConsortium(request)
    #expect(opened.members.first?.overridden.map(\.decidedBy) == ["commission"])
    #expect(opened.findings.map(\.strength) == [.error])
    #expect(opened.findings.first?.overridden != nil)
    let integrated: [Registry.IntegratedDomain] = [.townshipFinance, .villageFinance]
    request.consortium?.integrated = integrated
    request.consortium?.validity?.validFrom = "2024-06-01"
    request.lead = ""
    request.expectedRecorded = opened.recorded
    let edited = try await region.consortia.putConsortium(request)
    #expect(edited.consortium?.integrated == integrated)
    #expect(edited.members.count == 1)
  }

  @Test func closedCodesNameTheirSuccessors() async throws {
    let region = try Region()
    _ = try await region.areas.importAreas { try await Region.send("areas.csv", $0) }
    do {
      _ = try await region.areas.getArea(Registry.GetAreaRequest(code: "330682"))
      Issue.record("330682 ended in 2013")
    } catch let error as RPCError {
      #expect(error.code == .notFound)
      #expect(error.details.contains(.init(key: "successor", value: "330604")))
    }
    let followed = try await region.areas.getArea(
      Registry.GetAreaRequest(code: "330682", followSuccessors: true))
    #expect(followed.areas.map(\.name) == ["上虞区"])
    let history = try await region.areas.areaHistory(Registry.AreaHistoryRequest(code: "330682"))
    #expect(history.versions.map(\.successors) == [["330604"]])
  }
}
