import Contract
import DIPDomain
import DIPStorage
import Mesh
import Messages
import Quantities
import Store
import Tabular

/// Reports of settlement runs over the mesh.
struct ReportsEndpoint: DipReports {
  /// Rows of a table in one answer: standard and most.
  private static let standardRows = 1_000
  private static let maximumRows = 100_000
  /// Results and differences in one item of a stream.
  private static let batch = 500
  private static let issuesShown = 100

  let desk: ReportDesk

  func streamResults(
    _ request: Dip.StreamResultsRequest, responses: ResponseWriter<Dip.ResultBatch>,
    context: ServerContext
  ) async throws {
    let scope = CallerScope(context)
    if !request.institutionCode.isEmpty { try scope.require(request.institutionCode) }
    let run = try await desk.run(
      request.runId, region: request.region, period: request.period)
    let results = try await desk.results(
      of: run, institution: request.institutionCode, scope: scope)
    var batch = Dip.ResultBatch()
    for index in results.order {
      batch.results.append(
        Dip.GroupingResultRecord(try results.record(index)))
      if batch.results.count == Self.batch {
        try await responses.write(batch)
        batch = Dip.ResultBatch()
      }
    }
    if !batch.results.isEmpty { try await responses.write(batch) }
  }

  func getReport(
    _ request: Dip.GetReportRequest, context: ServerContext
  ) async throws -> Dip.Report {
    try Self.require(request.kind, request.institutionCode, CallerScope(context))
    let run = try await desk.run(
      request.runId, region: request.region, period: request.period)
    let tables = try await desk.tables(
      ReportDesk.Wish(
        kind: request.kind, institution: request.institutionCode,
        supervision: SupervisionOptions(request.supervision)), of: run)
    let asked = Int(request.maximumRows)
    let limit = asked == 0 ? Self.standardRows : min(asked, Self.maximumRows)
    return Dip.Report(
      run: try await desk.message(run),
      tables: tables.map { Dip.ReportTable($0, rows: limit) })
  }

  func exportReport(
    _ request: Dip.ExportReportRequest, responses: ResponseWriter<Common.FileChunk>,
    context: ServerContext
  ) async throws {
    let scope = CallerScope(context)
    try Self.require(request.kind, request.institutionCode, scope)
    let run = try await desk.run(
      request.runId, region: request.region, period: request.period)
    try await ReportFile(desk: desk, run: run, request: request, scope: scope)
      .write(to: responses)
  }

  func reconcile(
    _ request: Dip.ReconcileRequest, responses: ResponseWriter<Dip.ReconcileAnswer>,
    context: ServerContext
  ) async throws {
    try CallerScope(context).requireEverything()
    let run = try await desk.run(
      request.runId, region: request.region, period: request.period)
    let file = try BureauResultFile(request.content)
    let cases = try await desk.cases(of: run)
    let (summary, differences) = try await ReportDesk.apart {
      let reconciliation = try Reconciliation(cases, with: file)
      return (try reconciliation.summary, reconciliation.differences)
    }
    try await responses.write(
      Dip.ReconcileAnswer(
        run: try await desk.message(run), rows: UInt64(file.rows),
        rowsRefused: UInt64(Set(file.issues.map(\.row)).count),
        issues: file.issues.prefix(Self.issuesShown).map { Common.RowIssue($0) },
        summary: Dip.ReportTable(summary)))
    let rows = differences.table.rows
    for start in stride(from: 0, to: rows.count, by: Self.batch) {
      var part = Dip.ReportTable(differences, rows: 0)
      part.rows = rows[start..<min(start + Self.batch, rows.count)].map { Dip.ReportRow($0) }
      try await responses.write(Dip.ReconcileAnswer(differences: part))
    }
  }

  func getSensitivity(
    _ request: Dip.GetSensitivityRequest, context: ServerContext
  ) async throws -> Dip.Sensitivity {
    let (run, list) = try await desk.database.read { connection in
      try SettlementEndpoint.runAndList(
        Dip.ExplainRequest(setlId: request.setlId, runId: request.runId), in: connection)
    }
    try CallerScope(context).require(list.institution)
    let computation = try await desk.settlements.computation(of: run)
    let sensitivity = try computation.sensitivity(of: list)
    let account = sensitivity.account
    return Dip.Sensitivity(
      run: try await desk.message(run), list: Dip.SettlementList(list),
      groupCode: account.group?.code ?? "", groupName: account.group?.name ?? "",
      stage: account.stage, caseScore: account.scoring?.caseScore ?? "",
      paymentFen: account.scoring?.payment?.fen ?? 0,
      variants: sensitivity.variants.map { Dip.CodingVariant($0) })
  }

  /// A hospital reads what concerns its own lists alone.
  ///
  /// - Throws: `DIP_REGION_DATA`, `DIP_OTHER_INSTITUTION`.
  private static func require(
    _ kind: Dip.ReportKind, _ institution: String, _ scope: CallerScope
  ) throws(Problem) {
    switch kind {
    case .results:
      if !institution.isEmpty { try scope.require(institution) }
    case .indices, .influence, .statement:
      if institution.isEmpty {
        try scope.requireEverything()
      } else {
        try scope.require(institution)
      }
    default: try scope.requireEverything()
    }
  }
}
