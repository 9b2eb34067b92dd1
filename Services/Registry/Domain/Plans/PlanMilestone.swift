import Quantities

/// Something that a task must have reached by a day (阶段目标), where the text sets one.
public struct PlanMilestone: RegisterEntry {
  public static let task = Field.code(of: "plan_tasks", "task", "任务代码", "task").key
  public static let number = Field.wholeNumber("number", "序号", "number", in: 1...99).key
  public static let quote = Field.text("quote", "原文", "quote", limit: 400)
  /// The last day in time: “到2025年”, “2025年底前” and “十四五” end with 31 December 2025.
  public static let due = Field.day("due", "完成期限", "due")
  public static let targets = Field.code(
    of: "plan_targets", "targets", "目标代码", "targets"
  ).list

  public static let register = RegisterDescription(
    "plan_milestones", "阶段目标", "milestones", source: "M67: S000–S004",
    fields: [task, number, quote, due, targets])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  public var task: RegistryCode { self[Self.task] }
  public var number: Int64 { self[Self.number] }
  public var due: Day { self[Self.due] }
}
