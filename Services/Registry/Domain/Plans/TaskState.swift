import Quantities

/// How far a task has come (任务状态).
public enum TaskState: String, ControlledTerm {
  case planned, started, done, stalled

  public var chinese: String {
    switch self {
    case .planned: "未启动"
    case .started: "推进中"
    case .done: "已完成"
    case .stalled: "停滞"
    }
  }

  public var alternatives: [String] {
    switch self {
    case .planned: ["计划中"]
    case .started: ["已启动", "进行中"]
    case .done: ["完成"]
    case .stalled: ["受阻"]
    }
  }

  /// States that a report may give next. A task that goes on, or is still stalled, may be reported
  /// on again; a done one is closed.
  public var followers: [TaskState] {
    switch self {
    case .planned: [.started]
    case .started: [.started, .done, .stalled]
    case .stalled: [.stalled, .started]
    case .done: []
    }
  }
}
