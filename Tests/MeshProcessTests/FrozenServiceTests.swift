import Contract
import Glibc
import LocalMesh
import Mesh
import Messages
import Testing

extension MeshProcessTests {
  @Test(
    "A frozen service does not hang the gateway's views", arguments: [MeshProcess.dip, .registry])
  func frozenServiceIsAMarkedGap(_ frozen: MeshProcess) async throws {
    try await RunningMesh.with { mesh in
      let identifier = try #require(await mesh.mesh.processIdentifier(of: frozen))
      kill(identifier, SIGSTOP)
      defer { kill(identifier, SIGCONT) }
      let clock = ContinuousClock()
      let section = frozen == .dip ? "settlement" : "profile"
      for _ in 1...2 {
        let asked = clock.now
        let answer = try await mesh.http.post(
          "healthmesh.gateway.v1.AggregatedViews/GetInstitutionFile",
          #"{"code":"H99010200001","asOf":"2025-12-31","period":"2025"}"#)
        #expect(clock.now - asked < .seconds(3))
        #expect(answer.status == 200)
        let file = try answer.json()
        #expect(file[section]["status"]["state"].text == "SECTION_STATE_UNAVAILABLE")
        #expect(file["contracts"]["status"]["state"].text == "SECTION_STATE_EMPTY")
      }
      let ready = clock.now
      #expect(try await mesh.http.get("/readyz").status == 503)
      #expect(clock.now - ready < .seconds(2))
      let home = clock.now
      let page = try await mesh.http.get("/?lang=en")
      #expect(clock.now - home < .seconds(5))
      #expect(page.status == 200 && page.text.contains("unreachable"))

      kill(identifier, SIGCONT)
      try await mesh.waitUntilComplete()
    }
  }
}
