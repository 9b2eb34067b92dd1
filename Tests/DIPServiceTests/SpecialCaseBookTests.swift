import Contract
import DIPDomain
import Mesh
import Messages
import Quantities
import Testing

@Suite("The book of special cases")
struct SpecialCaseBookTests {
  @Test("A case is applied for, accepted, settled apart and paid with the closing of its year")
  func wayOfACase() async throws {
    let service = try await ServiceUnderTest.books(1_000, seed: 31)
    defer { service.close() }
    let (before, _) = try await service.settle()
    let list = try #require(try await service.inpatientLists(1).first)
    let hospital = try service.seen(
      by: list.institution, ["hospital", "institution:\(list.institution)"])
    defer { hospital.close() }

    let applied = try await hospital.apply(list)
    #expect(applied.state == .applied && applied.findings.map(\.measured) == [false])
    #expect(try await hospital.apply(list) == applied)
    await CallerScopeTests.expect(.alreadyExists, "DIP_SPECIAL_CASE_KNOWN") {
      _ = try await hospital.apply(list, reason: "another reason")
    }
    await CallerScopeTests.expect(.permissionDenied, "DIP_REGION_DATA") {
      _ = try await hospital.accept(list)
    }
    // Until somebody decides, the normal rule holds.
    #expect(try await service.settle().run.runId == before.runId)

    let fund = list.cost.fund.fen - 1
    let accepted = try await service.accept(list, fund: fund)
    #expect(accepted.state == .accepted && accepted.seat == 1 && accepted.fundFen == fund)
    #expect(try await service.accept(list, fund: fund) == accepted)
    await CallerScopeTests.expect(.failedPrecondition, "DIP_SPECIAL_CASE_DECIDED") {
      _ = try await service.accept(list, fund: fund - 1)
    }
    let (run, unchanged) = try await service.settle()
    #expect(!unchanged && run.runId != before.runId && run.specialCases == 1)
    let statement = try await service.statement(run.runId)
    let special = statement.rows.flatMap(\.parts).filter { $0.part == "special" }
    #expect(special.map(\.cases) == [1])
    #expect(special.first?.payableFen == fund)
    #expect(statement.rows.reduce(0) { $0 + $1.itemCases } == 1)
    for row in statement.rows {
      #expect(row.parts.reduce(0) { $0 + $1.payableFen } == row.payableFen)
      #expect(row.parts.reduce(0) { $0 + $1.dueFen } + row.surplusShareFen == row.dueFen)
    }
    for pool in run.pools {
      let due = statement.rows.filter { $0.insuranceType == pool.insuranceType }
        .reduce(0) { $0 + $1.dueFen }
      #expect(due + pool.residualFen + pool.regulationFen == pool.poolFen)
    }

    _ = try await service.closing.close(
      Dip.CloseRequest(runId: run.runId, reason: "年度清算"))
    let paid = try await hospital.specialCases.get(Dip.GetSpecialCaseRequest(setlId: list.id))
    #expect(paid.state == .paid)
    #expect(paid.steps.map(\.state) == [.applied, .accepted, .paid])
    #expect(paid.steps.map(\.actor) == [list.institution, "bureau", "bureau"])
    #expect(paid.steps.last?.runId == run.runId)
    await CallerScopeTests.expect(.failedPrecondition, "DIP_SPECIAL_CASE_DECIDED") {
      _ = try await service.specialCases.decide(
        Dip.DecideSpecialCaseRequest(setlId: list.id, accept: false, reason: "too late"))
    }
  }

