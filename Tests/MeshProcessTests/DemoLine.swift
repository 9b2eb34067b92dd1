import Foundation
import Messages
import Quantities
import Testing

/// The demo line over HTTP: registry, catalogue, policy, funds, lists, settlement, statement.
struct DemoLine {
  let http: PlainHTTP

  struct Settled: Sendable {
    let run: JSONValue
    let isUnchanged: Bool
  }

  /// Everything that a settlement needs except the lists.
  func prepare() async throws {
    try await importRegistry()
    let files = try SampleData.catalogueFiles().map {
      #"{"name":"\#($0.name)","content":"\#(Data($0.content).base64EncodedString())"}"#
    }
    let catalogue = try await call(
      "healthmesh.dip.v1.DipCatalogues/ImportCatalogue",
      #"{"files":[\#(files.joined(separator: ","))]}"#)
    #expect(catalogue["catalogue"]["name"].text == "healthmesh-sample")
    #expect(catalogue["errors"].items.isEmpty)
    let yaml = Data(try SampleData.file("policies/dip10.yaml")).base64EncodedString()
    let policy = try await call("healthmesh.dip.v1.DipPolicies/PutPolicy", #"{"yaml":"\#(yaml)"}"#)
    #expect(policy["policy"]["name"].text == "yunling-dip10")
    let copy = try await call(
      "healthmesh.dip.v1.DipFunds/SyncInstitutions",
      #"{"asOf":"2025-12-31","region":"\#(SampleData.region)"}"#)
    #expect(copy["copy"]["source"].text == "registry")
    #expect((copy["copy"]["institutions"].number ?? 0) > 10)
    let funds = try await call(
      "healthmesh.dip.v1.DipFunds/PutFunds",
      """
      {"sheet":{"region":"\(SampleData.region)","period":"\(SampleData.year)","pools":[
      {"insuranceType":"INSURANCE_TYPE_EMPLOYEE","poolFen":"\(SampleData.employeePool)"},
      {"insuranceType":"INSURANCE_TYPE_RESIDENT","poolFen":"\(SampleData.residentPool)"}]}}
      """)
    #expect(funds["version"].number == 1)
  }

  private func importRegistry() async throws {
    for (method, file) in [
      ("RegistryAreas/ImportAreas", "areas.csv"),
      ("RegistryInstitutions/ImportInstitutions", "institutions.csv"),
      ("RegistryConsortia/ImportConsortia", "consortia.csv"),
    ] {
      let answer = try await http.upload(
        "healthmesh.registry.v1.\(method)", name: file, SampleData.file("registry/demo/\(file)"))
      let report = try answer.json()
      #expect(answer.status == 200, "\(answer.text.prefix(500))")
      #expect((report["rowsInserted"].number ?? 0) > 0)
      #expect(report["rowsQuarantined"].number == 0, "\(answer.text.prefix(500))")
    }
  }

  /// Uploads lists; the report of the last line.
  func importLists(_ lists: [UInt8]) async throws -> JSONValue {
    let answer = try await http.upload(
      "healthmesh.dip.v1.DipCases/ImportCases", name: "lists.csv", lists)
    #expect(answer.status == 200, "\(answer.text.prefix(500))")
    #expect(answer.contentType.hasPrefix("application/x-ndjson"))
    let last = try #require(try answer.lines().last)
    #expect(last["error"] == .null, "\(answer.text.suffix(500))")
    return last["report"]
  }

  func settle(threads: Int = 0) async throws -> Settled {
    let answer = try await http.post(
      "healthmesh.dip.v1.DipSettlement/Settle",
      """
      {"region":"\(SampleData.region)","period":"\(SampleData.year)","threads":\(threads)}
      """)
    #expect(answer.status == 200, "\(answer.text.prefix(500))")
    let last = try #require(try answer.lines().last)
    #expect(last["stage"].text == "done", "\(answer.text.suffix(500))")
    return Settled(run: last["run"], isUnchanged: last["unchanged"].isTrue)
  }

  /// A call that has to succeed.
  func call(_ method: String, _ json: String) async throws -> JSONValue {
    let answer = try await http.post(method, json)
    try #require(answer.status == 200, "\(method): \(answer.text.prefix(800))")
    return try answer.json()
  }
}
