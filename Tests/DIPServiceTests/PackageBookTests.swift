import Contract
import DIPDomain
import DIPStorage
import Mesh
import Messages
import Quantities
import Store
import Testing

@Suite("Packages by membership on the day of discharge")
struct PackageBookTests {
  private static func policy(lead: String) throws -> [UInt8] {
    let text = String(decoding: try ServiceUnderTest.file("policies/dip10.yaml"), as: UTF8.self)
      .replacing("mode: separate", with: "mode: merged")
      .replacing("  method: settlement\n", with: "  method: settlement\n  year_start: 9\n")
    return Array(
      (text + """

        month: {advance: 0.9}

        consortium:
          name: 临江医共体
          lead: \(lead)
          budget: {rule: merged_pools}
          deficit: {rule: not_covered}
          level_one_drug_exemption: true
        """).utf8)
  }

  @Test(
    "Who leaves the consortium in July is paid inside until June and charged as elsewhere after")
  func leaves() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    try await service.prepare()
    let institutions = try ServiceUnderTest.sampleInstitutions()
    let file = try ServiceUnderTest.lists(1_500, seed: 61, defectsPerMille: 0)
    _ = try await service.upload(file)
    let lists = try await service.inpatientLists(.max)
    let busy = Dictionary(grouping: lists, by: \.institution).sorted {
      ($1.value.count, $0.key) < ($0.value.count, $1.key)
    }.map(\.key)
    let (lead, leaver) = (busy[0], busy[1])
    _ = try await service.policies.putPolicy(
      Dip.PutPolicyRequest(yaml: Self.policy(lead: lead)))
    let known = try await service.funds.listInstitutions(
      Dip.ListInstitutionsRequest(pageSize: 1000)
    ).institutions
    _ = try await service.funds.putInstitutions(
      Dip.PutInstitutionsRequest(
        asOf: "2025-12-31", institutions: known,
        consortia: [
          Dip.DipConsortium(
            code: "YG-1", name: "临江医共体", lead: lead,
            members: institutions.map {
              Dip.ConsortiumMember(
                institutionCode: $0.code, firstDay: "2024-01-01",
                lastDay: $0.code == leaver ? "2025-06-30" : "")
            })
        ]))
    #expect(
      try await service.funds.listInstitutions(Dip.ListInstitutionsRequest()).consortia.map(\.code)
        == ["YG-1"])
    // A month asks for the same memberships: in August the leaver is advanced nothing.
    let members = Set(institutions.map(\.code)).subtracting([leaver])
    let august = try await service.storedLists().filter {
      $0.discharge.day.description.hasPrefix("2025-08")
    }
    let month = try #require(
      try await service.months.settleMonth(
        Dip.SettleMonthRequest(region: ServiceUnderTest.region, month: "2025-08")
      ).statement)
    #expect(month.consortia == ["YG-1"] && month.rows.allSatisfy { $0.consortium.isEmpty })
    #expect(month.rows.allSatisfy { $0.cases == 0 || members.contains($0.institutionCode) })
    #expect(
      month.elsewhereCases == UInt64(august.count { !members.contains($0.institution) }))
    #expect(august.contains { $0.institution == leaver })

    let (run, _) = try await service.settle()
    let answer = try await service.packages.getPackage(
      Dip.GetPackageRequest(runId: run.runId))
    let account = try #require(answer.packages.first)
    let package = try #require(account.package)

    #expect(package.lead == lead && account.members.first?.institutionCode == lead)
    #expect(package.budgetFen == 1_234_567_891 + 987_654_321)
    #expect(account.referrals.reduce(0) { $0 + $1.fundPaidFen } == package.referredOutFen)
    let late = try await service.lists(of: leaver).filter {
      $0.discharge.day.description >= "2025-07-01"
    }
    let referral = try #require(account.referrals.first { $0.institutionCode == leaver })
    #expect(referral.cases == UInt64(late.count))
    #expect(referral.fundPaidFen == late.reduce(0) { $0 + $1.cost.fund.fen })
    let member = try #require(account.members.first { $0.institutionCode == leaver })
    #expect(member.spans.map(\.lastDay) == ["2025-06-30"])

    let due = account.members.reduce(0) { $0 + $1.dueFen }
    let pool = try #require(run.pools.first)
    #expect(due == pool.paidFen)
    #expect(due + pool.residualFen + pool.regulationFen == package.distributedFen)
    #expect(
      package.distributedFen
        == package.budgetFen - package.referredOutFen + package.fundShareFen)
    #expect(
      Set(package.exemptMembers) == Set(institutions.filter { $0.level == 1 }.map(\.code)))

    let explained = try await service.settlement.explain(
      Dip.ExplainRequest(setlId: try #require(late.first).id, runId: run.runId))
    #expect(explained.reasons.contains("REFERRED_OUT") && explained.agreesWithRun)
    let hospital = try service.seen(by: leaver, ["hospital", "institution:\(leaver)"])
    defer { hospital.close() }
    let seen = try await hospital.packages.getPackage(Dip.GetPackageRequest(runId: run.runId))
    #expect(seen.packages.first?.members.map(\.institutionCode) == [leaver])
    #expect(seen.packages.first?.referrals.isEmpty == true)
  }
}

extension ServiceUnderTest {
  /// All lists of an institution whose patients are insured in the region.
  func lists(of institution: String) async throws -> [Case] {
    try await temporary.database.read { connection in
      let lists = try SettlementListTable.load(
        SettlementListTable.Selection(
          region: AreaCode(parsing: Self.region), from: nil, through: nil, revision: .max),
        in: connection
      ).lists
      return (0..<lists.count).map { lists[$0] }.filter { $0.institution == institution }
    }
  }
}
