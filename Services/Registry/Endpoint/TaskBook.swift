import Messages
import Quantities
import RegistryDomain
import RegistryStorage

/// Tasks as a request asks for them, with the units that they name.
struct TaskBook {
  let day: Day
  /// By code.
  let units: [RegistryCode: ResponsibleUnit]
  /// By code.
  private(set) var tasks: [TaskProgress] = []

  /// The units alone.
  init(_ reader: RegistryReader, on day: Day) throws {
    self.day = day
    let found = try reader.entries(ResponsibleUnit.self, .init(), asOf: AsOf(day: day))
    units = Dictionary(uniqueKeysWithValues: found.map { ($0.fact.code, $0.fact) })
  }

  /// - Throws: `REGISTRY_UNIT_UNKNOWN` when no unit is called as the filter says.
  init(_ reader: RegistryReader, _ filter: Registry.TaskFilter?, on day: Day) throws {
    try self.init(reader, on: day)
    let filter = filter ?? Registry.TaskFilter()
    let plan = filter.plan.isEmpty ? nil : try RegistryCode(parsing: filter.plan)
    let wanted = filter.unit.isEmpty ? nil : try called(filter.unit)
    let states = try filter.states.map { message throws(Problem) in
      try TaskState(message, "states")
    }
    tasks = try reader.tasks(of: plan, on: day).filter { progress in
      let task = progress.task
      let all = task.leads + (filter.responsibleOnly ? [] : task.cooperating + task.implied)
      return (wanted.map { !$0.isDisjoint(with: all) } ?? true)
        && (states.isEmpty || states.contains(progress.state(on: day)))
        && task.matches(filter.query)
    }
  }

  /// Several areas have a 卫生健康委: all of them are meant unless the plan says which.
  private func called(_ text: String) throws(Problem) -> Set<RegistryCode> {
    let found = Set(units.values.filter { $0.isCalled(text) }.map(\.code))
    guard found.isEmpty else { return found }
    throw Problem(
      .notFound, "REGISTRY_UNIT_UNKNOWN", zh: "没有责任单位“\(text.prefix(64))”",
      en: "no unit is called \(text.prefix(64))",
      remedyZh: "请使用单位代码或文件中的名称", remedyEn: "use its code, or its name in the text",
      details: [.init("unit", String(text.prefix(64)))])
  }

  func status(_ progress: TaskProgress) -> Registry.TaskStatus {
    let task = progress.task
    let overdue = progress.overdue(on: day)
    return Registry.TaskStatus(
      code: task.code.text, plan: task.plan.text, clause: task[PlanTask.clause],
      title: task.title, mode: task.mode.message(),
      units: task.leads.map { unit($0, responsible: true) } + task.cooperating.map { unit($0) }
        + task.implied.map { unit($0, implied: true) },
      state: progress.state(on: day).message(),
      since: progress.since(on: day).map { "\($0)" } ?? "",
      lastReportDay: progress.report(on: day).map { "\($0.content.day)" } ?? "",
      nextDue: progress.nextDue(on: day).map { "\($0)" } ?? "",
      overdueDays: overdue.map(\.days).max() ?? 0)
  }

  private func unit(
    _ code: RegistryCode, responsible: Bool = false, implied: Bool = false
  ) -> Registry.TaskUnit {
    Registry.TaskUnit(
      code: code.text, name: units[code]?.name ?? code.text, responsible: responsible,
      implied: implied)
  }
}

extension PlanTask {
  fileprivate func matches(_ query: String) -> Bool {
    query.isEmpty || code.text.hasPrefix(query) || title.contains(query)
      || self[PlanTask.text].contains(query)
  }
}
