import Contract
import LocalMesh
import Mesh
import Messages
import Quantities
import Testing

extension MeshProcessTests {
  @Test("Decisions, months, closing and adjustments during which dip is killed are there once")
  func killedBooks() async throws {
    try await RunningMesh.with { mesh in
      try await DemoLine(http: mesh.http).prepare()
      _ = try await DipPoliciesClient(client: mesh.gateway).putPolicy(
        Dip.PutPolicyRequest(yaml: Self.bookPolicy()))
      let lists = try SampleData.lists(6_000, seed: 17)
      _ = try await SampleUpload.sendLists(lists, mesh.gateway)
      try await Self.decideWhileKilling(lists, mesh)
      try await Self.settleMonthsWhileKilling(mesh)
      try await Self.closeWhileKilling(mesh)
      try await Self.adjustWhileKilling(mesh)
    }
  }

  /// The sample policy with special cases paid by item and monthly advances.
  private static func bookPolicy() throws -> [UInt8] {
    let text = String(decoding: try SampleData.file("policies/dip10.yaml"), as: UTF8.self)
      .replacing("  method: settlement\n", with: "  method: settlement\n  year_start: 10\n")
    return Array((text + "\nmonth: {advance: 0.9, deposit: 0.05}\n").utf8)
  }

  /// More applications than the quota has seats, decided by several callers.
  private static func decideWhileKilling(_ lists: [UInt8], _ mesh: RunningMesh) async throws {
    let book = DipSpecialCasesClient(client: mesh.gateway)
    var applied: [String] = []
    for row in 0..<80 where applied.count < 40 {
      let id = try SampleData.settlementID(in: lists, after: row)
      guard !applied.contains(id) else { continue }
      // Some are defective on purpose, or not paid by DIP.
      let answer = try? await book.apply(
        Dip.ApplySpecialCaseRequest(setlId: id, reason: "疑难重症", evidence: "会诊记录"))
      if answer != nil { applied.append(id) }
    }
    let ids = applied
    let refused = Guarded<Set<Int>>([])
    _ = try await InterruptedWork(mesh: mesh, process: .dip, pieces: ids.count).run {
      number, options in
      do {
        return try await book.decide(
          Dip.DecideSpecialCaseRequest(setlId: ids[number], accept: true, reason: "同意"),
          options: options
        ).setlId
      } catch let error as RPCError where error.reason == "DIP_SPECIAL_CASE_QUOTA_USED" {
        refused.withLock { _ = $0.insert(number) }
        return error.reason
      }
    }
    let quota = try await book.getQuota(
      Dip.GetSpecialCaseQuotaRequest(region: SampleData.region, year: 2025))
    let accepted = try await book.list(
      Dip.ListSpecialCasesRequest(state: .accepted, pageSize: 1000)
    ).cases
    #expect(accepted.count == min(Int(quota.quota), ids.count))
    #expect(accepted.map(\.seat).sorted() == (0..<accepted.count).map { UInt32($0 + 1) })
    #expect(refused.withLock { $0.count } == ids.count - accepted.count)
    for found in accepted {
      let steps = try await book.get(Dip.GetSpecialCaseRequest(setlId: found.setlId)).steps
      #expect(steps.map(\.state) == [.applied, .accepted])
    }
  }

  private static func settleMonthsWhileKilling(_ mesh: RunningMesh) async throws {
    let months = DipMonthsClient(client: mesh.gateway)
    for number in 1...3 {
      let request = Dip.SettleMonthRequest(region: SampleData.region, month: "2025-0\(number)")
      try await killing(mesh, after: .milliseconds(20 * number)) {
        _ = try await months.settleMonth(request, options: .once())
      }
      let stored = try? await months.getMonth(
        Dip.GetMonthRequest(region: request.region, month: request.month))
      let answer = try await months.settleMonth(request)
      #expect(stored == nil || stored == answer.statement)
      #expect(answer.statement?.rows.isEmpty == false)
    }
    #expect(
      try await months.listMonths(Dip.ListMonthsRequest(region: SampleData.region))
        .statements.map(\.month) == ["2025-01", "2025-02", "2025-03"])
  }

  private static func closeWhileKilling(_ mesh: RunningMesh) async throws {
    let run = try await DemoLine(http: mesh.http).settle().run["runId"].text
    let closing = DipClosingClient(client: mesh.gateway)
    let book = DipSpecialCasesClient(client: mesh.gateway)
    let request = Dip.CloseRequest(runId: run, reason: "年度清算")
    for attempt in 0..<3 {
      try await killing(mesh, after: .milliseconds(2 * attempt)) {
        _ = try await closing.close(request, options: .once(key: "close"))
      }
      let closed = try await closing.listClosings(.init()).closings.map(\.runId)
      let accepted = try await book.list(Dip.ListSpecialCasesRequest(state: .accepted)).cases
      let paid = try await book.list(Dip.ListSpecialCasesRequest(state: .paid)).cases
      // Closed with everything paid, or neither.
      #expect(closed == (paid.isEmpty ? [] : [run]))
      #expect(paid.isEmpty || accepted.isEmpty)
    }
    #expect(try await closing.close(request, options: .once(key: "close")).runId == run)
  }

  private static func adjustWhileKilling(_ mesh: RunningMesh) async throws {
    let closing = DipClosingClient(client: mesh.gateway)
    let request = Dip.GetClosingRequest(region: SampleData.region, year: SampleData.year)
    let run = try await closing.getClosing(request).runId
    let funds = DipFundsClient(client: mesh.gateway)
    var sheet = try await funds.getFunds(
      Dip.GetFundsRequest(region: SampleData.region, period: SampleData.year))
    sheet.pools[0].poolFen += 1_000
    _ = try await funds.putFunds(Dip.PutFundsRequest(sheet: sheet))
    for attempt in 1...3 {
      try await killing(mesh, after: .milliseconds(40 * attempt)) {
        for try await _ in try await closing.adjust(
          Dip.AdjustRequest(runId: run, reason: "基金更正"), options: .once())
        {}
      }
      let closed = try await closing.getClosing(request)
      #expect(closed.runId == run && closed.adjustments.count <= 1)
      guard closed.adjustments.isEmpty else { break }
    }
    if try await closing.getClosing(request).adjustments.isEmpty {
      for try await _ in try await closing.adjust(
        Dip.AdjustRequest(runId: run, reason: "基金更正"))
      {}
    }
    let closed = try await closing.getClosing(request)
    let adjustment = try #require(closed.adjustments.first)
    #expect(closed.adjustments.count == 1 && closed.effectiveRunId == adjustment.afterRunId)
    #expect(adjustment.pools.map(\.poolFen) == [1_000])
    let whole = try await closing.getAdjustment(
      Dip.GetAdjustmentRequest(adjustmentId: adjustment.adjustmentId))
    let changed = whole.lines.filter { $0.item == "due" }
      .reduce(0) { $0 + $1.afterFen - $1.beforeFen }
    #expect(changed == adjustment.pools[0].paidFen)
  }

  /// Kills dip a while after some work began, and starts it again. The work may have been done, or
  /// its call is told that the service is gone, or refuses what an earlier attempt has done.
  private static func killing(
    _ mesh: RunningMesh, after delay: Duration, _ work: @escaping @Sendable () async throws -> Void
  ) async throws {
    let task = Task { try await work() }
    try await Task.sleep(for: delay)
    await mesh.mesh.kill(.dip)
    if case .failure(let error) = await task.result {
      let code = (error as? RPCError)?.code
      #expect(code == .unavailable || code == .failedPrecondition, "\(error)")
    }
    try await mesh.restart(.dip)
  }
}
