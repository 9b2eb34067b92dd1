import Contract
import LocalMesh
import Mesh
import Messages
import Quantities
import Testing

extension MeshProcessTests {
  @Test("An import and a settlement that dip's death interrupts end as if it had never died")
  func interruptedImportSettlesTheSame() async throws {
    let lists = try SampleData.lists(20_000, seed: 11)
    let undisturbed = Guarded<Outcome?>(nil)
    try await RunningMesh.with { mesh in
      try await DemoLine(http: mesh.http).prepare()
      let report = try await SampleUpload.sendLists(lists, mesh.gateway)
      let outcome = try await Self.outcome(report, mesh)
      undisturbed.withLock { $0 = outcome }
    }
    try await RunningMesh.with { mesh in
      try await DemoLine(http: mesh.http).prepare()
      let report = try await Self.importWhileKilling(lists, mesh)
      let expected = try #require(undisturbed.withLock { $0 })
      try await Self.settleWhileKilling(mesh)
      #expect(try await Self.outcome(report, mesh) == expected)
    }
  }

  /// What an import and the settlement after it came to.
  private struct Outcome: Sendable, Hashable {
    var read: UInt64
    var inserted: UInt64
    var quarantined: UInt64
    var count: Dip.CountCasesResponse
    var issues: [Common.RowIssue]
    var resultsDigest: String
    var inputDigest: String
  }

  /// Kills dip when the import starts, while a batch is under way, and when something more was
  /// durable; sends the same file again each time, and once more to the end.
  private static func importWhileKilling(
    _ lists: [UInt8], _ mesh: RunningMesh
  ) async throws -> Common.ImportReport? {
    let durable = Guarded<UInt64>(0)
    for kill in 0..<3 {
      let before = durable.withLock { $0 }
      let hasEnded = Guarded(false)
      let sending = Task {
        defer { hasEnded.withLock { $0 = true } }
        return try await SampleUpload.sendLists(lists, mesh.gateway) { offset in
          durable.withLock { $0 = max($0, offset) }
        }
      }
      try await Task.sleep(for: .milliseconds(60 * (kill + 1)))
      // The last time it lives until the import has got further.
      while kill == 2, durable.withLock({ $0 }) <= before, !hasEnded.withLock({ $0 }) {
        try await Task.sleep(for: .milliseconds(5))
      }
      let clock = ContinuousClock()
      let killed = clock.now
      await mesh.mesh.kill(.dip)
      if case .failure(let error) = await sending.result {
        #expect((error as? RPCError)?.code == .unavailable, "\(error)")
        #expect(clock.now - killed < .seconds(1))
      }
      try await mesh.restart(.dip)
    }
    let kept = durable.withLock { $0 }
    #expect(
      kept > 0 && kept < UInt64(lists.count), "no import was interrupted in its middle: \(kept)")
    return try await SampleUpload.sendLists(lists, mesh.gateway)
  }

  /// Kills dip while it settles; the run is there as a whole or not at all.
  private static func settleWhileKilling(_ mesh: RunningMesh) async throws {
    let settlement = DipSettlementClient(client: mesh.gateway)
    for attempt in 1...3 {
      let settling = Task {
        for try await _ in try await settlement.settle(
          Dip.SettleRequest(region: SampleData.region, period: SampleData.year),
          options: .once())
        {}
      }
      try await Task.sleep(for: .milliseconds(30 * attempt))
      await mesh.mesh.kill(.dip)
      if case .failure(let error) = await settling.result {
        #expect((error as? RPCError)?.code == .unavailable, "\(error)")
      }
      try await mesh.restart(.dip)
      let runs = try await settlement.listRuns(.init()).runs
      #expect(runs.count <= 1)
    }
  }

  private static func outcome(
    _ report: Common.ImportReport?, _ mesh: RunningMesh
  ) async throws -> Outcome {
    let report = try #require(report)
    let cases = DipCasesClient(client: mesh.gateway)
    var issues: [Common.RowIssue] = []
    var page = Dip.ListQuarantineRequest(importId: report.importId, pageSize: 1000)
    repeat {
      let answer = try await cases.listQuarantine(page)
      issues += answer.issues
      page.pageToken = answer.nextPageToken
    } while !page.pageToken.isEmpty
    let run = try await DemoLine(http: mesh.http).settle().run
    let runs = try await DipSettlementClient(client: mesh.gateway).listRuns(.init()).runs
    #expect(runs.count == 1)
    return Outcome(
      read: report.rowsRead, inserted: report.rowsInserted, quarantined: report.rowsQuarantined,
      count: try await cases.countCases(.init()), issues: issues,
      resultsDigest: run["resultsDigest"].text, inputDigest: run["inputDigest"].text)
  }
}
