import Quantities

/// A task of a plan (任务), in the words of its text, with the units that answer for it.
public struct PlanTask: RegisterEntry {
  public static let code = Field.code("code", "任务代码", "code").key
  public static let plan = Field.code(of: "plans", "plan", "计划代码", "plan")
  public static let clause = Field.text("clause", "条款", "clause", limit: 40)
  public static let section = Field.text("section", "分节", "section").optional
  public static let title = Field.text("title", "任务", "title")
  /// The clause's whole text without title and responsibility, white space left out.
  public static let text = Field.text("text", "原文", "text", limit: 2000)
  public static let mode = Field<ResponsibilityMode>.term("mode", "责任方式", "responsibility")
  public static let leads = Field.code(
    of: "responsible_units", "leads", "牵头（责任）单位", "lead units"
  ).list
  public static let cooperating = Field.code(
    of: "responsible_units", "cooperating", "配合单位", "cooperating units"
  ).list
  /// Units that the task does not name: the text says once that they are meant by every task.
  public static let implied = Field.code(
    of: "responsible_units", "implied", "默认配合单位", "implied units"
  ).list
  /// The printed sentence; empty when there is none.
  public static let responsibility = Field.text(
    "responsibility", "责任原文", "responsibility as printed", limit: 400
  ).optional
  /// Last day of the whole task; a task without one has milestones at most.
  public static let due = Field.day("due", "完成期限", "due").optional
  public static let dueBasis = Field.text("due_basis", "期限依据", "basis of the due day").optional

  public static let register = RegisterDescription(
    "plan_tasks", "计划任务", "tasks of plans", source: "M67: S000–S004",
    fields: [
      code, plan, clause, section, title, text, mode, leads, cooperating, implied, responsibility,
      due, dueBasis,
    ])

  public let row: RegisterRow

  public init(row: RegisterRow) { self.row = row }

  public var code: RegistryCode { self[Self.code] }
  public var plan: RegistryCode { self[Self.plan] }
  public var title: String { self[Self.title] }
  public var mode: ResponsibilityMode { self[Self.mode] }
  public var due: Day? { self[Self.due] }

  /// Units that answer for the task: the lead, or all joint ones.
  public var leads: [RegistryCode] { self[Self.leads] }
  public var cooperating: [RegistryCode] { self[Self.cooperating] }
  public var implied: [RegistryCode] { self[Self.implied] }

  /// - Throws: `REGISTRY_TASK_UNITS` when the units do not fit the mode or a unit stands twice;
  ///   `REGISTRY_TASK_DUE` for a due day without its basis.
  public func check() throws(Problem) {
    let fits =
      switch mode {
      case .lead: leads.count == 1
      case .joint: leads.count > 1
      case .none: leads.isEmpty
      }
    let all = leads + cooperating + implied
    guard fits, Set(all).count == all.count else {
      throw Problem(
        .invalidInput, "REGISTRY_TASK_UNITS", zh: "责任单位与责任方式不符，或同一单位重复",
        en: "the units do not fit the mode of responsibility, or one stands twice",
        remedyZh: "牵头负责有一个牵头单位，分工负责有两个以上责任单位，未明确则没有",
        remedyEn: "lead has one lead unit, joint has two or more, none has none",
        details: [Problem.Detail("task", code.text)])
    }
    guard (due == nil) == (self[Self.dueBasis] == nil) else {
      throw Problem(
        .invalidInput, "REGISTRY_TASK_DUE", zh: "完成期限与期限依据应同时填写",
        en: "a due day and its basis go together", remedyZh: "请写明期限出自何处",
        remedyEn: "say where the text sets the day", details: [Problem.Detail("task", code.text)])
    }
  }
}

/// How a text makes units responsible (责任方式).
public enum ResponsibilityMode: String, ControlledTerm {
  /// “XX牵头负责”, “牵头单位：XX”.
  case lead
  /// “XX、YY等部门按职责分工负责”: several without a lead.
  case joint
  /// The text names nobody.
  case none

  public var chinese: String {
    switch self {
    case .lead: "牵头负责"
    case .joint: "分工负责"
    case .none: "未明确"
    }
  }
}
