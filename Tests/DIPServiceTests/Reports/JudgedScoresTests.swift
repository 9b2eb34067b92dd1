import Contract
import DIPDomain
import DIPReference
import Mesh
import Messages
import Quantities
import Testing

@Suite("Scores judged at a solved point value, with auxiliary types")
struct JudgedScoresTests {
  /// Deviations are judged at the settlement point value, which each pool solves for itself, and
  /// auxiliary types change scores: reports have to judge each case as its own pool did.
  @Test("The case scores of the results add up to the score of each account and part")
  func addUp() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    try await service.prepare()
    let text = String(decoding: try ServiceUnderTest.file("policies/dip30.yaml"), as: UTF8.self)
      .replacing("region: \"990200\"", with: "region: \"990100\"")
      .replacing("  point_value: year_start\n", with: "  point_value: settlement\n")
    _ = try await service.policies.putPolicy(Dip.PutPolicyRequest(yaml: Array(text.utf8)))
    _ = try await service.upload(ServiceUnderTest.lists(1_200, seed: 91, defectsPerMille: 0))
    let lists = try await service.storedLists()
    _ = try await service.funds.putFunds(
      Dip.PutFundsRequest(
        sheet: Dip.FundSheet(
          region: ServiceUnderTest.region, period: ServiceUnderTest.year,
          pools: [(InsuranceType.employee, Dip.InsuranceType.employee), (.resident, .resident)]
            .map { insurance, type in
              let booked = lists.filter { $0.insurance == insurance }
              return Dip.PoolFund(
                insuranceType: type, poolFen: booked.reduce(0) { $0 + $1.cost.fund.fen })
            })))
    let (run, _) = try await service.settle()
    let values = run.pools.map(\.referenceValue)
    #expect(Set(values).count == 2 && values.allSatisfy { !$0.isEmpty && $0 != "8.2" })
    let results = try await service.results(run.runId)
    for row in try await service.statement(run.runId).rows {
      let own = results.filter {
        $0.fixmedinsCode == row.institutionCode && $0.insutype == row.insuranceType
          && !$0.caseScore.isEmpty
      }
      #expect(own.count == Int(row.cases))
      let scores = try own.map { try #require(Fraction(text: $0.caseScore)) }
      #expect(Fraction.sum(scores).isPrinted(row.totalScore), "\(row.institutionCode)")
      let part = row.parts.first { $0.part == "auxiliary" }
      #expect(part?.cases ?? 0 <= UInt64(own.count { $0.asstListFlag == "1" }))
    }
    let auxiliary = results.filter { $0.asstListFlag == "1" }
    let judged = auxiliary.filter { $0.remarks.contains("COST_BAND") }
    #expect(auxiliary.count > 20 && !judged.isEmpty)
    for result in auxiliary.prefix(20) + judged.prefix(10) {
      let explained = try await service.settlement.explain(
        Dip.ExplainRequest(setlId: result.setlId, runId: run.runId))
      #expect(explained.verified, "\(explained.findings)")
      #expect(explained.caseScore == result.caseScore)
      #expect(explained.paymentFen == result.paymentFen)
    }
  }
}
