import Contract
import Foundation
import Mesh
import Messages
import Testing

@Suite struct ContractTableTests {
  @Test func methodsAreFoundByName() throws {
    let method = try #require(
      ContractTable.method(named: "healthmesh.dip.v1.DipSettlement/Estimate"))
    #expect(method.descriptor == DipSettlementMethods.estimate.descriptor)
    #expect(method.requestName == "healthmesh.dip.v1.EstimateRequest")
    #expect(ContractTable.method(named: "healthmesh.dip.v1.DipSettlement/estimate") == nil)
    #expect(ContractTable.serviceNames.contains("healthmesh.mesh.v1.Health"))
  }

  @Test func jsonBecomesBytesAndBack() throws {
    let method = try #require(ContractTable.method(named: "healthmesh.mesh.v1.Echo/Unary"))
    let bytes = try method.encodedRequest(json: Array(#"{"content":"AP8=","copies":1}"#.utf8))
    #expect(bytes == [0x0a, 0x02, 0x00, 0xff, 0x10, 0x01])
    let json = try bytes.withUnsafeBytes { try method.jsonResponse(encoded: $0) }
    #expect(String(decoding: json, as: UTF8.self) == #"{"content":"AP8=","position":1}"#)
    #expect(throws: JSONError.self) { try method.encodedRequest(json: Array(#"{"x":1}"#.utf8)) }
  }

  @Test func openAPIDescribesEveryMethod() throws {
    let root = URL(filePath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let file = try Data(contentsOf: root.appending(path: "Deploy/openapi/healthmesh.json"))
    let document = try #require(
      try JSONSerialization.jsonObject(with: file) as? [String: Any])
    let embedded = try #require(
      try JSONSerialization.jsonObject(with: Data(ContractTable.openAPI)) as? [String: Any])
    #expect(document as NSDictionary == embedded as NSDictionary)
    let paths = try #require(document["paths"] as? [String: Any])
    for method in ContractTable.methods {
      let folder = method.requestName == Common.FileChunk.fullName ? "/v1/files/" : "/v1/"
      #expect(paths[folder + method.descriptor.fullName] != nil)
    }
    #expect(paths.count == ContractTable.methods.count)
  }
}
