import ArgumentParser
import Contract
import Mesh
import Messages
import Quantities

/// Which tasks a command means.
struct TaskFilterOptions: ParsableArguments {
  @Option(help: "Only of this plan.") var plan = ""
  @Option(help: "Only of this unit: its code, or its name as the texts write it.") var unit = ""
  @Flag(help: "With --unit: only what it leads or answers for jointly.") var responsible = false
  @Option(help: "Day, for example 2025-12-31; by default today.") var asOf = ""

  var message: Registry.TaskFilter {
    Registry.TaskFilter(plan: plan, unit: unit, responsibleOnly: responsible, day: asOf)
  }
}

/// Plans of governments and the progress of their tasks (计划任务台账).
extension RegistryCommands {
  struct Plans: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List plans with the progress of their tasks (计划).")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "Day; by default today.") var asOf = ""

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await RegistryPlansClient(client: client).listPlans(
        Registry.ListPlansRequest(day: asOf))
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      Terminal.line(PlanText.plans(answer.plans))
    }
  }

  struct Tasks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List tasks with their units and states (任务).")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var filter: TaskFilterOptions
    @Option(help: "Only this state: planned, started, done or stalled.") var state = ""
    @Argument(help: "Part of a title or text, or the beginning of a code.") var query = ""

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      var request = Registry.ListTasksRequest(filter: filter.message, pageSize: 1000)
      request.filter?.query = query
      if !state.isEmpty { request.filter?.states = [try PlanText.state(state)] }
      var found: [Registry.TaskStatus] = []
      repeat {
        let page = try await RegistryPlansClient(client: client).listTasks(request)
        found += page.tasks
        request.pageToken = page.nextPageToken
      } while !request.pageToken.isEmpty
      if connection.output.json {
        return Terminal.line(try Registry.ListTasksResponse(tasks: found).jsonText())
      }
      Terminal.line(PlanText.tasks(found))
    }
  }

  struct TaskCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "task", abstract: "One task: show it, report on it (任务进展).",
      subcommands: [Show.self, Report.self])

    struct Show: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "A task with its text, milestones, targets and reports.")
      @OptionGroup var connection: ConnectionOptions
      @Argument(help: "The task, for example S000-09.") var code: String
      @Option(help: "Day; by default today.") var asOf = ""

      func run() async throws {
        let client = try connection.client()
        defer { client.close() }
        let task = try await RegistryPlansClient(client: client).getTask(
          Registry.GetTaskRequest(code: code, day: asOf))
        Terminal.line(
          connection.output.json ? try task.jsonText() : PlanText.detail(task))
      }
    }

    struct Report: AsyncParsableCommand {
      static let configuration = CommandConfiguration(
        abstract: "Report on a task; done needs evidence, nothing is changed later (进展报告).")
      @OptionGroup var connection: ConnectionOptions
      @Argument(help: "The task.") var code: String
      @Argument(help: "started, done or stalled.") var state: String
      @Argument(help: "What has been reached, or what hinders.") var text: String
      @Option(help: "Who reports: a unit or a person.") var reporter: String
      @Option(help: "Day from which it holds.") var on: String
      @Option(
        help: "Evidence: TEXT, or TEXT|LINK, or TEXT|LINK|DAY; repeatable.")
      var evidence: [String] = []
      @Option(parsing: .upToNextOption, help: "Numbers of milestones that were reached.")
      var reached: [UInt32] = []
      @Option(help: "Number of the last report that you know; by default it is looked up.")
      var lastReport: UInt64?
      @Option(help: "The same key records once, however often the command runs.")
      var idempotencyKey: String?

      func run() async throws {
        let client = try connection.client()
        defer { client.close() }
        let plans = RegistryPlansClient(client: client)
        var last = lastReport ?? 0
        if lastReport == nil {
          let task = try await plans.getTask(Registry.GetTaskRequest(code: code))
          last = task.reports.last?.number ?? 0
        }
        let report = Registry.ProgressReport(
          state: try PlanText.state(state), day: on, text: text, reporter: reporter,
          evidence: evidence.map(Self.piece), reached: reached)
        let task = try await plans.reportProgress(
          Registry.ReportProgressRequest(task: code, report: report, lastReport: last),
          options: CallOptions(idempotencyKey: idempotencyKey))
        Terminal.line(
          connection.output.json ? try task.jsonText() : PlanText.detail(task))
      }

      private static func piece(_ text: String) -> Registry.TaskEvidence {
        let parts = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        return Registry.TaskEvidence(
          text: parts[0], link: parts.count > 1 ? parts[1] : "",
          day: parts.count > 2 ? parts[2] : "")
      }
    }
  }

  struct League: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Units by what they have done, with exact shares (责任单位排名).")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "Only this plan.") var plan = ""
    @Flag(help: "Also tasks on which a unit cooperates, as printed or implied.")
    var withCooperating = false
    @Option(help: "Day; by default today.") var asOf = ""

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await RegistryPlansClient(client: client).unitLeague(
        Registry.UnitLeagueRequest(plan: plan, withCooperating: withCooperating, day: asOf))
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      Terminal.line(PlanText.league(answer.lines))
    }
  }

  struct Overdue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tasks and milestones that were not reached in time (逾期).")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var filter: TaskFilterOptions

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await RegistryPlansClient(client: client).listOverdue(
        Registry.ListOverdueRequest(filter: filter.message))
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      Terminal.line(PlanText.overdue(answer.items))
    }
  }

  struct Stalled: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tasks that are stalled, or on which nobody reports any more (停滞).")
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var filter: TaskFilterOptions
    @Option(help: "Also tasks under way without a report for longer than so many days.")
    var quietDays: UInt32 = 0

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await RegistryPlansClient(client: client).listStalled(
        Registry.ListStalledRequest(filter: filter.message, quietDays: quietDays))
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      Terminal.line(PlanText.stalled(answer.tasks))
    }
  }

  struct Defects: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Defects and contradictions of the texts, listed beside the data (原文问题).")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "Only of this plan.") var plan = ""

    func run() async throws {
      let client = try connection.client()
      defer { client.close() }
      let answer = try await RegistryPlansClient(client: client).listDefects(
        Registry.ListDefectsRequest(plan: plan))
      if connection.output.json { return Terminal.line(try answer.jsonText()) }
      Terminal.line(PlanText.defects(answer.defects))
    }
  }
}
