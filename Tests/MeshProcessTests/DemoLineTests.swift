import Messages
import Testing

extension MeshProcessTests {
  @Test("The demo line by HTTP: imported, settled, stated, explained, shown")
  func demoLineByHTTP() async throws {
    try await RunningMesh.with { mesh in
      let line = DemoLine(http: mesh.http)
      #expect(try await mesh.http.get("/readyz").json()["ready"].isTrue)
      #expect(try await mesh.http.get("/healthz").status == 200)
      try await line.prepare()

      let lists = try SampleData.lists(3_000, seed: 2025)
      let report = try await line.importLists(lists)
      #expect(report["rowsRead"].number == 3_000)
      let stored = try #require(report["rowsInserted"].number)
      let refused = try #require(report["rowsQuarantined"].number)
      #expect(refused > 0 && stored + refused == 3_000)
      // The same file again is known, row for row.
      let again = try await line.importLists(lists)
      #expect(again["rowsInserted"].number == 0 && again["rowsReplaced"].number == 0)
      #expect(again["rowsUnchanged"].number == stored)

      let first = try await line.settle()
      #expect(!first.isUnchanged)
      #expect(first.run["cases"].number == stored)
      let second = try await line.settle(threads: 2)
      #expect(second.isUnchanged)
      #expect(second.run["resultsDigest"] == first.run["resultsDigest"])
      #expect(second.run["runId"] == first.run["runId"])

      let statement = try await line.call(
        "healthmesh.dip.v1.DipSettlement/GetStatement",
        #"{"region":"\#(SampleData.region)","period":"\#(SampleData.year)"}"#)
      #expect(statement["run"]["resultsDigest"] == first.run["resultsDigest"])
      try Self.expectConserved(statement)
      try await Self.expectExplained(line, lists, first.run)
      try await Self.expectShown(mesh, statement)
    }
  }

  /// Σ due + residual + regulation = pool, to the fen, for each pool, computed from the JSON.
  private static func expectConserved(_ statement: JSONValue) throws {
    let funds = [
      "INSURANCE_TYPE_EMPLOYEE": SampleData.employeePool,
      "INSURANCE_TYPE_RESIDENT": SampleData.residentPool,
    ]
    let pools = statement["run"]["pools"].items
    #expect(Set(pools.map { $0["insuranceType"].text }) == Set(funds.keys))
    for pool in pools {
      let type = pool["insuranceType"].text
      let rows = statement["rows"].items.filter { $0["insuranceType"].text == type }
      #expect(!rows.isEmpty)
      let due = try rows.reduce(Int64(0)) { $0 + (try #require($1["dueFen"].number)) }
      let residual = try #require(pool["residualFen"].number)
      let regulation = try #require(pool["regulationFen"].number)
      #expect(due + residual + regulation == funds[type])
    }
  }

  private static func expectExplained(
    _ line: DemoLine, _ lists: [UInt8], _ run: JSONValue
  ) async throws {
    var explained = 0
    for skipped in stride(from: 0, to: 40, by: 10) {
      let id = try SampleData.settlementID(in: lists, after: skipped)
      let answer = try await line.http.post(
        "healthmesh.dip.v1.DipSettlement/Explain", #"{"setlId":"\#(id)"}"#)
      // A defective row was never settled.
      if answer.status == 404 { continue }
      #expect(answer.status == 200, "\(answer.text.prefix(500))")
      let explanation = try answer.json()
      #expect(explanation["run"]["runId"] == run["runId"])
      #expect(explanation["list"]["setlId"].text == id)
      #expect(explanation["agreesWithRun"].isTrue, "\(id)")
      let page = try await line.http.get("/explain?setl_id=\(id)&lang=en")
      #expect(page.status == 200)
      #expect(page.text.contains(id))
      explained += 1
    }
    #expect(explained >= 2)
  }

  /// The first page shows the statement, and an institution's file has its four sections.
  private static func expectShown(_ mesh: RunningMesh, _ statement: JSONValue) async throws {
    let page = try await mesh.http.get("/?lang=en")
    #expect(page.status == 200)
    #expect(page.contentType.hasPrefix("text/html"))
    #expect(page.text.contains(statement["run"]["runId"].text))
    for row in statement["rows"].items {
      #expect(page.text.contains(row["institutionName"].text))
      #expect(page.text.contains(yuan(try #require(row["dueFen"].number))))
    }

    let code = try #require(statement["rows"].items.first)["institutionCode"].text
    let file = try await DemoLine(http: mesh.http).call(
      "healthmesh.gateway.v1.AggregatedViews/GetInstitutionFile",
      #"{"code":"\#(code)","asOf":"2025-12-31","period":"\#(SampleData.year)"}"#)
    let sections = ["profile", "settlement", "contracts", "indicators"]
    let states = sections.map { file[$0]["status"]["state"].text }
    #expect(states[0] == "SECTION_STATE_OK")
    #expect(states[1] == "SECTION_STATE_OK")
    let fine: Set<String> = ["SECTION_STATE_OK", "SECTION_STATE_EMPTY"]
    #expect(states.allSatisfy { fine.contains($0) }, "\(states)")
    #expect(
      file["settlement"]["rows"].items
        == statement["rows"].items.filter { $0["institutionCode"].text == code })
  }

  /// 1,234.05 for 123405 fen.
  private static func yuan(_ fen: Int64) -> String {
    var whole = String(fen.magnitude / 100)
    var groups: [String] = []
    while whole.count > 3 {
      groups.insert(String(whole.suffix(3)), at: 0)
      whole.removeLast(3)
    }
    let cents = String(fen.magnitude % 100)
    return (fen < 0 ? "−" : "") + ([whole] + groups).joined(separator: ",") + "."
      + (cents.count == 1 ? "0" : "") + cents
  }
}
