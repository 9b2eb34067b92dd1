import Contract
import DIPStorage
import Mesh
import Messages
import Quantities
import Store
import Testing

@Suite("Whose data a caller sees")
struct CallerScopeTests {
  @Test("A hospital reads and submits its own data only; an auditor reads everything")
  func hospital() async throws {
    let bureau = try ServiceUnderTest()
    defer { bureau.close() }
    try await bureau.prepare()
    _ = try await bureau.upload(ServiceUnderTest.lists(500, seed: 11, defectsPerMille: 0))
    let (run, _) = try await bureau.settle()
    let statement = try await bureau.settlement.getStatement(
      Dip.GetStatementRequest(runId: run.runId))
    let own = try #require(statement.rows.max { $0.cases < $1.cases }).institutionCode
    let ids = try await bureau.temporary.database.read { connection in
      try [own, ""].map { code in
        try #require(
          try connection.text(
            """
            SELECT setl_id FROM settlement_list
            WHERE (institution_code = $1) = ($1 <> '') AND institution_code <> $2 LIMIT 1
            """, [code, code.isEmpty ? own : ""]))
      }
    }
    let hospital = try ServiceUnderTest(
      caller: Peer(identity: own, roles: ["hospital", "institution:\(own)"]),
      temporary: bureau.temporary)
    defer { hospital.close() }

    let seen = try await hospital.settlement.getStatement(
      Dip.GetStatementRequest(runId: run.runId))
    #expect(Set(seen.rows.map(\.institutionCode)) == [own])
    #expect(seen.totals.isEmpty)
    let explained = try await hospital.settlement.explain(Dip.ExplainRequest(setlId: ids[0]))
    #expect(explained.list?.institutionCode == own)
    await Self.expect(.permissionDenied, "DIP_OTHER_INSTITUTION") {
      _ = try await hospital.settlement.explain(Dip.ExplainRequest(setlId: ids[1]))
    }
    await Self.expect(.notFound, "DIP_CASE_UNKNOWN") {
      _ = try await hospital.cases.getCase(Dip.GetCaseRequest(setlId: ids[1]))
    }
    await Self.expect(.permissionDenied, "DIP_REGION_DATA") {
      _ = try await hospital.settle()
    }
    await Self.expect(.permissionDenied, "DIP_REGION_DATA") {
      _ = try await hospital.cases.countCases(Dip.CountCasesRequest())
    }
    let auditor = try ServiceUnderTest(
      caller: Peer(identity: "audit", roles: ["auditor"]), temporary: bureau.temporary)
    defer { auditor.close() }
    #expect(
      try await auditor.settlement.getStatement(Dip.GetStatementRequest(runId: run.runId)).rows
        == statement.rows)
    await Self.expect(.permissionDenied, "DIP_READS_ONLY") { _ = try await auditor.settle() }
    await Self.expect(.permissionDenied, "DIP_READS_ONLY") {
      _ = try await auditor.policies.putPolicy(Dip.PutPolicyRequest())
    }
    let foreign = try await bureau.cases.getCase(Dip.GetCaseRequest(setlId: ids[1]))
    await Self.expect(.permissionDenied, "DIP_OTHER_INSTITUTION") {
      _ = try await hospital.settlement.estimate(
        Dip.EstimateRequest(list: foreign.versions.first?.list))
    }
  }

  /// The call has to fail like this.
  static func expect(
    _ code: StatusCode, _ reason: String, _ call: () async throws -> Void,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async {
    do {
      try await call()
      Issue.record("the call succeeded", sourceLocation: sourceLocation)
    } catch let error as RPCError {
      #expect(
        error.code == code && error.reason == reason, "\(error)", sourceLocation: sourceLocation)
      #expect(!error.messageZh.isEmpty && !error.remedyZh.isEmpty, sourceLocation: sourceLocation)
    } catch {
      Issue.record("\(error)", sourceLocation: sourceLocation)
    }
  }
}
