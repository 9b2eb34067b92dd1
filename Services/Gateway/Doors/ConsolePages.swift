import Contract
import GatewayConsole
import GatewayViews
import HTTPTypes
import Hummingbird
import Mesh
import Messages
import Quantities

/// The pages for people: they ask the mesh as any caller does and render what comes back.
struct ConsolePages: Sendable {
  let client: MeshClient
  let status: MeshStatusView

  private static let patience: Duration = .seconds(3)
  /// The first question about a year loads it.
  private static let simulationPatience: Duration = .seconds(120)

  func home(_ request: Request) async -> Response {
    let language = language(of: request)
    async let status = status.status()
    async let runs = newestRuns()
    let (statement, failure) = await statement(
      of: request.uri.queryParameters.get("run_id") ?? "", language)
    return page(
      HomePage(
        language: language, status: await status, statement: statement, failure: failure,
        runs: await runs
      ).html())
  }

  func explain(_ request: Request) async -> Response {
    let language = language(of: request)
    var wanted = Dip.ExplainRequest()
    wanted.setlId = (request.uri.queryParameters.get("setl_id") ?? "").filter { !$0.isWhitespace }
    guard !wanted.setlId.isEmpty else {
      return page(
        FailurePage(
          language: language,
          failure: Failure(
            code: "CONSOLE_LIST_MISSING",
            message: Bilingual(zh: "没有填写结算清单号。", en: "No settlement list was named."),
            remedy: Bilingual(
              zh: "请在总览页填写清单号（setl_id）。", en: "Name its setl_id on the first page."))
        ).html(), status: .badRequest)
    }
    wanted.runId = request.uri.queryParameters.get("run_id") ?? ""
    do {
      let explanation = try await DipSettlementClient(client: client)
        .explain(wanted, options: CallOptions(timeout: Self.reportPatience, retry: .never))
      return page(ExplainPage(language: language, explanation: explanation).html())
    } catch {
      return failure(RPCError(hiding: error), language)
    }
  }

  /// Rows of a table that a page shows; the files have all.
  private static let reportRows: UInt32 = 60
  /// A run may have to be computed again for its reports.
  private static let reportPatience: Duration = .seconds(120)

  func reports(_ request: Request) async -> Response {
    let language = language(of: request)
    let kind =
      ReportsPage.Kind(
        rawValue: request.uri.queryParameters.get("kind") ?? "") ?? .indices
    let wanted = Dip.GetReportRequest(
      runId: request.uri.queryParameters.get("run_id") ?? "", kind: kind.kind,
      maximumRows: Self.reportRows)
    do {
      let report = try await DipReportsClient(client: client).getReport(
        wanted, options: CallOptions(timeout: Self.reportPatience, retry: .never))
      return page(ReportsPage(language: language, kind: kind, report: report).html())
    } catch {
      return failure(RPCError(hiding: error), language)
    }
  }

  func institution(_ request: Request) async -> Response {
    let language = language(of: request)
    var wanted = Gateway.InstitutionFileRequest()
    wanted.code = (request.uri.queryParameters.get("code") ?? "").filter { !$0.isWhitespace }
    wanted.asOf = request.uri.queryParameters.get("as_of") ?? ""
    wanted.period = request.uri.queryParameters.get("period") ?? ""
    do {
      let file = try await AggregatedViewsClient(client: client)
        .getInstitutionFile(wanted, options: options)
      guard file.isKnown else {
        return page(
          FailurePage(
            language: language,
            failure: Failure(
              code: "CONSOLE_INSTITUTION_UNKNOWN",
              message: Bilingual(
                zh: "没有机构 \(wanted.code)。", en: "There is no institution \(wanted.code)."),
              remedy: Bilingual(
                zh: "请核对医保代码或登记代码。", en: "Check the insurance or registry code."))
          ).html(), status: .notFound)
      }
      return page(InstitutionPage(language: language, file: file).html())
    } catch {
      return failure(RPCError(hiding: error), language)
    }
  }

  /// An address that is no page.
  func unknown(_ request: Request) -> Response {
    page(
      FailurePage(
        language: language(of: request),
        failure: Failure(
          code: "CONSOLE_PAGE_UNKNOWN",
          message: Bilingual(zh: "没有这个页面。", en: "There is no such page."),
          remedy: Bilingual(zh: "请从总览页进入。", en: "Start from the first page."))
      ).html(), status: .notFound)
  }

