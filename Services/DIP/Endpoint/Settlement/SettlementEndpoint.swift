import Contract
import DIPDomain
import DIPStorage
import Mesh
import Messages
import Quantities
import Store

/// Settlement over the mesh.
struct SettlementEndpoint: DipSettlement {
  let desk: SettlementDesk
  let estimates: EstimateDesk

  func settle(
    _ request: Dip.SettleRequest, responses: ResponseWriter<Dip.SettleProgress>,
    context: ServerContext
  ) async throws {
    try CallerScope(context).requireBureau()
    // The work does not wait for who watches it: what is not taken in time is left out.
    let (steps, sink) = AsyncStream.makeStream(
      of: SettlementProgress.self, bufferingPolicy: .bufferingNewest(32))
    async let settled = {
      defer { sink.finish() }
      return try await desk.settle(request) { sink.yield($0) }
    }()
    for await step in steps { try await responses.write(Dip.SettleProgress(step)) }
    let (run, unchanged) = try await settled
    try await responses.write(
      Dip.SettleProgress(
        stage: SettlementProgress.Stage.done.rawValue, done: UInt64(run.cases),
        total: UInt64(run.cases),
        run: try await message(run), unchanged: unchanged))
  }

  func listRuns(
    _ request: Dip.ListRunsRequest, context: ServerContext
  ) async throws -> Dip.ListRunsResponse {
    let page = PageRequest(size: request.pageSize, token: request.pageToken)
    let before = try page.before()
    let region = try request.region.isEmpty ? "" : AreaCode(parsing: request.region).description
    let period =
      try request.period.isEmpty ? "" : SettlementPeriod(parsing: request.period).description
    let found = try await desk.database.read { connection in
      try RunTable.page(
        region: region, period: period, before: before, limit: page.limit, in: connection
      ).map { (number: $0.number, run: try Self.message($0.run, in: connection)) }
    }
    let (rows, next) = page.cut(found) { String($0.number) }
    return Dip.ListRunsResponse(runs: rows.map(\.run), nextPageToken: next)
  }

  func getRun(_ request: Dip.GetRunRequest, context: ServerContext) async throws
    -> Dip.SettlementRun
  {
    guard let run = try await desk.run(request.runId) else {
      throw Problem.runUnknown(request.runId)
    }
    return try await message(run)
  }

  func getStatement(
    _ request: Dip.GetStatementRequest, context: ServerContext
  ) async throws -> Dip.Statement {
    let scope = CallerScope(context)
    if !request.institutionCode.isEmpty { try scope.require(request.institutionCode) }
    return try await desk.database.read { [shelf = desk.shelf] connection in
      let run = try Self.run(request, in: connection)
      let lines = try RunTable.lines(
        runID: run.runID, institutionCode: request.institutionCode, in: connection
      ).filter { scope.sees($0.institutionCode) }
      let isWhole = request.institutionCode.isEmpty && scope.institutions == nil
      let totals = isWhole ? try Self.totals(lines, run.pools) : []
      return Dip.Statement(
        run: try Self.message(run, in: connection), rows: lines.map { Dip.StatementRow($0) },
        totals: totals.map { Dip.StatementRow($0) },
        choices: try Self.choices(of: run, shelf, in: connection))
    }
  }

  /// What the policy of a run decided where the sources leave a choice.
  private static func choices(
    of run: StoredRun, _ shelf: DocumentShelf, in connection: Connection
  ) throws -> [Dip.PolicyChoice] {
    let stored = try PolicyTable.find(
      name: run.inputs.policyName, version: run.inputs.policyVersion, in: connection)
    return try stored.map { try shelf.policy($0).choices.map { Dip.PolicyChoice($0) } } ?? []
  }

  func estimate(
    _ request: Dip.EstimateRequest, context: ServerContext
  ) async throws -> Dip.EstimateResponse {
    let scope = CallerScope(context)
    try scope.require(request.list?.institutionCode ?? "")
    return try await estimates.estimate(request)
  }

  func explain(
    _ request: Dip.ExplainRequest, context: ServerContext
  ) async throws -> Dip.ExplainResponse {
    let scope = CallerScope(context)
    let (run, list) = try await desk.database.read { connection in
      try Self.runAndList(request, in: connection)
    }
    try scope.require(list.institution)
    let computation = try await desk.computation(of: run)
    let account = try computation.explain(list)
    var answer = Dip.ExplainResponse(
      account, catalogue: computation.grouper.catalogue, policy: computation.tables.policy)
    answer.add(account, verifiedBy: computation)
    answer.run = try await message(run)
    answer.agreesWithRun = computation.result.digest.description == run.resultsDigest
    return answer
  }

  private func message(_ run: StoredRun) async throws -> Dip.SettlementRun {
    try await desk.database.read { try Self.message(run, in: $0) }
  }

  static func message(
    _ run: StoredRun, in connection: Connection
  ) throws -> Dip.SettlementRun {
    Dip.SettlementRun(
      run, catalogue: try CatalogueTable.find(hash: run.inputs.catalogueHash, in: connection),
      closed: try ClosingTable.isClosed(runID: run.runID, in: connection))
  }

