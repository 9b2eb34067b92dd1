import Contract
import DIPDomain
import Messages
import Quantities
import Testing

@Suite("Supervision list")
struct SupervisionTests {
  @Test("Made-up stays are found with their evidence, and the run stays what it is")
  func findings() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    try await service.prepare()
    _ = try await service.upload(ServiceUnderTest.lists(600, seed: 31, defectsPerMille: 0))
    let original = try #require(
      try await service.storedLists().first {
        $0.discharge.day.month.number % 12 < 9 && $0.icuDays == 0 && $0.procedures.isEmpty
      })
    func stay(_ id: String, after days: Int, lasting length: Int) throws -> Case {
      var list = original
      list.id = id
      let admission = try original.discharge.day.adding(days: days)
      list.admission = LocalMinute(day: admission)
      list.discharge = LocalMinute(day: try admission.adding(days: length))
      return list
    }
    try await service.submit([
      try stay("AGAIN", after: 10, lasting: 4), try stay("LATER", after: 40, lasting: 4),
      try stay("LONG", after: 60, lasting: 70),
    ])
    let (run, _) = try await service.settle()
    let before = try await service.settlement.getRun(Dip.GetRunRequest(runId: run.runId))
    let report = try await service.reports.getReport(
      Dip.GetReportRequest(runId: run.runId, kind: .supervision, maximumRows: 100_000))
    let table = try #require(report.tables.first { $0.key == "supervision.findings" })
    let found = table.rows.map { table.figures(of: $0) }
    #expect(
      found.contains {
        $0["rule"] == "readmission" && $0["lists"] == "\(original.id) AGAIN"
      })
    #expect(
      !found.contains { $0["rule"] == "readmission" && $0["lists"]?.contains("LATER") ?? true })
    #expect(found.contains { $0["rule"] == "overlong_stay" && $0["lists"] == "LONG" })
    let order = found.map { SupervisionFinding.Rule(rawValue: $0["rule"] ?? "") }
    let ranks = order.map {
      $0.flatMap { SupervisionFinding.Rule.allCases.firstIndex(of: $0) } ?? -1
    }
    #expect(ranks == ranks.sorted())

    // The same list again, a narrower option, and the run unchanged by all of it.
    let again = try await service.reports.getReport(
      Dip.GetReportRequest(runId: run.runId, kind: .supervision, maximumRows: 100_000))
    #expect(again == report)
    let narrow = try await service.reports.getReport(
      Dip.GetReportRequest(
        runId: run.runId, kind: .supervision,
        supervision: Dip.SupervisionOptions(readmissionDays: 9), maximumRows: 100_000))
    #expect(
      !(narrow.tables.last?.rows ?? []).contains {
        $0.cells.last?.value == "\(original.id) AGAIN" && $0.cells[0].value == "readmission"
      })
    let (settled, isUnchanged) = try await service.settle()
    #expect(isUnchanged)
    #expect(settled.resultsDigest == before.resultsDigest)
    let explained = try await service.settlement.explain(
      Dip.ExplainRequest(setlId: "AGAIN", runId: run.runId))
    #expect(explained.agreesWithRun)
  }
}