  @Test("The region's quota is held however many decide at once, and a seat taken back is free")
  func quota() async throws {
    let service = try await ServiceUnderTest.books(1_000, seed: 32)
    defer { service.close() }
    let lists = try await service.inpatientLists(12)
    for list in lists { _ = try await service.apply(list) }
    let quota = try await service.specialCases.getQuota(
      Dip.GetSpecialCaseQuotaRequest(region: ServiceUnderTest.region, year: 2025))
    #expect(quota.quota == quota.discharges * 5 / 1000)
    #expect(quota.quota > 0 && quota.quota < 12 && quota.open == 12)
    let outcomes = await withTaskGroup(of: String.self) { group in
      for list in lists {
        group.addTask {
          do {
            return try await service.accept(list).setlId
          } catch let error as RPCError {
            return error.reason
          } catch {
            return "\(error)"
          }
        }
      }
      return await group.reduce(into: [String]()) { $0.append($1) }
    }
    let refused = outcomes.filter { $0 == "DIP_SPECIAL_CASE_QUOTA_USED" }
    #expect(outcomes.count - refused.count == Int(quota.quota))
    let accepted = try await service.specialCases.list(
      Dip.ListSpecialCasesRequest(region: ServiceUnderTest.region, year: 2025, state: .accepted)
    ).cases
    #expect(accepted.map(\.seat).sorted() == Array(1...UInt32(quota.quota)))

    let first = try #require(accepted.first { $0.seat == 1 })
    _ = try await service.specialCases.decide(
      Dip.DecideSpecialCaseRequest(setlId: first.setlId, accept: false, reason: "材料不实"))
    let waiting = try #require(
      lists.first { list in !accepted.contains { $0.setlId == list.id } })
    #expect(try await service.accept(waiting).seat == 1)
  }

  @Test("A decision stands under a later policy without a rule for it, and the run says so")
  func laterPolicy() async throws {
    let service = try await ServiceUnderTest.books(300, seed: 34)
    defer { service.close() }
    let list = try #require(try await service.inpatientLists(1).first)
    _ = try await service.apply(list)
    _ = try await service.accept(list)
    #expect(
      try await service.settle().run.warnings.allSatisfy { !$0.zh.contains("没有特例单议规则") })
    let policy = String(decoding: try ServiceUnderTest.file("policies/dip10.yaml"), as: UTF8.self)
    let without = try PolicyEdit.apply([PolicyEdit(key: "special_case", value: "")], to: policy)
    _ = try await service.policies.putPolicy(Dip.PutPolicyRequest(yaml: Array(without.utf8)))
    let (run, _) = try await service.settle()
    #expect(run.specialCases == 1 && run.specialCaseQuota == 0)
    #expect(run.warnings.contains { $0.zh.contains("没有特例单议规则") && $0.zh.contains("1 例") })
  }

  @Test("A rejected case is settled by the normal rule")
  func rejected() async throws {
    let service = try await ServiceUnderTest.books(300, seed: 33)
    defer { service.close() }
    let (before, _) = try await service.settle()
    let list = try #require(try await service.inpatientLists(1).first)
    _ = try await service.apply(list)
    let rejected = try await service.specialCases.decide(
      Dip.DecideSpecialCaseRequest(setlId: list.id, accept: false, reason: "不符合条件"))
    #expect(rejected.state == .rejected)
    let (after, unchanged) = try await service.settle()
    #expect(unchanged && after.runId == before.runId)
  }

  @Test("Grounds that the list shows are measured; those that it cannot show need evidence")
  func grounds() async throws {
    let service = try await ServiceUnderTest.books(300, seed: 34)
    defer { service.close() }
    var eligible = 0
    for list in try await service.inpatientLists(40) {
      do {
        let applied = try await service.specialCases.apply(
          Dip.ApplySpecialCaseRequest(setlId: list.id, reason: "费用极高"))
        let finding = try #require(applied.findings.first)
        #expect(finding.ground == .costRatio && finding.measured && finding.limit == "2")
        eligible += 1
      } catch let error as RPCError {
        #expect(error.reason == "DIP_SPECIAL_CASE_NOT_ELIGIBLE")
        #expect(error.details.contains { $0.key == "cost_ratio" })
      }
    }
    #expect(eligible > 0 && eligible < 40)
    let list = try #require(try await service.inpatientLists(60).last)
    await CallerScopeTests.expect(.invalidArgument, "DIP_SPECIAL_CASE_EVIDENCE_MISSING") {
      _ = try await service.specialCases.apply(
        Dip.ApplySpecialCaseRequest(
          setlId: list.id, grounds: [.multidisciplinary], reason: "会诊"))
    }
    await CallerScopeTests.expect(.invalidArgument, "DIP_SPECIAL_CASE_GROUND_UNKNOWN") {
      _ = try await service.specialCases.apply(
        Dip.ApplySpecialCaseRequest(setlId: list.id, grounds: [.longStay], reason: "住院长"))
    }
    let stranger = try service.seen(by: "other", ["hospital", "institution:H00000000000"])
    defer { stranger.close() }
    await CallerScopeTests.expect(.notFound, "DIP_CASE_UNKNOWN") {
      _ = try await stranger.apply(list)
    }
    let auditor = try service.seen(by: "audit", ["auditor"])
    defer { auditor.close() }
    await CallerScopeTests.expect(.permissionDenied, "DIP_READS_ONLY") {
      _ = try await auditor.apply(list)
    }
    #expect(
      try await auditor.specialCases.list(Dip.ListSpecialCasesRequest()).cases.count == eligible)
    #expect(
      try await stranger.specialCases.list(Dip.ListSpecialCasesRequest()).cases.isEmpty)
  }
}
