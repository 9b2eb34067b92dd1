import Quantities

extension Problem {
  static func reportOutdated(_ task: RegistryCode, _ last: Int64) -> Problem {
    Problem(
      .conflict, "REGISTRY_REPORT_OUTDATED", zh: "任务 \(task) 已有新的报告（第 \(last) 号）",
      en: "task \(task) has a newer report, number \(last)",
      remedyZh: "请先查看最新报告再提交", remedyEn: "look at it, and report again if it is still needed",
      details: [.init("task", task.text), .init("last_report", "\(last)")])
  }

  static func taskDone(_ task: RegistryCode) -> Problem {
    Problem(
      .failedPrecondition, "REGISTRY_TASK_DONE", zh: "任务 \(task) 已完成，不再接受报告",
      en: "task \(task) is done and takes no more reports", remedyZh: "如有误，请另立任务并说明",
      remedyEn: "if that is wrong, register a further task and say why",
      details: [.init("task", task.text)])
  }

  static func illegalTransition(
    _ task: RegistryCode, _ from: TaskState, _ to: TaskState
  ) -> Problem {
    let followers = from.followers
    return Problem(
      .failedPrecondition, "REGISTRY_TASK_TRANSITION",
      zh: "任务 \(task) 不能由“\(from.chinese)”变为“\(to.chinese)”",
      en: "task \(task) cannot go from \(from.rawValue) to \(to.rawValue)",
      remedyZh: "可报告：\(followers.map(\.chinese).joined(separator: "、"))",
      remedyEn: "report one of: \(followers.map(\.rawValue).joined(separator: ", "))",
      details: [
        .init("task", task.text), .init("from", from.rawValue), .init("to", to.rawValue),
      ])
  }

  static func reportDay(_ draft: ReportDraft, notBefore: Day?, today: Day) -> Problem {
    let first = notBefore.map { "\($0)" } ?? ""
    return Problem(
      .invalidInput, "REGISTRY_REPORT_DAY",
      zh: "报告日期 \(draft.day) 晚于今天或早于上一份报告\(first.isEmpty ? "" : "（\(first)）")",
      en:
        "the report's day \(draft.day) lies after today or before the last report\(first.isEmpty ? "" : " (\(first))")",
      remedyZh: "请填写上一份报告之后、不晚于 \(today) 的日期",
      remedyEn: "write a day from the last report on, up to \(today)",
      details: [.init("task", draft.task.text), .init("day", "\(draft.day)")])
  }

  static func evidenceMissing(_ task: RegistryCode) -> Problem {
    Problem(
      .failedPrecondition, "REGISTRY_EVIDENCE_MISSING", zh: "报告任务 \(task) 完成须附佐证材料",
      en: "task \(task) is done only with evidence", remedyZh: "请附文件、通知或数据",
      remedyEn: "add a document, a notice or a figure", details: [.init("task", task.text)])
  }

  static func milestoneUnknown(_ task: RegistryCode, _ number: Int64) -> Problem {
    Problem(
      .invalidInput, "REGISTRY_MILESTONE_UNKNOWN",
      zh: "任务 \(task) 没有尚未达成的第 \(number) 号阶段目标",
      en: "task \(task) has no milestone \(number) that is still open",
      remedyZh: "请核对阶段目标序号", remedyEn: "check the milestone's number",
      details: [.init("task", task.text), .init("milestone", "\(number)")])
  }
}

extension Problem {
  public static func taskUnknown(_ task: RegistryCode) -> Problem {
    Problem(
      .notFound, "REGISTRY_TASK_UNKNOWN", zh: "没有任务 \(task)", en: "there is no task \(task)",
      remedyZh: "请核对任务代码，或先导入计划任务", remedyEn: "check the code, or import the tasks",
      details: [.init("task", task.text)])
  }

  public static func reportChanged(_ task: RegistryCode, _ number: Int64) -> Problem {
    Problem(
      .conflict, "REGISTRY_REPORT_CHANGED", zh: "任务 \(task) 第 \(number) 号报告已有不同内容，报告不可更改",
      en: "report \(number) of task \(task) is on record with other words; reports do not change",
      remedyZh: "请以新的序号补报", remedyEn: "hand in a further report under the next number",
      details: [.init("task", task.text), .init("number", "\(number)")])
  }
}
