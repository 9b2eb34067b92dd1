import Quantities
import RegistryDomain
import Store

extension RegistryWriter {
  /// Records a report on a task; `seen` is the number of the last report that the reporter knew.
  ///
  /// - Throws: `REGISTRY_TASK_UNKNOWN`, and what `TaskProgress.accepting` refuses.
  public func report(_ draft: ReportDraft, seen: Int64, today: Day) throws -> TaskProgress {
    guard let progress = try reader.task(draft.task, on: today) else {
      throw Problem.taskUnknown(draft.task)
    }
    return try append(draft, to: progress, seen: seen, today: today, recorded: nil)
  }

  /// Records the rows of task_reports.csv in the order of the file, as one change. A row that is
  /// recorded already with the same words is unchanged.
  public func importReports(
    _ rows: [TableRow<ReportTable.Row>], outcome: ImportOutcome, today: Day
  ) throws -> ImportOutcome {
    var outcome = outcome
    var known: [RegistryCode: TaskProgress] = [:]
    var change: Int64?
    for row in rows {
      do {
        let task = row.entry.draft.task
        guard let progress = try known[task] ?? reader.task(task, on: today) else {
          throw Problem.taskUnknown(task)
        }
        known[task] = progress
        if let there = progress.reports.first(where: { $0.number == row.entry.number }) {
          guard there.content == row.entry.draft else {
            throw Problem.reportChanged(task, row.entry.number)
          }
          outcome.unchanged += 1
          continue
        }
        let recorded = try change ?? record("task_report imported: \(rows.count) rows")
        change = recorded
        known[task] = try append(
          row.entry.draft, to: progress, seen: row.entry.number - 1, today: today,
          recorded: recorded)
        outcome.inserted += 1
      } catch let problem as Problem where problem.category != .dataLoss {
        outcome.quarantine(row: row.row, problem)
      }
    }
    return outcome.sorted
  }

  private func append(
    _ draft: ReportDraft, to progress: TaskProgress, seen: Int64, today: Day, recorded: Int64?
  ) throws -> TaskProgress {
    // Judged before a change begins, so that a refused report leaves no trace of one.
    _ = try progress.accepting(
      draft, seen: seen, today: today, actor: actor, recorded: 0, at: time.milliseconds)
    let change = try recorded ?? record("task \(draft.task) reported \(draft.state.rawValue)")
    let report = try progress.accepting(
      draft, seen: seen, today: today, actor: actor, recorded: change, at: time.milliseconds)
    try ReportRows.insert(report, in: transaction)
    try announce(.task, .edited, recorded: change, [(draft.task.text, draft.day)])
    return TaskProgress(
      progress.task, milestones: progress.milestones, reports: progress.reports + [report])
  }
}
