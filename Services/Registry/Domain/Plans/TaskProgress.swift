import Quantities

/// A task with its milestones and everything that was reported on it (任务进展).
public struct TaskProgress: Sendable, Hashable {
  public let task: PlanTask
  /// By number.
  public let milestones: [PlanMilestone]
  /// In the order of recording; their days never go back.
  public let reports: [ProgressReport]

  public init(_ task: PlanTask, milestones: [PlanMilestone], reports: [ProgressReport]) {
    self.task = task
    self.milestones = milestones.sorted { $0.number < $1.number }
    self.reports = reports
  }

  /// The last report up to a day.
  public func report(on day: Day) -> ProgressReport? { reports.last { $0.content.day <= day } }

  public func state(on day: Day) -> TaskState { report(on: day)?.content.state ?? .planned }

  /// First day of the present state; nil while nothing was reported.
  public func since(on day: Day) -> Day? {
    guard let last = report(on: day) else { return nil }
    let same = reports.reversed().drop { $0.number > last.number }
      .prefix { $0.content.state == last.content.state }
    return same.last?.content.day
  }

  /// Milestones reached up to a day, each with the day; a done task has reached all.
  public func reached(on day: Day) -> [Int64: Day] {
    var days: [Int64: Day] = [:]
    for report in reports where report.content.day <= day {
      let numbers =
        report.content.state == .done ? milestones.map(\.number) : report.content.reached
      for number in numbers where days[number] == nil { days[number] = report.content.day }
    }
    return days
  }

  // MARK: Overdue

  /// Something that should have been there by a day and was not.
  public struct Overdue: Sendable, Hashable {
    public let task: RegistryCode
    /// nil for the task itself.
    public let milestone: Int64?
    public let due: Day
    /// Days since the due day, 1 on the day after.
    public let days: Int64
  }

  /// What is overdue on a day: the due day itself is in time.
  public func overdue(on day: Day) -> [Overdue] {
    guard state(on: day) != .done else { return [] }
    let reached = reached(on: day)
    func item(_ milestone: Int64?, _ due: Day) -> Overdue? {
      guard due < day else { return nil }
      return Overdue(
        task: task.code, milestone: milestone, due: due, days: Int64(day.number - due.number))
    }
    let whole = task.due.flatMap { item(nil, $0) }
    return [whole].compactMap { $0 }
      + milestones.filter { reached[$0.number] == nil }.compactMap { item($0.number, $0.due) }
  }

  /// The earliest day of what is still to be reached; nil when nothing has a day.
  public func nextDue(on day: Day) -> Day? {
    guard state(on: day) != .done else { return nil }
    let reached = reached(on: day)
    let open = milestones.filter { reached[$0.number] == nil }.map(\.due)
    return (open + [task.due].compactMap { $0 }).min()
  }

  /// Whether nobody has reported for longer than so many days on a task that is under way.
  public func isQuiet(on day: Day, for days: Int32) -> Bool {
    guard let last = report(on: day), last.content.state == .started else { return false }
    return day.number - last.content.day.number > days
  }

  // MARK: Reporting

  /// The next report, if it may be recorded.
  ///
  /// - Parameter seen: number of the last report that the reporter knew, 0 for none: of two who
  ///   report at the same time the second is told to look again.
  /// - Throws: `REGISTRY_REPORT_OUTDATED`, `REGISTRY_TASK_DONE`, `REGISTRY_TASK_TRANSITION`,
  ///   `REGISTRY_REPORT_DAY`, `REGISTRY_TEXT_INVALID`, `REGISTRY_EVIDENCE_MISSING`,
  ///   `REGISTRY_MILESTONE_UNKNOWN`.
  public func accepting(
    _ draft: ReportDraft, seen: Int64, today: Day, actor: String, recorded: Int64, at time: Int64
  ) throws(Problem) -> ProgressReport {
    let last = reports.last
    guard seen == last?.number ?? 0 else { throw .reportOutdated(draft.task, last?.number ?? 0) }
    let state = last?.content.state ?? .planned
    guard state != .done else { throw .taskDone(draft.task) }
    guard state.followers.contains(draft.state) else {
      throw .illegalTransition(draft.task, state, draft.state)
    }
    guard draft.day <= today, last.map({ $0.content.day <= draft.day }) ?? true else {
      throw .reportDay(draft, notBefore: last?.content.day, today: today)
    }
    try Problem.requireLine(draft.text, limit: 1000)
    try Problem.requireLine(draft.reporter, limit: 100)
    guard draft.state != .done || !draft.evidence.isEmpty else {
      throw .evidenceMissing(draft.task)
    }
    let known = Set(milestones.map(\.number))
    let before = Set(reports.flatMap(\.content.reached))
    if let unknown = draft.reached.first(where: { !known.contains($0) || before.contains($0) }) {
      throw .milestoneUnknown(draft.task, unknown)
    }
    return ProgressReport(
      number: seen + 1, content: draft, actor: actor, recorded: recorded, recordedAt: time)
  }
}
