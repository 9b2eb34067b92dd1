import Contract
import Foundation
import Logging
import Mesh
import MeshEmbedded
import Messages
import Quantities
import RegistryDomain
import RegistryEndpoint
import Runtime
import Store
import Testing

/// People, grids and clinics as a caller meets them, over the embedded mesh and a real database.
@Suite struct StaffingServiceTests {
  private final class Region: Sendable {
    private let registry: ServedRegistry

    init(_ fixture: RegistryFixture) throws {
      registry = ServedRegistry(fixture, vault: fixture.vault)
    }

    var fixture: RegistryFixture { registry.fixture }
    var client: MeshClient { registry.client }

    var staffing: RegistryStaffingClient { RegistryStaffingClient(client: client) }
    var registers: RegistryRegistersClient { RegistryRegistersClient(client: client) }
    var log: RegistryAccessLogClient { RegistryAccessLogClient(client: client) }
  }

  /// Whoever runs all tests at once is not to be timed.
  private let patient = CallOptions(timeout: .seconds(120))

  private func reason(_ body: () async throws -> Void) async -> String? {
    do {
      try await body()
      return nil
    } catch let error as RPCError { return "\(error.code.name) \(error.reason)" } catch {
      return "\(error)"
    }
  }

  @Test func countsAndChecksAnswer() async throws {
    let region = try Region(PeopleTests.demo())
    let count = try await region.staffing.countStaff(
      Registry.CountStaffRequest(scope: Registry.StaffScope(area: "990121")), options: patient)
    #expect(count.people == 17 && count.fullTimeEquivalents == "17")
    let hospital = count.rows.first { $0.institution == "H99012100001" }
    #expect(hospital?.fullTimeEquivalents == "23/10")
    #expect(hospital?.fullTimeEquivalentsRounded == "2.3")
    #expect(count.kinds.first { $0.kind == "village_doctor" }?.people == 4)
    // The consortium's members are the county's institutions but one clinic and the MCH hospital.
    let members = try await region.staffing.countStaff(
      Registry.CountStaffRequest(scope: Registry.StaffScope(consortium: "YGT-990121-1")),
      options: patient)
    #expect(members.people == 17)
    let posts = try await region.staffing.checkStaffing(
      Registry.CheckStaffingRequest(scope: Registry.StaffScope(consortium: "YGT-990121-1")),
      options: patient)
    #expect(posts.posts == 320 + 150 + 28 + 32)
    #expect(posts.institutions.first { $0.institution == "H99012100004" }?.titles[1].occupying == 2)
    let grids = try await region.staffing.checkGrids(
      Registry.AreaCheckRequest(area: "990121"), options: patient)
    #expect(grids.grids == 4 && grids.complete == 3 && grids.villagesWithoutGrid.count == 4)
    #expect(grids.incomplete.first?.findings.first?.source == "S003·5")
    let teams = try await region.staffing.checkTeams(
      Registry.AreaCheckRequest(area: "990121"), options: patient)
    // 钱慧 and 孙立群 are general practitioners whom the 二级甲等 county hospital employs.
    #expect(teams.teams.map(\.hospitalPractitioners) == [["YS-0002"], ["YS-0003"]])
    #expect(teams.teams.allSatisfy { $0.joinsLevels && $0.findings.isEmpty })
    let clinics = try await region.staffing.checkClinics(
      Registry.AreaCheckRequest(area: "990121"), options: patient)
    #expect(clinics.clinics.count == 8)
    #expect(clinics.clinics.first { $0.institution == "H99012100012" }?.dispatched == 1)
    let plan = try await region.staffing.planClinics(
      Registry.PlanClinicsRequest(area: "990121"), options: patient)
    #expect(plan.limit == 500 && plan.proposals.count == 8)
    #expect(plan.proposals.allSatisfy { $0.decision == .own && !$0.obstacles.isEmpty })
    #expect(
      await reason {
        _ = try await region.staffing.countStaff(
          Registry.CountStaffRequest(
            scope: Registry.StaffScope(area: "990121", institution: "H99012100001")),
          options: patient)
      } == "INVALID_ARGUMENT REGISTRY_SCOPE_INVALID")
    let counties = try await RegistryConsortiaClient(client: region.client).checkCounties(
      Registry.CheckCountiesRequest(area: "990100"), options: patient)
    #expect(counties.counties.map(\.county) == ["990102", "990121", "990122"])
    #expect(counties.overridden == 1 && counties.errors == 0)
    #expect(counties.counties[1].publicVillageClinicsInside == 7)
  }

  /// Whoever reads a person says why, and the read is on record before the answer; an identity
  /// number goes in whole and comes out masked.
  @Test func readsOfPersonsAreRecorded() async throws {
    let region = try Region(PeopleTests.demo())
    #expect(
      await reason {
        _ = try await region.registers.getEntry(
          Registry.GetEntryRequest(register: "practitioners", key: ["YS-0001"]), options: patient)
      } == "INVALID_ARGUMENT PRIVACY_PURPOSE_MISSING")
    #expect(
      await reason {
        _ = try await region.registers.listEntries(
          Registry.ListEntriesRequest(register: "practitioners"), options: patient)
      } == "INVALID_ARGUMENT PRIVACY_PURPOSE_MISSING")
    // Other registers keep no persons.
    _ = try await region.registers.listEntries(
      Registry.ListEntriesRequest(register: "postings"), options: patient)
    let number = try ResidentIdentityNumber(completing: "99012119900101001").revealed
    let put = try await region.registers.putEntry(
      Registry.PutEntryRequest(
        register: "practitioners",
        entry: Registry.RegisterEntry(
          values: [
            ("code", "YS-9001"), ("name", "试验员"), ("id_number", number), ("sex", "男"),
            ("birthday", "1990-01-01"), ("kind", "管理人员"),
          ].map { Registry.FieldValue(field: $0.0, value: $0.1) },
          validity: Registry.Validity(validFrom: "2024-01-01"))), options: patient)
    let masked = try ResidentIdentityNumber(parsing: number).description
    #expect(put.entry?.values.contains { $0.value == masked } == true)
    let found = try await region.staffing.findPractitioner(
      Registry.FindPractitionerRequest(idNumber: number, purpose: "资格复核"), options: patient)
    #expect(found.values.first { $0.field == "code" }?.value == "YS-9001")
    #expect(!found.values.contains { $0.value == number })
    let other = try ResidentIdentityNumber(completing: "99012119900101003").revealed
    #expect(
      await reason {
        _ = try await region.staffing.findPractitioner(
          Registry.FindPractitionerRequest(idNumber: other, purpose: "资格复核"), options: patient)
      } == "NOT_FOUND REGISTRY_UNKNOWN")
    let promotion = try await region.staffing.checkPromotion(
      Registry.CheckPromotionRequest(
        practitioner: "YS-0004", title: "中级", purpose: "晋升评审"), options: patient)
    // A county hospital is not in a city: the rule is not about her. Dispatched since 1 March.
    #expect(!promotion.cityDoctor && promotion.findings.isEmpty && promotion.baseDays == 153)
    let log = try await region.log.listAccesses(
      Common.ListAccessesRequest(actor: "commission"), options: patient)
    #expect(log.accesses.map(\.purpose) == ["晋升评审", "资格复核", "资格复核"])
    #expect(log.accesses.map(\.persons) == [["YS-0004"], [], ["YS-9001"]])
    #expect(log.accesses.allSatisfy { !$0.asked.contains("9901") })
  }
}
