import Contract
import Foundation
import Glibc
import LocalMesh
import Mesh
import Messages
import Quantities
import Testing

extension MeshProcessTests {
  @Test("SIGTERM lets running calls finish, refuses new ones and ends with code 0")
  func terminationDrains() async throws {
    try await RunningMesh.with { mesh in
      for process in MeshProcess.allCases {
        await mesh.mesh.terminate(process)
        // A child of this test, whose exit code is seen.
        let child = Process()
        child.executableURL = URL(filePath: "\(RunningMesh.executables)/\(process.executable)")
        child.arguments = ["--config", "\(mesh.mesh.layout.root)/run/\(process.rawValue).yaml"]
        child.standardOutput = FileHandle.nullDevice
        child.standardError = FileHandle.nullDevice
        try child.run()
        defer { kill(child.processIdentifier, SIGKILL) }
        try await mesh.mesh.waitUntilReady(process, within: .seconds(30))
        if process == .gateway { try await mesh.waitUntilComplete() }
        try await Self.expectDrain(of: process, child, mesh)
        #expect(await Self.exitCode(of: child) == 0, "\(process)")
        try await mesh.restart(process)
      }
    }
  }

  private static func expectDrain(
    of process: MeshProcess, _ child: Process, _ mesh: RunningMesh
  ) async throws {
    let client = try mesh.client(of: process)
    defer { client.close() }
    let (pause, resume) = AsyncStream.makeStream(of: Void.self)
    let running = try upload(process, client, until: pause)
    await running.untilUnderWay()
    kill(child.processIdentifier, SIGTERM)

    // The signal takes a moment to be seen; from then on every new call is refused.
    var refusal: RPCError?
    for _ in 1...100 where refusal == nil {
      do {
        _ = try await HealthClient(client: client).check(.init(), options: .once())
        try await Task.sleep(for: .milliseconds(10))
      } catch {
        refusal = RPCError(hiding: error)
      }
    }
    #expect(refusal?.code == .unavailable, "\(process)")
    #expect(child.isRunning, "\(process)")
    resume.finish()
    let ending = await running.end()
    #expect(ending.error == nil, "\(process): \(ending)")
  }

  /// An upload that the process takes to the end, whatever it thinks of the rows.
  private static func upload(
    _ process: MeshProcess, _ client: MeshClient, until resume: AsyncStream<Void>
  ) throws -> HeldCall {
    switch process {
    case .registry, .gateway:
      .upload(
        RegistryAreasMethods.importAreas, client, try SampleData.file("registry/demo/areas.csv"),
        until: resume)
    case .indicators:
      .upload(
        IndicatorObservationsMethods.import, client,
        Array("element,subject,period,value,reporter\n".utf8), until: resume)
    case .contracting:
      .upload(
        ContractingTeamsMethods.import, client,
        try SampleData.file("contracting/demo/teams.csv"), until: resume)
    case .dip: .caseUpload(client, try SampleData.lists(50, seed: 3), until: resume)
    }
  }

  private static func exitCode(of child: Process) async -> Int32 {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        child.waitUntilExit()
        continuation.resume(
          returning: child.terminationReason == .exit ? child.terminationStatus : -1)
      }
    }
  }
}