  static func run(
    _ request: Dip.GetStatementRequest, in connection: Connection
  ) throws -> StoredRun {
    let run =
      request.runId.isEmpty
      ? try newestRun(request, in: connection)
      : try RunTable.find(runID: request.runId, in: connection)
    guard let run else {
      throw Problem.runUnknown(
        request.runId.isEmpty ? "\(request.region) \(request.period)" : request.runId)
    }
    return run
  }

  /// The newest run of the region and period; what the request leaves empty may be any.
  private static func newestRun(
    _ request: Dip.GetStatementRequest, in connection: Connection
  ) throws -> StoredRun? {
    let region = request.region.isEmpty ? "" : try AreaCode(parsing: request.region).description
    let period =
      request.period.isEmpty ? "" : try SettlementPeriod(parsing: request.period).description
    return try RunTable.page(
      region: region, period: period, before: .max, limit: 1, in: connection
    ).first?.run
  }

  /// Runs read at a time while looking for the newest one that read a list.
  private static let runsAtOnce = 16

  /// The run that a request names, or the newest one that read the list, and the list as it was.
  static func runAndList(
    _ request: Dip.ExplainRequest, in connection: Connection
  ) throws -> (StoredRun, Case) {
    let versions = try SettlementListTable.versions(of: request.setlId, in: connection)
    guard !versions.isEmpty else { throw Problem.listUnknown(request.setlId) }
    guard request.runId.isEmpty else {
      guard let run = try RunTable.find(runID: request.runId, in: connection) else {
        throw Problem.runUnknown(request.runId)
      }
      if let list = try list(versions, readBy: run) { return (run, list) }
      throw Problem.listNotInRun(request.setlId)
    }
    var before = Int64.max
    while true {
      let page = try RunTable.page(
        region: "", period: "", before: before, limit: runsAtOnce, in: connection)
      for (number, run) in page {
        if let list = try list(versions, readBy: run) { return (run, list) }
        before = number
      }
      guard page.count == runsAtOnce else { throw Problem.listNotInRun(request.setlId) }
    }
  }

  /// The version that a run read; nil when the run did not read the list.
  private static func list(
    _ versions: [SettlementListTable.Version], readBy run: StoredRun
  ) throws -> Case? {
    let read = versions.filter { $0.revision <= run.inputs.listRevision }
      .max { $0.list.versions[0] < $1.list.versions[0] }
    guard let read, try SettlementOrder.selection(of: run).contains(read.list, 0) else {
      return nil
    }
    return read.list[0]
  }

  static func totals(
    _ lines: [StatementLine], _ pools: [StoredRun.Pool]
  ) throws(Problem) -> [StatementLine] {
    var totals: [StatementLine] = []
    for pool in pools {
      let code = pool.insuranceType == 0 ? "" : String(pool.insuranceType)
      var total = try StatementLine.total(
        of: lines.filter { $0.insuranceCode == code && $0.consortium == pool.consortium },
        insuranceCode: code, totalScore: pool.totalScore, payRatio: pool.payRatio)
      total.consortium = pool.consortium
      totals.append(total)
    }
    return totals
  }
}

extension Problem {
  static func listNotInRun(_ id: String) -> Problem {
    Problem(
      .failedPrecondition, "DIP_CASE_NOT_IN_RUN", zh: "没有结算包含清单 \(id.prefix(64))。",
      en: "No such run read list \(id.prefix(64)).",
      remedyZh: "请核对地区、结算期，或先结算。", remedyEn: "Check region and period, or settle first.")
  }

  /// - Parameter run: its identifier, or region and period; without any of them there is no run at all.
  static func runUnknown(_ run: String) -> Problem {
    let isAny = run.allSatisfy(\.isWhitespace)
    return Problem(
      .notFound, "DIP_RUN_UNKNOWN",
      zh: isAny ? "还没有结算批次。" : "没有结算批次 \(run)。",
      en: isAny ? "There is no settlement run yet." : "There is no settlement run \(run).",
      remedyZh: "请用 healthmesh dip runs 查询批次，或先用 healthmesh dip settle 结算。",
      remedyEn:
        "List the runs with `healthmesh dip runs`, or settle first with `healthmesh dip settle`.")
  }
}

extension Dip.ExplainResponse {
  init(_ account: CaseAccount, catalogue: Catalogue, policy: Policy) {
    self.init(
      list: Dip.SettlementList(account.list), groupCode: account.groupCode(policy.auxiliary),
      groupName: account.group?.name ?? "", stage: account.stage,
      steps: account.steps.map { Dip.GroupingStep($0) },
      candidates: account.grouping.candidates.map {
        Dip.GroupCandidate($0, in: catalogue)
      },
      factors: account.scoring?.factors.map { Dip.Factor($0) } ?? [],
      caseScore: account.scoring?.caseScore ?? "",
      paymentFen: account.scoring?.payment?.fen ?? 0, reasons: account.reasons,
      reasonWords: account.reasons.map { Common.Bilingual(ReasonWords.of($0)) })
  }
}
