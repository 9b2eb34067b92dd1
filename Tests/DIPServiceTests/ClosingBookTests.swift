import Contract
import DIPDomain
import Mesh
import Messages
import Quantities
import Testing

@Suite("Closed years and their adjustments")
struct ClosingBookTests {
  @Test("Corrections after closing become a chain of adjustments and never change the final run")
  func chain() async throws {
    let service = try await ServiceUnderTest.books(600, seed: 51)
    defer { service.close() }
    let (run, _) = try await service.settle()
    let statement = try await service.statement(run.runId)
    await CallerScopeTests.expect(.failedPrecondition, "DIP_YEAR_OPEN") {
      _ = try await service.adjust(run.runId)
    }
    let closing = try await service.closing.close(
      Dip.CloseRequest(runId: run.runId, reason: "年度清算"))
    #expect(closing.runId == run.runId && closing.effectiveRunId == run.runId)
    #expect(
      try await service.closing.close(Dip.CloseRequest(runId: run.runId, reason: "again"))
        == closing)
    await CallerScopeTests.expect(.failedPrecondition, "DIP_YEAR_CLOSED") {
      _ = try await service.settle()
    }
    await CallerScopeTests.expect(.failedPrecondition, "DIP_ADJUST_NOTHING_CHANGED") {
      _ = try await service.adjust(run.runId)
    }

    let lists = try await service.inpatientLists(2)
    try await service.correct(lists[0], by: 500_000)
    let first = try await service.adjust(run.runId)
    #expect(first.number == 1 && first.beforeRunId == run.runId && !first.lines.isEmpty)
    try await Self.check(first, service)

    // A special case accepted after the closing, and more money: the second adjustment.
    _ = try await service.apply(lists[1])
    _ = try await service.accept(lists[1])
    var sheet = try await service.funds.getFunds(
      Dip.GetFundsRequest(region: ServiceUnderTest.region, period: ServiceUnderTest.year))
    sheet.pools[0].poolFen += 77_777
    _ = try await service.funds.putFunds(Dip.PutFundsRequest(sheet: sheet))
    await CallerScopeTests.expect(.failedPrecondition, "DIP_ADJUST_NOT_CURRENT") {
      _ = try await service.adjust(run.runId)
    }
    let second = try await service.adjust(first.afterRunId)
    #expect(second.number == 2 && second.beforeRunId == first.afterRunId)
    #expect(second.pools.first { $0.insuranceType == .employee }?.poolFen == 77_777)
    #expect(second.lines.contains { $0.item == "special" })
    try await Self.check(second, service)
    let paid = try await service.specialCases.get(
      Dip.GetSpecialCaseRequest(setlId: lists[1].id))
    #expect(paid.state == .paid && paid.steps.last?.runId == second.afterRunId)

    let closed = try await service.closing.getClosing(
      Dip.GetClosingRequest(region: ServiceUnderTest.region, year: "2025"))
    #expect(closed.runId == run.runId && closed.effectiveRunId == second.afterRunId)
    #expect(
      closed.adjustments.map(\.adjustmentId) == [first.adjustmentId, second.adjustmentId])
    var kept = try await service.statement(run.runId)
    #expect(kept.run?.closed == true)
    kept.run?.closed = false
    #expect(kept == statement)
    #expect(
      try await service.closing.getAdjustment(
        Dip.GetAdjustmentRequest(adjustmentId: first.adjustmentId)) == first)
  }

  /// The differences lead from one statement to the other, and add up to those of the pools.
  private static func check(
    _ adjustment: Dip.Adjustment, _ service: ServiceUnderTest
  ) async throws {
    let before = try await service.statement(adjustment.beforeRunId).rows
    let after = try await service.statement(adjustment.afterRunId).rows
    for row in after {
      let old =
        before.first {
          $0.institutionCode == row.institutionCode && $0.insuranceType == row.insuranceType
        }?.dueFen ?? 0
      let line = adjustment.lines.first {
        $0.institutionCode == row.institutionCode && $0.insuranceType == row.insuranceType
          && $0.item == "due"
      }
      #expect((line?.afterFen ?? row.dueFen) == row.dueFen)
      #expect((line?.beforeFen ?? old) == old)
      #expect(line != nil || old == row.dueFen)
    }
    for pool in adjustment.pools {
      let changed = adjustment.lines.filter {
        $0.insuranceType == pool.insuranceType && $0.item == "due"
      }.reduce(0) { $0 + $1.afterFen - $1.beforeFen }
      #expect(changed == pool.paidFen)
      #expect(pool.paidFen + pool.residualFen + pool.regulationFen == pool.poolFen)
    }
    for line in adjustment.lines where line.item == "due" {
      let parts = adjustment.lines.filter {
        $0.institutionCode == line.institutionCode && $0.insuranceType == line.insuranceType
          && $0.item != "due"
      }
      #expect(
        parts.reduce(0) { $0 + $1.afterFen - $1.beforeFen } == line.afterFen - line.beforeFen)
    }
  }

  @Test(
    "One run of a year is made final, whoever closes beside; months of a closed year are refused")
  func once() async throws {
    let service = try await ServiceUnderTest.books(200, seed: 52)
    defer { service.close() }
    let (first, _) = try await service.settle()
    let list = try #require(try await service.inpatientLists(1).first)
    try await service.correct(list, by: 100)
    let (second, _) = try await service.settle()
    let outcomes = await withTaskGroup(of: String.self) { group in
      for run in [first, second] {
        group.addTask {
          do {
            return try await service.closing.close(
              Dip.CloseRequest(runId: run.runId, reason: "年度清算")
            ).runId
          } catch let error as RPCError {
            return error.reason
          } catch {
            return "\(error)"
          }
        }
      }
      return await group.reduce(into: [String]()) { $0.append($1) }
    }
    #expect(outcomes.filter { $0 == "DIP_YEAR_CLOSED" }.count == 1)
    let closings = try await service.closing.listClosings(Dip.ListClosingsRequest()).closings
    #expect(closings.count == 1 && outcomes.contains(closings[0].runId))
    await CallerScopeTests.expect(.failedPrecondition, "DIP_YEAR_CLOSED") {
      _ = try await service.months.settleMonth(
        Dip.SettleMonthRequest(region: ServiceUnderTest.region, month: "2025-01"))
    }
    let hospital = try service.seen(
      by: list.institution, ["hospital", "institution:\(list.institution)"])
    defer { hospital.close() }
    await CallerScopeTests.expect(.permissionDenied, "DIP_REGION_DATA") {
      _ = try await hospital.closing.close(
        Dip.CloseRequest(runId: second.runId, reason: "x"))
    }
  }
}

extension ServiceUnderTest {
  func adjust(_ runID: String) async throws -> Dip.Adjustment {
    let stream = try await closing.adjust(
      Dip.AdjustRequest(runId: runID, reason: "清单更正"))
    var last: Dip.AdjustProgress?
    for try await progress in stream { last = progress }
    guard let adjustment = last?.adjustment else { throw SampleUnreadable() }
    return adjustment
  }
}
