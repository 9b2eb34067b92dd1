import Quantities

/// A target that a plan prints (目标), by the code of its indicator: the link from a task to what
/// the indicator service measures.
public struct PlanTarget: RegisterEntry {
  public static let code = Field.code("code", "目标代码", "code").key
  public static let plan = Field.code(of: "plans", "plan", "计划代码", "plan")
  /// Missing for a goal of the whole plan or of a section.
  public static let task = Field.code(of: "plan_tasks", "task", "任务代码", "task").optional
  public static let clause = Field.text("clause", "条款", "clause", limit: 40)
  public static let indicator = Field.text("indicator", "指标代码", "indicator", limit: 64)
  public static let name = Field.text("name", "指标", "name")
  public static let quote = Field.text("quote", "原文", "quote", limit: 400)

  public static let register = RegisterDescription(
    "plan_targets", "计划目标", "targets of plans", source: "M67: S000–S004",
    fields: [code, plan, task, clause, indicator, name, quote])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }
}
