import Messages
import Quantities
import RegistryDomain
import Store

extension ReportDraft {
  init(_ request: Registry.ReportProgressRequest) throws(Problem) {
    guard let report = request.report else { throw .invalidField("report", "") }
    var evidence: [TaskEvidence] = []
    for item in report.evidence {
      evidence.append(
        try TaskEvidence(
          text: item.text, link: item.link,
          day: item.day.isEmpty ? nil : try Day(parsing: item.day)))
    }
    self.init(
      task: try RegistryCode(parsing: request.task), state: try TaskState(report.state, "state"),
      day: try Day(parsing: report.day), text: report.text, reporter: report.reporter,
      evidence: evidence, reached: report.reached.map { Int64($0) })
  }
}

extension Registry.ProgressReport {
  init(_ report: ProgressReport) {
    let content = report.content
    self.init(
      number: UInt64(clamping: report.number), state: content.state.message(),
      day: "\(content.day)", text: content.text, reporter: content.reporter,
      evidence: content.evidence.map {
        Registry.TaskEvidence(text: $0.text, link: $0.link, day: $0.day.map { "\($0)" } ?? "")
      }, reached: content.reached.map { UInt32(clamping: $0) }, actor: report.actor,
      recorded: UInt64(clamping: report.recorded),
      recordedAt: Timestamp(milliseconds: report.recordedAt).description)
  }
}

extension Registry.PlanSummary {
  init(_ plan: PolicyPlan, _ counts: Registry.TaskCounts, defects: Int) {
    self.init(
      code: plan.code.text, title: plan[PolicyPlan.title],
      document: plan[PolicyPlan.document] ?? "", issuer: plan[PolicyPlan.issuer],
      area: "\(plan[PolicyPlan.area])", issuedOn: plan[PolicyPlan.issuedOn].map { "\($0)" } ?? "",
      counts: counts, defects: UInt32(clamping: defects))
  }
}

extension Registry.TaskCounts {
  init(_ tasks: [TaskProgress], on day: Day) {
    func count(_ state: TaskState) -> UInt32 {
      UInt32(clamping: tasks.count { $0.state(on: day) == state })
    }
    self.init(
      tasks: UInt32(clamping: tasks.count), planned: count(.planned), started: count(.started),
      stalled: count(.stalled), done: count(.done),
      overdue: UInt32(clamping: tasks.count { !$0.overdue(on: day).isEmpty }))
  }

  fileprivate init(_ line: UnitLeague.Line) {
    self.init(
      tasks: UInt32(clamping: line.tasks), planned: UInt32(clamping: line.planned),
      started: UInt32(clamping: line.started), stalled: UInt32(clamping: line.stalled),
      done: UInt32(clamping: line.done), overdue: UInt32(clamping: line.overdue))
  }
}

extension Registry.TaskDetail {
  init(
    _ progress: TaskProgress, status: Registry.TaskStatus, targets: [PlanTarget], on day: Day
  ) {
    let task = progress.task
    let reached = progress.reached(on: day)
    let overdue = progress.overdue(on: day)
    self.init(
      status: status, section: task[PlanTask.section] ?? "", text: task[PlanTask.text],
      responsibility: task[PlanTask.responsibility] ?? "",
      due: task.due.map { "\($0)" } ?? "", dueBasis: task[PlanTask.dueBasis] ?? "",
      milestones: progress.milestones.map { milestone in
        Registry.TaskMilestone(
          number: UInt32(clamping: milestone.number), quote: milestone[PlanMilestone.quote],
          due: "\(milestone.due)", targets: milestone[PlanMilestone.targets].map(\.text),
          reachedOn: reached[milestone.number].map { "\($0)" } ?? "",
          overdueDays: overdue.first { $0.milestone == milestone.number }?.days ?? 0)
      },
      targets: targets.map { target in
        Registry.TaskTarget(
          code: target[PlanTarget.code].text, indicator: target[PlanTarget.indicator],
          name: target[PlanTarget.name], quote: target[PlanTarget.quote])
      },
      reports: progress.reports.filter { $0.content.day <= day }
        .map { Registry.ProgressReport($0) })
  }
}

extension Registry.OverdueItem {
  init(_ item: TaskProgress.Overdue, of progress: TaskProgress, status: Registry.TaskStatus) {
    let milestone = progress.milestones.first { $0.number == item.milestone }
    self.init(
      task: status, milestone: UInt32(clamping: item.milestone ?? 0),
      quote: milestone?[PlanMilestone.quote] ?? progress.task[PlanTask.dueBasis] ?? "",
      due: "\(item.due)", days: item.days)
  }
}

extension Registry.UnitLeagueLine {
  init(_ line: UnitLeague.Line, _ unit: ResponsibleUnit?) throws {
    func percent(_ share: Ratio) throws -> String {
      try (share * Ratio(100)).rounded(scale: 2, .halfUp).description
    }
    let (done, begun) = (try line.doneShare(), try line.begunShare())
    let overdue = try line.overdueShare()
    self.init(
      place: UInt32(clamping: line.place), unit: line.unit.text, name: unit?.name ?? "",
      area: unit.map { "\($0.area)" } ?? "", counts: Registry.TaskCounts(line),
      doneShare: "\(done)", donePercent: try percent(done), begunShare: "\(begun)",
      begunPercent: try percent(begun), overdueShare: "\(overdue)",
      overduePercent: try percent(overdue))
  }
}

extension Registry.TextDefect {
  init(_ defect: TextDefect) {
    self.init(
      code: defect[TextDefect.code].text, plans: defect[TextDefect.plans].map(\.text),
      clauses: defect[TextDefect.clauses] ?? "",
      finding: Common.Bilingual(
        zh: defect[TextDefect.finding], en: defect[TextDefect.findingEnglish]),
      treatment: Common.Bilingual(
        zh: defect[TextDefect.treatment], en: defect[TextDefect.treatmentEnglish]))
  }
}
