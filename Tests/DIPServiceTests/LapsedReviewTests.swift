import Contract
import DIPDomain
import Mesh
import Messages
import Quantities
import Testing

@Suite("Special cases whose list is corrected after the review")
struct LapsedReviewTests {
  @Test("The normal rule holds, with a warning, until the corrected list is reviewed again")
  func corrected() async throws {
    let service = try await ServiceUnderTest.books(600, seed: 35)
    defer { service.close() }
    let list = try #require(try await service.inpatientLists(1).first)
    _ = try await service.apply(list)
    let accepted = try await service.accept(list, fund: list.cost.fund.fen - 1)
    #expect(accepted.currentListVersion == accepted.listVersion)
    let (reviewed, _) = try await service.settle()
    #expect(reviewed.specialCases == 1 && reviewed.lapsedSpecialCases.isEmpty)

    try await service.correct(list, by: 5_000)
    let (run, unchanged) = try await service.settle()
    #expect(!unchanged && run.specialCases == 0)
    #expect(
      run.lapsedSpecialCases == [
        Dip.LapsedSpecialCase(
          setlId: list.id, reviewedVersion: UInt32(list.version),
          listVersion: UInt32(list.version) + 1)
      ])
    #expect(run.warnings.contains { $0.en.contains(list.id) && $0.zh.contains("复议") })
    let statement = try await service.statement(run.runId)
    #expect(statement.rows.allSatisfy { $0.itemCases == 0 })
    // Paid like any other case: by its score, and explained so.
    let explained = try await service.settlement.explain(
      Dip.ExplainRequest(setlId: list.id, runId: run.runId))
    #expect(explained.part != "special" && !explained.caseScore.isEmpty && explained.verified)
    let found = try await service.specialCases.list(Dip.ListSpecialCasesRequest()).cases
    #expect(found.map(\.state) == [.accepted])
    #expect(found.map(\.currentListVersion) == [UInt32(list.version) + 1])
    // The stored run still explains the version that it read.
    #expect(
      try await service.settlement.explain(
        Dip.ExplainRequest(setlId: list.id, runId: reviewed.runId)
      ).part == "special")

    let again = try await service.apply(list, reason: "更正后重新申请")
    #expect(again.state == .applied && again.seat == 0 && again.fundFen == 0)
    #expect(again.listVersion == again.currentListVersion)
    #expect(again.totalCostFen == list.cost.total.fen + 5_000)
    #expect(again.steps.map(\.state) == [.applied, .accepted, .applied])
    #expect(try await service.apply(list, reason: "更正后重新申请") == again)
    let (waiting, _) = try await service.settle()
    #expect(waiting.lapsedSpecialCases.isEmpty && waiting.specialCases == 0)
    #expect(waiting.resultsDigest == run.resultsDigest && waiting.runId != run.runId)

    _ = try await service.accept(list, fund: list.cost.fund.fen + 4_000)
    let (settled, _) = try await service.settle()
    #expect(settled.specialCases == 1 && settled.warnings.allSatisfy { !$0.en.contains(list.id) })
    let rows = try await service.statement(settled.runId).rows
    #expect(
      rows.flatMap(\.parts).filter { $0.part == "special" }.map(\.payableFen)
        == [list.cost.fund.fen + 4_000])
  }

  @Test("An application about an earlier version is not accepted; rejecting it is possible")
  func outdated() async throws {
    let service = try await ServiceUnderTest.books(400, seed: 36)
    defer { service.close() }
    let list = try #require(try await service.inpatientLists(1).first)
    _ = try await service.apply(list)
    try await service.correct(list, by: 100)
    await CallerScopeTests.expect(.failedPrecondition, "DIP_SPECIAL_CASE_LIST_CHANGED") {
      _ = try await service.accept(list)
    }
    let rejected = try await service.specialCases.decide(
      Dip.DecideSpecialCaseRequest(setlId: list.id, accept: false, reason: "清单已更正"))
    #expect(rejected.state == .rejected)
    #expect(try await service.apply(list, reason: "更正后申请").state == .applied)
    #expect(try await service.accept(list).state == .accepted)
  }

  @Test("After the closing the correction is adjusted by the normal rule, not by the old amount")
  func closed() async throws {
    let service = try await ServiceUnderTest.books(600, seed: 37)
    defer { service.close() }
    let list = try #require(try await service.inpatientLists(1).first)
    _ = try await service.apply(list)
    _ = try await service.accept(list, fund: list.cost.fund.fen)
    let (run, _) = try await service.settle()
    _ = try await service.closing.close(Dip.CloseRequest(runId: run.runId, reason: "年度清算"))
    try await service.correct(list, by: 9_900)
    var adjustment: Dip.Adjustment?
    for try await step in try await service.closing.adjust(
      Dip.AdjustRequest(runId: run.runId, reason: "清单更正"))
    {
      adjustment = step.adjustment ?? adjustment
    }
    let after = try #require(adjustment).afterRunId
    let corrected = try await service.settlement.getRun(Dip.GetRunRequest(runId: after))
    #expect(corrected.specialCases == 0)
    #expect(corrected.lapsedSpecialCases.map(\.setlId) == [list.id])
  }
}
