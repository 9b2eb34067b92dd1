import Quantities
import RegistryDomain
import Store

extension RegistryReader {
  /// Tasks of a plan (nil is of all plans) that there are on a day, with milestones and every report
  /// up to now, by code.
  public func tasks(of plan: RegistryCode?, on day: Day) throws -> [TaskProgress] {
    let ofPlan = plan.map { [FieldCondition(PlanTask.plan, $0.text)] } ?? []
    let found = try entries(
      PlanTask.self, RegisterFilter(conditions: ofPlan), asOf: AsOf(day: day)
    ).map(\.fact)
    var condition = Condition()
    if let plan {
      var codes = Condition()
      codes.add(
        "register_plan_tasks.plan = ? AND register_plan_tasks.superseded IS NULL", plan.text)
      condition.add(
        "task IN (SELECT register_plan_tasks.code FROM register_plan_tasks WHERE", codes, ")")
    }
    let reports = try ReportRows.reports(where: condition, in: connection)
    let milestones = Dictionary(
      grouping: try entries(PlanMilestone.self, RegisterFilter(), asOf: AsOf(day: day)).map(\.fact),
      by: \.task)
    return found.map {
      TaskProgress($0, milestones: milestones[$0.code] ?? [], reports: reports[$0.code] ?? [])
    }
  }

  /// One task; nil when there is none under the code on the day.
  public func task(_ code: RegistryCode, on day: Day) throws -> TaskProgress? {
    let asOf = AsOf(day: day)
    guard let task = try entry(PlanTask.self, RegisterKey([code.text]), asOf: asOf)?.fact else {
      return nil
    }
    var condition = Condition()
    condition.add("task = ?", code.text)
    let filter = RegisterFilter(conditions: [FieldCondition(PlanMilestone.task, code.text)])
    return TaskProgress(
      task, milestones: try entries(PlanMilestone.self, filter, asOf: asOf).map(\.fact),
      reports: try ReportRows.reports(where: condition, in: connection)[code] ?? [])
  }

  /// Targets of a task on a day, by code.
  public func targets(of task: RegistryCode, on day: Day) throws -> [PlanTarget] {
    let filter = RegisterFilter(conditions: [FieldCondition(PlanTarget.task, task.text)])
    return try entries(PlanTarget.self, filter, asOf: AsOf(day: day)).map(\.fact)
  }

  /// Every report, by task and number.
  public func exportReports(_ body: (ProgressReport) throws -> Void) throws {
    let reports = try ReportRows.reports(where: Condition(), in: connection)
    for task in reports.keys.sorted() { try reports[task]?.forEach(body) }
  }
}
