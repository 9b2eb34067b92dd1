import Quantities

/// What shows that a report is true (佐证材料): a document, a notice, a figure.
public struct TaskEvidence: Sendable, Hashable {
  public let text: String
  /// Where it can be read; empty when it has no address.
  public let link: String
  public let day: Day?

  /// - Throws: `REGISTRY_EVIDENCE_INVALID`.
  public init(text: String, link: String, day: Day?) throws(Problem) {
    guard
      (try? Problem.requireLine(text, limit: 400)) != nil,
      link.isEmpty || (link.hasPrefix("https://") || link.hasPrefix("http://")),
      link.utf8.count <= 400,
      link.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F })
    else {
      throw Problem(
        .invalidInput, "REGISTRY_EVIDENCE_INVALID",
        zh: "佐证材料应有 1 至 400 字的说明，链接以 http:// 或 https:// 开头",
        en:
          "evidence has a text of 1 to 400 characters, and a link begins with http:// or https://",
        remedyZh: "请写明材料名称；没有网址就不填链接",
        remedyEn: "name the document; leave the link out when there is none",
        details: [
          Problem.Detail("text", String(text.prefix(64))), .init("link", String(link.prefix(64))),
        ])
    }
    self.text = text
    self.link = link
    self.day = day
  }
}

/// A report on a task as it is handed in (进展报告).
public struct ReportDraft: Sendable, Hashable {
  public var task: RegistryCode
  public var state: TaskState
  /// Day from which the state holds.
  public var day: Day
  public var text: String
  /// Who reports: a unit or a person, as the file or form says.
  public var reporter: String
  public var evidence: [TaskEvidence]
  /// Numbers of milestones reached by that day.
  public var reached: [Int64]

  public init(
    task: RegistryCode, state: TaskState, day: Day, text: String, reporter: String,
    evidence: [TaskEvidence] = [], reached: [Int64] = []
  ) {
    self.task = task
    self.state = state
    self.day = day
    self.text = text
    self.reporter = reporter
    self.evidence = evidence
    self.reached = reached
  }
}

/// A recorded report. Reports are appended and never changed.
public struct ProgressReport: Sendable, Hashable {
  /// 1, 2, 3 … within the task.
  public let number: Int64
  public let content: ReportDraft
  /// Verified identity of the caller.
  public let actor: String
  /// Sequence of the registry's change.
  public let recorded: Int64
  /// UTC, milliseconds since 1970.
  public let recordedAt: Int64

  public init(
    number: Int64, content: ReportDraft, actor: String, recorded: Int64, recordedAt: Int64
  ) {
    self.number = number
    self.content = content
    self.actor = actor
    self.recorded = recorded
    self.recordedAt = recordedAt
  }
}
