import Contract
import DIPDomain
import DIPStorage
import Mesh
import Messages
import Quantities
import Store
import Testing

@Suite("Reports of a run over the mesh")
struct ReportsTests {
  @Test("Results have a row for each list in order of setl_id, and add up to the statement")
  func results() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    try await service.prepare()
    _ = try await service.upload(ServiceUnderTest.lists(900, seed: 11, defectsPerMille: 0))
    let (run, _) = try await service.settle()
    let results = try await service.results(run.runId)
    #expect(results.count == Int(run.cases))
    #expect(results.map(\.setlId) == results.map(\.setlId).sorted())
    #expect(results.count { $0.grpStas == "0" } == Int(run.ungroupedCases))
    #expect(results.count { $0.grpStas == "2" } == Int(run.outOfScopeCases))
    for result in results {
      #expect(result.grpStas == "1" ? !result.dipDiseGrpCode.isEmpty : !result.remarks.isEmpty)
      #expect(result.nuldFlag == "0")
    }
    let statement = try await service.settlement.getStatement(
      Dip.GetStatementRequest(runId: run.runId))
    for row in statement.rows {
      let own = results.filter {
        $0.fixmedinsCode == row.institutionCode && $0.insutype == row.insuranceType
          && $0.grpStas != "2"
      }
      #expect(own.count == Int(row.cases))
      var score = Ratio.zero
      for result in own { score = try score + Decimal(parsing: result.caseScore).ratio }
      #expect(try score == Decimal(parsing: row.totalScore).ratio)
    }
    let one = try #require(results.first { $0.grpStas == "1" })
    let explained = try await service.settlement.explain(
      Dip.ExplainRequest(setlId: one.setlId, runId: run.runId))
    #expect(explained.groupCode == one.dipDiseGrpCode)
    #expect(explained.caseScore == one.caseScore)
    #expect(explained.paymentFen == one.paymentFen)
  }

  @Test("A result of a list that was replaced after the run is marked void")
  func replaced() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    try await service.prepare()
    _ = try await service.upload(ServiceUnderTest.lists(60, seed: 12, defectsPerMille: 0))
    let (run, _) = try await service.settle()
    var list = try await service.storedLists()[7]
    list.version += 1
    try await service.submit([list])
    let results = try await service.results(run.runId)
    #expect(results.filter { $0.nuldFlag == "1" }.map(\.setlId) == [list.id])
  }

  @Test("A hospital reads its own results and indices and nothing of the region")
  func hospital() async throws {
    let temporary = try TemporaryDatabase()
    let service = try ServiceUnderTest(temporary: temporary)
    try await service.prepare()
    _ = try await service.upload(ServiceUnderTest.lists(400, seed: 13, defectsPerMille: 0))
    let (run, _) = try await service.settle()
    let own = try #require(try await service.results(run.runId).first).fixmedinsCode
    service.close()
    let hospital = try ServiceUnderTest(
      caller: Peer(identity: "hospital", roles: ["hospital", "institution:\(own)"]),
      temporary: temporary)
    defer { hospital.close() }
    let results = try await hospital.results(run.runId)
    #expect(!results.isEmpty && results.allSatisfy { $0.fixmedinsCode == own })
    let indices = try await hospital.reports.getReport(
      Dip.GetReportRequest(runId: run.runId, kind: .indices, institutionCode: own))
    #expect(indices.tables.first?.rows.map { $0.cells[0].value } == [own])
    for kind in [Dip.ReportKind.indices, .ungrouped, .ties, .supervision, .statement] {
      let error = await #expect(throws: RPCError.self) {
        try await hospital.reports.getReport(
          Dip.GetReportRequest(runId: run.runId, kind: kind))
      }
      #expect(error?.reason == "DIP_REGION_DATA")
    }
  }

  @Test("Indices agree with an independent computation from the results")
  func indices() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    try await service.prepare()
    _ = try await service.upload(ServiceUnderTest.lists(1_200, seed: 14, defectsPerMille: 0))
    let (run, _) = try await service.settle()
    let report = try await service.reports.getReport(
      Dip.GetReportRequest(runId: run.runId, kind: .indices))
    let expected = try await NaiveIndices(
      results: service.results(run.runId), lists: service.storedLists())
    let table = try #require(report.tables.first { $0.key == "indices.institutions" })
    #expect(table.rows.count == expected.institutions.count)
    for row in table.rows {
      let figures = table.figures(of: row)
      let own = try #require(expected.institutions[row.cells[0].value])
      #expect(figures["cases"] == "\(own.cases)")
      #expect(figures["groups"] == "\(own.costs.count)")
      for (key, value) in [
        ("case_mix_index", own.caseMixIndex), ("cost_index", own.costIndex),
        ("time_index", own.timeIndex), ("cv", own.variation),
      ] {
        guard let value else {
          #expect(figures[key] == "")
          continue
        }
        let shown = try #require(Double(figures[key] ?? ""))
        #expect(abs(shown - value) < 0.000051, "\(key) of \(row.cells[0].value)")
      }
    }
    let region = try #require(report.tables.first { $0.key == "indices.region" }?.rows.first)
    let shown = try #require(report.tables.first).figures(of: region)
    #expect(shown["case_mix_index"] == "1.0000")
    #expect(shown["cost_index"] == "1.0000" && shown["time_index"] == "1.0000")
  }

  @Test("The ungrouped report has every ungrouped case once in each of its tables")
  func ungrouped() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    try await service.prepare()
    _ = try await service.upload(ServiceUnderTest.lists(200, seed: 15, defectsPerMille: 0))
    var lists = try await service.storedLists().prefix(5).map { $0 }
    for index in lists.indices {
      lists[index].id = "UNGROUPED\(index)"
      // On the exclusion list of the sample catalogue.
      lists[index].diagnoses = [try DiagnosisCode(parsing: index < 3 ? "A00.000" : "A04.000")]
      lists[index].diagnosisText = index < 3 ? "A00.000" : "A04.000"
      lists[index].procedures = []
    }
    try await service.submit(lists)
    let (run, _) = try await service.settle()
    #expect(run.ungroupedCases >= 5)
    let report = try await service.reports.getReport(
      Dip.GetReportRequest(runId: run.runId, kind: .ungrouped))
    for table in report.tables {
      let cases = table.rows.reduce(0) { $0 + (Int(table.figures(of: $1)["cases"] ?? "") ?? 0) }
      #expect(cases == Int(run.ungroupedCases), "\(table.key)")
    }
    let diagnoses = try #require(report.tables.first { $0.key == "ungrouped.diagnoses" })
    #expect(diagnoses.rows.contains { $0.cells[0].value == "A00.000" && $0.cells[1].value == "3" })
  }

  @Test("Sensitivity gives each variant the group, score and payment that an estimate gives it")
  func sensitivity() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    try await service.prepare()
    _ = try await service.upload(ServiceUnderTest.lists(300, seed: 16, defectsPerMille: 0))
    let (run, _) = try await service.settle()
    let lists = try await service.storedLists()
    let list = try #require(
      lists.first { $0.diagnoses.count >= 2 && $0.procedures.count >= 1 }
        ?? lists.first { $0.procedures.count >= 1 })
    let answer = try await service.reports.getSensitivity(
      Dip.GetSensitivityRequest(setlId: list.id, runId: run.runId))
    #expect(!answer.variants.isEmpty)
    for variant in answer.variants {
      var changed = try #require(answer.list)
      switch variant.change {
      case "drop_diagnosis": changed.diagnoses.removeAll { $0 == variant.code }
      case "drop_procedure": changed.procedures.removeAll { $0 == variant.code }
      case "exchange_diagnosis":
        changed.diagnoses.swapAt(
          0, try #require(changed.diagnoses.firstIndex(of: variant.code)))
      default:
        changed.procedures.swapAt(
          0, try #require(changed.procedures.firstIndex(of: variant.code)))
      }
      let estimate = try await service.settlement.estimate(Dip.EstimateRequest(list: changed))
      #expect(estimate.groupCode == variant.groupCode)
      #expect(estimate.caseScore == variant.caseScore)
      #expect(estimate.paymentFen == variant.paymentFen)
      #expect(variant.paymentWorthFen == answer.paymentFen - variant.paymentFen)
    }
    let influence = try await service.reports.getReport(
      Dip.GetReportRequest(runId: run.runId, kind: .influence))
    #expect(influence.tables.count == 1)
  }
}
