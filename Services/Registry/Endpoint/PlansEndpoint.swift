import Contract
import Mesh
import Messages
import Quantities
import RegistryDomain
import RegistryStorage
import Tabular

/// Plans and the progress of their tasks over the mesh.
struct PlansEndpoint: RegistryPlans {
  let desk: RegistryDesk

  func listPlans(
    _ request: Registry.ListPlansRequest, context: ServerContext
  ) async throws -> Registry.ListPlansResponse {
    let day = try desk.day(request.day)
    return try await desk.read { reader in
      let defects = try reader.entries(TextDefect.self, .init(), asOf: AsOf(day: day)).map(\.fact)
      let tasks = Dictionary(grouping: try reader.tasks(of: nil, on: day), by: \.task.plan)
      let plans = try reader.entries(PolicyPlan.self, .init(), asOf: AsOf(day: day)).map(\.fact)
      return Registry.ListPlansResponse(
        day: "\(day)",
        plans: plans.map { plan in
          Registry.PlanSummary(
            plan, Registry.TaskCounts(tasks[plan.code] ?? [], on: day),
            defects: defects.count { $0[TextDefect.plans].contains(plan.code) })
        })
    }
  }

  func listTasks(
    _ request: Registry.ListTasksRequest, context: ServerContext
  ) async throws -> Registry.ListTasksResponse {
    let day = try desk.day(request.filter?.day ?? "")
    let page = Page(size: request.pageSize, token: request.pageToken)
    return try await desk.read { reader in
      let book = try TaskBook(reader, request.filter, on: day)
      let found = book.tasks.filter { $0.task.code.text > page.after }.prefix(page.limit)
      let (shown, next) = page.cut(Array(found)) { $0.task.code.text }
      return Registry.ListTasksResponse(
        day: "\(day)", tasks: shown.map { book.status($0) }, nextPageToken: next)
    }
  }

  func getTask(
    _ request: Registry.GetTaskRequest, context: ServerContext
  ) async throws -> Registry.TaskDetail {
    let day = try desk.day(request.day)
    let code = try RegistryCode(parsing: request.code)
    return try await desk.read { try Self.detail(code, on: day, $0) }
  }

  func reportProgress(
    _ request: Registry.ReportProgressRequest, context: ServerContext
  ) async throws -> Registry.TaskDetail {
    let draft = try ReportDraft(request)
    let today = try desk.today
    return try await desk.write(request, context) { writer in
      _ = try writer.report(draft, seen: Int64(clamping: request.lastReport), today: today)
      return try Self.detail(draft.task, on: today, writer.reader)
    }
  }

  private static func detail(
    _ code: RegistryCode, on day: Day, _ reader: RegistryReader
  ) throws -> Registry.TaskDetail {
    guard let progress = try reader.task(code, on: day) else { throw Problem.taskUnknown(code) }
    return Registry.TaskDetail(
      progress, status: try TaskBook(reader, on: day).status(progress),
      targets: try reader.targets(of: code, on: day), on: day)
  }

  func listOverdue(
    _ request: Registry.ListOverdueRequest, context: ServerContext
  ) async throws -> Registry.ListOverdueResponse {
    let day = try desk.day(request.filter?.day ?? "")
    return try await desk.read { reader in
      let book = try TaskBook(reader, request.filter, on: day)
      let items = book.tasks.flatMap { progress in
        progress.overdue(on: day).map {
          Registry.OverdueItem($0, of: progress, status: book.status(progress))
        }
      }
      return Registry.ListOverdueResponse(
        day: "\(day)", items: items.sorted { ($1.days, $0.code) < ($0.days, $1.code) })
    }
  }

  func listStalled(
    _ request: Registry.ListStalledRequest, context: ServerContext
  ) async throws -> Registry.ListStalledResponse {
    let day = try desk.day(request.filter?.day ?? "")
    let quietDays = request.quietDays == 0 ? nil : Int32(clamping: request.quietDays)
    return try await desk.read { reader in
      let book = try TaskBook(reader, request.filter, on: day)
      let tasks = book.tasks.compactMap { progress -> Registry.StalledTask? in
        let isStalled = progress.state(on: day) == .stalled
        let isQuiet = quietDays.map { progress.isQuiet(on: day, for: $0) } ?? false
        guard isStalled || isQuiet, let last = progress.report(on: day) else { return nil }
        return Registry.StalledTask(
          task: book.status(progress), report: last.content.text,
          days: Int64(day.number - last.content.day.number), quiet: !isStalled)
      }
      return Registry.ListStalledResponse(
        day: "\(day)",
        tasks: tasks.sorted {
          ($1.days, $0.task?.code ?? "") < ($0.days, $1.task?.code ?? "")
        })
    }
  }

  func unitLeague(
    _ request: Registry.UnitLeagueRequest, context: ServerContext
  ) async throws -> Registry.UnitLeagueResponse {
    let day = try desk.day(request.day)
    return try await desk.read { reader in
      let book = try TaskBook(reader, Registry.TaskFilter(plan: request.plan), on: day)
      let league = UnitLeague(
        book.tasks, on: day, withCooperating: request.withCooperating)
      return Registry.UnitLeagueResponse(
        day: "\(day)",
        lines: try league.lines.map { try Registry.UnitLeagueLine($0, book.units[$0.unit]) })
    }
  }

  func listDefects(
    _ request: Registry.ListDefectsRequest, context: ServerContext
  ) async throws -> Registry.ListDefectsResponse {
    let plan = request.plan.isEmpty ? nil : try RegistryCode(parsing: request.plan)
    let asOf = AsOf(day: try desk.today)
    let defects = try await desk.read {
      try $0.entries(TextDefect.self, .init(), asOf: asOf).map(\.fact)
    }
    return Registry.ListDefectsResponse(
      defects: defects.filter { defect in
        plan.map { defect[TextDefect.plans].contains($0) } ?? true
      }.map { Registry.TextDefect($0) })
  }

  func importReports(
    _ requests: RequestStream<Common.FileChunk>, context: ServerContext
  ) async throws -> Common.ImportReport {
    let table = try await UploadedTable(
      requests, as: ReportTable.self, staging: desk.uploads)
    let today = try desk.today
    return table.report(
      try await desk.write(context) {
        try $0.importReports(table.rows, outcome: table.outcome, today: today)
      })
  }

  func exportReports(
    _ request: Registry.ExportReportsRequest, responses: ResponseWriter<Common.FileChunk>,
    context: ServerContext
  ) async throws {
    let content = try await desk.read { reader in
      var table = TableWriter(ReportTable.self)
      try reader.exportReports {
        table.write(ReportTable.Row(number: $0.number, draft: $0.content))
      }
      return table.takeBytes()
    }
    try await DownloadedTable(fileName: "task_reports.csv", content: content).write(to: responses)
  }
}

extension RegistryDesk {
  /// The day of a request's field, or today.
  func day(_ text: String) throws(Problem) -> Day {
    text.isEmpty ? try today : try Day(parsing: text)
  }
}

extension Registry.OverdueItem {
  fileprivate var code: String { task?.code ?? "" }
}
