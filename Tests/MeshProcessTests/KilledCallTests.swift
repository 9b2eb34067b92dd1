import Contract
import LocalMesh
import Mesh
import Messages
import Testing

extension MeshProcessTests {
  @Test("Whoever calls a process that is killed hears UNAVAILABLE within a second")
  func callersOfAKilledProcessHearAtOnce() async throws {
    try await RunningMesh.with { mesh in
      for process in MeshProcess.allCases {
        try await Self.expectCallersHear(of: process, mesh)
        if process != .gateway { try await Self.expectMarkedGap(of: process, mesh) }
        try await mesh.restart(process)
        try await mesh.waitUntilComplete()
        // The connections that were there before find the new process by themselves.
        let status = try await AggregatedViewsClient(client: mesh.gateway).getStatus(.init())
        #expect(status.complete, "\(process)")
      }
    }
  }

  private static func expectCallersHear(of process: MeshProcess, _ mesh: RunningMesh) async throws {
    let direct = try mesh.client(of: process)
    defer { direct.close() }
    let (never, hold) = AsyncStream.makeStream(of: Void.self)
    defer { hold.finish() }
    let calls = [.watch(direct)] + held(process, mesh.gateway, until: never)
    for call in calls { await call.untilUnderWay() }

    let clock = ContinuousClock()
    let killed = clock.now
    await mesh.mesh.kill(process)
    for call in calls {
      let ending = await call.end()
      #expect(ending.error?.code == .unavailable, "\(process): \(ending)")
      #expect(ending.at - killed < .seconds(1), "\(process): \(ending)")
    }
    // Later callers are told as fast.
    let asked = clock.now
    await #expect {
      _ = try await HealthClient(client: direct).check(.init(), options: .once())
    } throws: {
      ($0 as? RPCError)?.code == .unavailable
    }
    #expect(clock.now - asked < .seconds(1), "\(process)")
  }

  /// Calls through the gateway that stay under way: an upload that pauses, to the process or, when
  /// it is the gateway itself, to any.
  private static func held(
    _ process: MeshProcess, _ gateway: MeshClient, until resume: AsyncStream<Void>
  ) -> [HeldCall] {
    let file = Array("a,b\n1,2\n".utf8)
    return switch process {
    case .registry:
      [.upload(RegistryAreasMethods.importAreas, gateway, file, until: resume)]
    case .indicators:
      [.upload(IndicatorObservationsMethods.import, gateway, file, until: resume)]
    case .contracting:
      [.upload(ContractingTeamsMethods.import, gateway, file, until: resume)]
    case .dip: [.caseUpload(gateway, file, until: resume)]
    case .gateway: [.watch(gateway), .caseUpload(gateway, file, until: resume)]
    }
  }

  /// While a service is down, the institution's file comes without it, and says so.
  private static func expectMarkedGap(of process: MeshProcess, _ mesh: RunningMesh) async throws {
    let clock = ContinuousClock()
    let asked = clock.now
    let request = #"{"code":"H99010200001","asOf":"2025-12-31","period":"2025"}"#
    let answer = try await mesh.http.post(
      "healthmesh.gateway.v1.AggregatedViews/GetInstitutionFile", request)
    #expect(clock.now - asked < .seconds(2), "\(process)")
    #expect(answer.status == 200)
    let file = try answer.json()
    let sections: [MeshProcess: String] = [
      .registry: "profile", .dip: "settlement", .contracting: "contracts",
      .indicators: "indicators",
    ]
    for (service, section) in sections {
      let isGap = file[section]["status"]["state"].text == "SECTION_STATE_UNAVAILABLE"
      #expect(isGap == (service == process), "\(process) is down: \(section)")
    }

    let ready = try await mesh.http.get("/readyz")
    #expect(ready.status == 503)
    #expect(try ready.json()["services"][process.rawValue].text == "UNREACHABLE")
    let call = clock.now
    let refused = try await mesh.http.post(reading(process), "{}")
    #expect(clock.now - call < .seconds(1), "\(process)")
    #expect(refused.status == 503, "\(refused.text)")
    #expect(try refused.json()["code"].text == "UNAVAILABLE")
  }

  private static func reading(_ process: MeshProcess) -> String {
    switch process {
    case .registry: "healthmesh.registry.v1.RegistryAreas/ListAreas"
    case .indicators: "healthmesh.indicators.v1.IndicatorDefinitions/ListElements"
    case .contracting: "healthmesh.contracting.v1.ContractingTeams/List"
    default: "healthmesh.dip.v1.DipSettlement/ListRuns"
    }
  }
}
