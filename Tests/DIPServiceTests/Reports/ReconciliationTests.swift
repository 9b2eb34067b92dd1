import Contract
import DIPDomain
import Mesh
import Messages
import Quantities
import Testing

@Suite("Reconciliation with a bureau's results")
struct ReconciliationTests {
  private func answer(
    _ service: ServiceUnderTest, _ run: Dip.SettlementRun, _ rows: [[String]]
  ) async throws -> (summary: [String: Int], cases: [String: String], rows: UInt64, refused: UInt64)
  {
    let header = "结算ID,病种编码,病种分值,病例分值,基金支付(元)"
    let text = ([header] + rows.map { $0.joined(separator: ",") }).joined(separator: "\n") + "\n"
    var summary: [String: Int] = [:]
    var cases: [String: String] = [:]
    var counts: (UInt64, UInt64) = (0, 0)
    for try await answer in try await service.reports.reconcile(
      Dip.ReconcileRequest(runId: run.runId, content: Array(text.utf8)))
    {
      if let table = answer.summary {
        counts = (answer.rows, answer.rowsRefused)
        for row in table.rows {
          summary[row.cells[0].value] = Int(row.cells[1].value)
        }
      }
      for row in answer.differences?.rows ?? [] { cases[row.cells[0].value] = row.cells[1].value }
    }
    return (summary, cases, counts.0, counts.1)
  }

  @Test("The run's own results agree; each change is found under its cause")
  func causes() async throws {
    let service = try ServiceUnderTest()
    defer { service.close() }
    try await service.prepare()
    _ = try await service.upload(ServiceUnderTest.lists(500, seed: 41, defectsPerMille: 0))
    let (run, _) = try await service.settle()
    let results = try await service.results(run.runId).filter { $0.grpStas == "1" }
    func row(_ result: Dip.GroupingResultRecord) -> [String] {
      [
        result.setlId, result.dipDiseGrpCode, result.grpDiseSco, result.caseScore,
        Money(fen: result.paymentFen).description,
      ]
    }
    let same = try await answer(service, run, results.map(row))
    #expect(same.cases.values.allSatisfy { $0 == "missing_there" })
    #expect(same.summary["equal", default: 0] >= results.count)

    let normal = results.filter { !$0.remarks.contains("COST_BAND") }
    #expect(normal.count > 20)
    var rows = Dictionary(uniqueKeysWithValues: results.map { ($0.setlId, row($0)) })
    var expected: [String: String] = [:]
    func change(_ index: Int, _ cause: String, _ body: (inout [String]) throws -> Void) rethrows {
      let id = normal[index].setlId
      try body(&rows[id, default: []])
      expected[id] = cause
    }
    change(0, "group_not_in_catalogue") { $0[1] = "NO-SUCH-GROUP" }
    change(1, "ungrouped_there") { $0[1] = "" }
    let other = try #require(
      normal.first { $0.dipDiseGrpCode.prefix(6) != normal[2].dipDiseGrpCode.prefix(6) })
    change(2, "group_codes") { $0[1] = other.dipDiseGrpCode }
    change(3, "group_score") { $0[2] = "1" }
    try change(4, "score_rounding") {
      $0[3] = try Ratio.plus($0[3], Ratio(1, 10_000))
    }
    try change(5, "coefficient") { $0[3] = try Ratio.times($0[3], Ratio(11, 10)) }
    try change(6, "payment_rounding") {
      $0[4] = try (Money(parsing: $0[4]) + Money(fen: 1)).description
    }
    try change(7, "payment") {
      $0[4] = try (Money(parsing: $0[4]) + Money(fen: 70_000)).description
    }
    let dropped = normal[8].setlId
    rows[dropped] = nil
    expected[dropped] = "missing_there"
    expected["UNKNOWN"] = "missing_here"
    let changed = try await answer(
      service, run,
      rows.keys.sorted().compactMap { rows[$0] } + [["UNKNOWN", "X", "", "1", "2.00"]]
    )
    for (id, cause) in expected { #expect(changed.cases[id] == cause, "\(id)") }
    #expect(
      changed.cases.filter { expected[$0.key] == nil }.allSatisfy { $0.value == "missing_there" })

    // Everybody's payment by one factor: another point value, and nothing else.
    let scaled = try results.map { result -> [String] in
      var row = row(result)
      let scaled = try Ratio(Int128(result.paymentFen) * 11, 1000).money(.halfUp)
      row[4] = scaled.description
      return row
    }
    let value = try await answer(service, run, scaled)
    #expect(value.summary["point_value", default: 0] > results.count * 9 / 10)
    #expect(Set(value.cases.values).isSubset(of: ["point_value", "missing_there", "payment"]))

    // What cannot be read is refused row by row.
    let refused = try await answer(
      service, run, [["A", "B", "x", "", ""], ["", "B", "", "", ""]] + results.map(row))
    #expect(refused.refused == 2 && refused.rows == UInt64(results.count + 2))
  }
}

extension Ratio {
  fileprivate static func plus(_ text: String, _ other: Ratio) throws -> String {
    try (Decimal(parsing: text).ratio + other).rounded(scale: 4, .halfUp).description
  }

  fileprivate static func times(_ text: String, _ other: Ratio) throws -> String {
    try (Decimal(parsing: text).ratio * other).rounded(scale: 4, .halfUp).description
  }
}