  func simulate(_ request: Request) async -> Response {
    let language = language(of: request)
    let parameters = request.uri.queryParameters
    var wanted = Dip.SimulateRequest()
    wanted.runId = parameters.get("run_id") ?? ""
    for field in SimulationField.all {
      guard let value = parameters.get("set.\(field.key)"), !value.isEmpty else { continue }
      wanted.changes.append(Dip.PolicyChange(key: field.key, value: value))
    }
    for line in (parameters.get("changes") ?? "").split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      wanted.changes.append(
        Dip.PolicyChange(
          key: String(parts[0]), value: parts.count == 2 ? String(parts[1]) : ""))
    }
    do {
      let (run, policy) = try await subject(wanted.runId)
      wanted.runId = run.runId
      var answer: Dip.SimulateResponse?
      var failure: Failure?
      if !wanted.changes.isEmpty {
        do {
          answer = try await DipSimulationClient(client: client).simulate(
            wanted, options: CallOptions(timeout: Self.simulationPatience, retry: .never))
        } catch {
          failure = Failure(RPCError(hiding: error))
        }
      }
      return page(
        SimulationPage(
          language: language, run: run, policy: policy, changes: wanted.changes, answer: answer,
          failure: failure
        ).html())
    } catch {
      return self.failure(RPCError(hiding: error), language)
    }
  }

  /// The run of an identifier, or the newest one, and its policy's document.
  private func subject(_ runID: String) async throws -> (Dip.SettlementRun, String) {
    let settlement = DipSettlementClient(client: client)
    let run: Dip.SettlementRun
    if runID.isEmpty {
      run = try await settlement.getStatement(.init(), options: options).run ?? Dip.SettlementRun()
    } else {
      run = try await settlement.getRun(Dip.GetRunRequest(runId: runID), options: options)
    }
    let policy = try await DipPoliciesClient(client: client).getPolicy(
      Dip.GetPolicyRequest(name: run.policyName, version: run.policyVersion), options: options)
    return (run, String(decoding: policy.yaml, as: UTF8.self))
  }

  private var options: CallOptions { CallOptions(timeout: Self.patience, retry: .never) }

  /// Runs that the first page offers.
  private static let shownRuns: UInt32 = 12

  /// Nothing when the service does not answer: the statement's place says so.
  private func newestRuns() async -> [Dip.SettlementRun] {
    let request = Dip.ListRunsRequest(pageSize: Self.shownRuns)
    let answer = try? await DipSettlementClient(client: client).listRuns(request, options: options)
    return answer?.runs ?? []
  }

  /// - Parameter run: empty for the newest one; without any run at all there is no failure either.
  private func statement(
    of run: String, _ language: Language
  ) async -> (Dip.Statement?, String?) {
    do {
      return (
        try await DipSettlementClient(client: client).getStatement(
          Dip.GetStatementRequest(runId: run), options: options), nil
      )
    } catch {
      let error = RPCError(hiding: error)
      if error.code == .notFound, run.isEmpty { return (nil, nil) }
      return (nil, language == .zh ? error.messageZh : error.messageEn)
    }
  }

  private func language(of request: Request) -> Language {
    Language(
      query: request.uri.queryParameters.get("lang"), accepted: request.headers[.acceptLanguage])
  }

  private func page(_ html: String, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status,
      headers: [
        .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
        // Nothing but this page and its own style; nobody may frame it.
        .contentSecurityPolicy:
          "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
        .xContentTypeOptions: "nosniff",
      ], body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
  }

  private func failure(_ error: RPCError, _ language: Language) -> Response {
    let status: HTTPResponse.Status =
      switch error.code {
      case .notFound: .notFound
      case .invalidArgument: .badRequest
      case .unavailable, .deadlineExceeded: .serviceUnavailable
      default: .internalServerError
      }
    return page(
      FailurePage(language: language, failure: Failure(error)).html(), status: status)
  }
}

extension Failure {
  fileprivate init(_ error: RPCError) {
    self.init(
      code: error.reason, message: Bilingual(zh: error.messageZh, en: error.messageEn),
      remedy: Bilingual(zh: error.remedyZh, en: error.remedyEn))
  }
}

extension Gateway.InstitutionFile {
  /// False when no service knows anything of the code; a service that did not answer may.
  var isKnown: Bool {
    [profile?.status, settlement?.status, contracts?.status, indicators?.status]
      .contains { $0?.state != .empty }
  }
}
