import ArgumentParser
import Messages

/// Plans and tasks for people.
enum PlanText {
  static func plans(_ plans: [Registry.PlanSummary]) -> String {
    let word = Terminal.language
    var table = TextTable(
      [
        (word("计划", "Plan"), .left), (word("标题", "Title"), .left),
        (word("文号", "Document"), .left),
      ] + countColumns + [(word("原文问题", "Defects"), .right)])
    for plan in plans {
      table.append(
        [plan.code, plan.title, plan.document] + cells(plan.counts) + ["\(plan.defects)"])
    }
    return table.text
  }

  static func tasks(_ tasks: [Registry.TaskStatus]) -> String {
    let word = Terminal.language
    var table = TextTable([
      (word("任务", "Task"), .left), (word("条款", "Clause"), .left),
      (word("名称", "Title"), .left), (word("责任单位", "Units"), .left),
      (word("状态", "State"), .left), (word("期限", "Due"), .left),
      (word("逾期（天）", "Overdue (days)"), .right),
    ])
    for task in tasks {
      table.append([
        task.code, task.clause, task.title, units(task), name(task.state), task.nextDue,
        task.overdueDays == 0 ? "" : "\(task.overdueDays)",
      ])
    }
    return table.text
  }

  /// Units that answer, then those that cooperate; implied ones in brackets.
  private static func units(_ task: Registry.TaskStatus) -> String {
    let lead = task.units.filter(\.responsible).map(\.name).joined(separator: "、")
    let others = task.units.filter { !$0.responsible }
      .map { $0.implied ? "[\($0.name)]" : $0.name }.joined(separator: "、")
    return [lead, others].filter { !$0.isEmpty }.joined(separator: "；")
  }

  static func detail(_ task: Registry.TaskDetail) -> String {
    let word = Terminal.language
    let status = task.status ?? Registry.TaskStatus()
    var lines = [
      "\(status.code)  \(status.plan) \(status.clause)  \(status.title)",
      "\(word("状态", "State"))  \(name(status.state))  \(status.since)",
      "\(word("责任", "Units"))  \(units(status))", "", task.text, task.responsibility, "",
    ]
    if !task.due.isEmpty {
      lines.append("\(word("期限", "Due"))  \(task.due)  \(task.dueBasis)")
    }
    lines += task.milestones.map { milestone in
      let state =
        milestone.reachedOn.isEmpty
        ? milestone.overdueDays == 0
          ? "" : word("逾期 \(milestone.overdueDays) 天", "\(milestone.overdueDays) days overdue")
        : word("达成于 ", "reached on ") + milestone.reachedOn
      return "\(milestone.number). \(milestone.due)  \(state)  \(milestone.quote)"
    }
    lines += task.targets.map { "\($0.code)  \($0.indicator)  \($0.quote)" }
    for report in task.reports {
      lines.append(
        "#\(report.number)  \(report.day)  \(name(report.state))  \(report.text)（\(report.reporter)）"
      )
      lines += report.evidence.map { "    \($0.text) \($0.link) \($0.day)" }
    }
    return lines.joined(separator: "\n")
  }

  static func league(_ lines: [Registry.UnitLeagueLine]) -> String {
    let word = Terminal.language
    var table = TextTable(
      [
        (word("名次", "Place"), .right), (word("单位", "Unit"), .left),
        (word("名称", "Name"), .left),
      ] + countColumns + [
        (word("完成率", "Done"), .right), ("%", .right), (word("启动率", "Begun"), .right),
        ("%", .right), (word("逾期率", "Overdue"), .right), ("%", .right),
      ])
    for line in lines {
      table.append(
        ["\(line.place)", line.unit, line.name] + cells(line.counts) + [
          line.doneShare, line.donePercent, line.begunShare, line.begunPercent,
          line.overdueShare, line.overduePercent,
        ])
    }
    return table.text
  }

  static func overdue(_ items: [Registry.OverdueItem]) -> String {
    let word = Terminal.language
    guard !items.isEmpty else { return word("没有逾期", "nothing is overdue") }
    var table = TextTable([
      (word("任务", "Task"), .left), (word("名称", "Title"), .left),
      (word("期限", "Due"), .left), (word("逾期（天）", "Days"), .right),
      (word("责任单位", "Units"), .left), (word("要求", "What"), .left),
    ])
    for item in items {
      let task = item.task ?? Registry.TaskStatus()
      table.append([
        task.code, task.title, item.due, "\(item.days)",
        task.units.filter(\.responsible).map(\.name).joined(separator: "、"), item.quote,
      ])
    }
    return table.text
  }

  static func stalled(_ tasks: [Registry.StalledTask]) -> String {
    let word = Terminal.language
    guard !tasks.isEmpty else { return word("没有停滞", "nothing is stalled") }
    var table = TextTable([
      (word("任务", "Task"), .left), (word("名称", "Title"), .left),
      (word("状态", "State"), .left), (word("无报告（天）", "Silent (days)"), .right),
      (word("最近报告", "Last report"), .left),
    ])
    for stalled in tasks {
      let task = stalled.task ?? Registry.TaskStatus()
      table.append([
        task.code, task.title, name(task.state), "\(stalled.days)", stalled.report,
      ])
    }
    return table.text
  }

  static func defects(_ defects: [Registry.TextDefect]) -> String {
    defects.map { defect in
      let place = (defect.plans + [defect.clauses]).filter { !$0.isEmpty }.joined(separator: " ")
      return
        "\(defect.code)  \(place)\n  \(Terminal.said(defect.finding))\n  → \(Terminal.said(defect.treatment))"
    }.joined(separator: "\n")
  }

  /// - Throws: `ValidationError` with the states there are.
  static func state(_ text: String) throws -> Registry.TaskState {
    switch text.lowercased() {
    case "planned", "未启动": .planned
    case "started", "推进中": .started
    case "done", "已完成": .done
    case "stalled", "停滞": .stalled
    default: throw ValidationError("a state is planned, started, done or stalled")
    }
  }

  private static func name(_ state: Registry.TaskState) -> String {
    let word = Terminal.language
    return switch state {
    case .planned: word("未启动", "planned")
    case .started: word("推进中", "started")
    case .done: word("已完成", "done")
    case .stalled: word("停滞", "stalled")
    default: ""
    }
  }

  private static var countColumns: [(String, TextTable.Alignment)] {
    let word = Terminal.language
    return [
      (word("任务", "Tasks"), .right), (word("未启动", "Planned"), .right),
      (word("推进中", "Started"), .right), (word("停滞", "Stalled"), .right),
      (word("完成", "Done"), .right), (word("逾期", "Overdue"), .right),
    ]
  }

  private static func cells(_ counts: Registry.TaskCounts?) -> [String] {
    let counts = counts ?? Registry.TaskCounts()
    return [
      counts.tasks, counts.planned, counts.started, counts.stalled, counts.done, counts.overdue,
    ].map { "\($0)" }
  }
}
