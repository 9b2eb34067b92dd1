import Contract
import DIPDomain
import DIPStorage
import Mesh
import Messages
import Quantities
import Runtime
import Store
import Tabular

/// Settlement lists over the mesh.
struct CasesEndpoint: DipCases {
  /// Issues that a report carries; all of them can be listed.
  static let issuesInReport = 100

  let database: Database
  let shelf: DocumentShelf
  let clock: @Sendable () -> Timestamp

  func submitCases(
    _ request: Dip.SubmitCasesRequest, context: ServerContext
  ) async throws -> Common.ImportReport {
    try CallerScope(context).requireWriter()
    let rows = try ListRows(request.columns ?? Dip.SettlementListColumns())
    let codes = try await database.read { try shelf.codeTables(in: $0) }
    let batch = try Self.batch(rows, codes: codes, scope: CallerScope(context))
    let now = clock()
    return try await database.write { transaction in
      try transaction.once(context, request, at: now) {
        let session = try CaseImportTable.insert(
          CaseImport(
            caller: context.peer.identity, idempotencyKey: context.idempotencyKey ?? "",
            fileName: "", sha256: "", totalBytes: 0, startedAt: now, updatedAt: now),
          in: transaction)
        var done = session
        done.state = .done
        let stored = try batch.store(
          as: done, onCompletion: { try record($0, in: $1) }, in: transaction)
        return try Self.report(stored, in: transaction)
      }
    }
  }

  /// Checks the rows; a hospital may submit its own lists only.
  private static func batch(
    _ rows: ListRows, codes: CodeTables, scope: CallerScope
  ) throws -> ImportBatch {
    var batch = ImportBatch(rowOffset: -1)
    try rows.readEach(codes: codes) { record, parser in batch.add(record, by: parser) }
    for code in batch.institutionCodes { try scope.require(code) }
    return batch
  }

  func getCaseImport(
    _ request: Dip.GetCaseImportRequest, context: ServerContext
  ) async throws -> Dip.CaseImport {
    try CallerScope(context).requireEverything()
    return Dip.CaseImport(try await session(request.importId))
  }

  func listCaseImports(
    _ request: Dip.ListCaseImportsRequest, context: ServerContext
  ) async throws -> Dip.ListCaseImportsResponse {
    try CallerScope(context).requireEverything()
    let page = PageRequest(size: request.pageSize, token: request.pageToken)
    let before = try page.before()
    let found = try await database.read {
      try CaseImportTable.page(before: before, limit: page.limit, in: $0)
    }
    let (imports, next) = page.cut(found) { String($0.number) }
    return Dip.ListCaseImportsResponse(
      imports: imports.map { Dip.CaseImport($0) }, nextPageToken: next)
  }

  func listQuarantine(
    _ request: Dip.ListQuarantineRequest, context: ServerContext
  ) async throws -> Dip.ListQuarantineResponse {
    let session = try await session(request.importId)
    // A hospital may see what became of its own submission.
    if session.caller != context.peer.identity { try CallerScope(context).requireEverything() }
    let page = PageRequest(size: request.pageSize, token: request.pageToken)
    let position = try page.pair() ?? (0, -1)
    let found = try await database.read {
      try QuarantineTable.page(
        importID: session.importID, after: position, limit: page.limit, in: $0)
    }
    let (issues, next) = page.cut(found) { "\($0.issue.row).\($0.item)" }
    return Dip.ListQuarantineResponse(
      issues: issues.map { Common.RowIssue($0.issue) }, nextPageToken: next)
  }

  func getCase(
    _ request: Dip.GetCaseRequest, context: ServerContext
  ) async throws -> Dip.GetCaseResponse {
    let scope = CallerScope(context)
    let versions = try await database.read {
      try SettlementListTable.versions(of: request.setlId, in: $0)
    }
    let visible = versions.filter { scope.sees($0.list[0].institution) }
    guard !visible.isEmpty else { throw Problem.listUnknown(request.setlId) }
    return Dip.GetCaseResponse(
      versions: visible.map { version in
        Dip.CaseVersion(
          list: Dip.SettlementList(version.list[0]), current: version.isCurrent,
          importId: version.importID, recordedAt: version.recordedAt.description)
      })
  }

  func countCases(
    _ request: Dip.CountCasesRequest, context: ServerContext
  ) async throws -> Dip.CountCasesResponse {
    try CallerScope(context).requireEverything()
    let region = try request.region.isEmpty ? nil : AreaCode(parsing: request.region)
    let period = try request.period.isEmpty ? nil : SettlementPeriod(parsing: request.period)
    let overview = try await database.read { connection in
      try SettlementListTable.overview(
        SettlementListTable.Selection(
          region: region, from: period?.firstDay, through: period?.lastDay, revision: .max),
        in: connection)
    }
    return Dip.CountCasesResponse(
      cases: UInt64(overview.employeeCases + overview.residentCases),
      employeeCases: UInt64(overview.employeeCases),
      residentCases: UInt64(overview.residentCases), institutions: UInt64(overview.institutions),
      totalCostFen: overview.totalCost.fen, fundPaidFen: overview.fundPaid.fen,
      firstDischargeDay: overview.firstDischarge?.description ?? "",
      lastDischargeDay: overview.lastDischarge?.description ?? "")
  }

  private func session(_ importID: String) async throws -> CaseImport {
    let found = try await database.read {
      try CaseImportTable.find(importID: importID, in: $0)
    }
    guard let found else {
      throw Problem(
        .notFound, "DIP_IMPORT_UNKNOWN", zh: "没有导入 \(importID)。",
        en: "There is no import \(importID).", remedyZh: "请用 healthmesh cases imports 查询编号。",
        remedyEn: "Find its identifier with `healthmesh cases imports`.")
    }
    return found
  }

  /// The report of an import as far as it has come, with its first issues.
  static func report(
    _ session: CaseImport, in connection: Connection
  ) throws -> Common.ImportReport {
    let issues = try QuarantineTable.page(
      importID: session.importID, after: (0, -1), limit: issuesInReport + 1, in: connection)
    return Common.ImportReport(
      importID: session.importID, counts: session.counts,
      issues: issues.map { Common.RowIssue($0.issue) }, shown: issuesInReport)
  }

  /// Tells subscribers that an import is complete.
  func record(_ session: CaseImport, in transaction: Transaction) throws {
    try database.outbox.append(
      kind: "dip.cases.imported", subject: session.importID,
      Common.ImportReport(
        importID: session.importID, counts: session.counts, issues: [], shown: 0),
      at: session.updatedAt, in: transaction)
  }
}

extension Problem {
  static func listUnknown(_ id: String) -> Problem {
    Problem(
      .notFound, "DIP_CASE_UNKNOWN", zh: "没有结算清单 \(id.prefix(64))。",
      en: "There is no settlement list \(id.prefix(64)).", remedyZh: "请核对 setl_id。",
      remedyEn: "Check the setl_id.")
  }
}
