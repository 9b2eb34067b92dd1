import Mesh
import Testing

@testable import Runtime

struct AccessTests {
  private let allow = [
    "bureau": ["*"], "hospital": ["healthmesh.dip.v1.DipSettlement/Estimate"],
    "auditor": ["healthmesh.dip.v1.*"], "team": ["healthmesh.contracting.v1.ContractingTeams"],
  ]

  private func admits(_ roles: Set<String>, _ service: String, _ method: String) -> Bool {
    let descriptor = MethodDescriptor(service: service, method: method)
    var context = ServerContext(
      method: descriptor, peer: Peer(identity: "x", roles: roles),
      deadline: .after(.seconds(1)))
    let table = AccessTable(rules: allow, methods: [descriptor])
    return (try? AuthorizationInterceptor(table).admit(&context)) != nil
  }

  @Test func onlyWhatARuleAllows() {
    let settlement = "healthmesh.dip.v1.DipSettlement"
    #expect(admits(["bureau"], settlement, "Settle"))
    #expect(admits(["hospital"], settlement, "Estimate"))
    #expect(!admits(["hospital"], settlement, "Settle"))
    #expect(admits(["hospital", "auditor"], settlement, "Settle"))
    #expect(!admits(["auditor"], "healthmesh.dip.v11.Other", "Read"))
    #expect(admits(["team"], "healthmesh.contracting.v1.ContractingTeams", "Get"))
    #expect(!admits(["team"], "healthmesh.contracting.v1.ContractingTeamsAdmin", "Get"))
    #expect(!admits([], settlement, "Estimate"))
    #expect(!admits(["stranger"], settlement, "Estimate"))
    #expect(admits([], "healthmesh.mesh.v1.Health", "Check"))
  }

  @Test func aDoorSpeaksForItsCaller() throws {
    var metadata = Metadata()
    try metadata.append("caller-identity", "hospital-7")
    try metadata.append("caller-roles", "hospital,institution:H1,gateway")
    let method = MethodDescriptor(service: "s", method: "m")
    func peer(of roles: Set<String>) throws -> Peer {
      var context = ServerContext(
        method: method, peer: Peer(identity: "someone", roles: roles), metadata: metadata,
        deadline: .after(.seconds(1)))
      try DelegationInterceptor().admit(&context)
      return context.peer
    }
    #expect(try peer(of: ["gateway"]).identity == "hospital-7")
    #expect(try peer(of: ["gateway"]).roles == ["hospital", "institution:H1"])
    #expect(try peer(of: ["gateway", "bureau"]).roles == ["hospital", "institution:H1"])
    // Anybody else who says so is not believed.
    #expect(try peer(of: ["hospital"]).identity == "someone")
  }
}
