import Quantities
import Tabular

/// task_reports.csv (进展报告表): one row per report, by task and number.
public enum ReportTable: RegistryTable {
  public typealias Entry = Row

  public struct Row: Sendable, Hashable {
    /// Number of the report within its task.
    public let number: Int64
    public let draft: ReportDraft

    public init(number: Int64, draft: ReportDraft) {
      self.number = number
      self.draft = draft
    }
  }

  private enum Column: Int {
    case task, number, day, state, text, reporter, reached, evidence, link, evidenceDay
  }

  public static let columns = [
    CSVColumn("task", aliases: ["任务代码"]),
    CSVColumn("number", aliases: ["报告序号"]),
    CSVColumn("day", aliases: ["报告日期"]),
    CSVColumn("state", aliases: ["状态"]),
    CSVColumn("text", aliases: ["进展情况"]),
    CSVColumn("reporter", aliases: ["报告人", "报告单位"]),
    CSVColumn("reached", aliases: ["达成阶段目标"], required: false),
    CSVColumn("evidence", aliases: ["佐证材料"], required: false),
    CSVColumn("evidence_link", aliases: ["佐证链接"], required: false),
    CSVColumn("evidence_day", aliases: ["佐证日期"], required: false),
  ]

  public static func read(_ cells: inout CellReader) -> Row? {
    let task = cells.required(Column.task.rawValue) { text throws(Problem) in
      try RegistryCode(parsing: text)
    }
    let number = cells.required(Column.number.rawValue, CellReader.wholeNumber)
    let day = cells.required(Column.day.rawValue) { text throws(Problem) in
      try Day(parsing: text)
    }
    let state: TaskState? = cells.term(Column.state.rawValue)
    let text = cells.required(Column.text.rawValue) { $0 }
    let reporter = cells.required(Column.reporter.rawValue) { $0 }
    let reached = cells.list(Column.reached.rawValue, CellReader.wholeNumber)
    let evidence = readEvidence(&cells)
    guard let task, let number, let day, let state, let text, let reporter, cells.issues.isEmpty
    else { return nil }
    return Row(
      number: number,
      draft: ReportDraft(
        task: task, state: state, day: day, text: text, reporter: reporter, evidence: evidence,
        reached: reached))
  }

  /// Texts, links and days stand in three lists of the same length; a missing link or day is `-`.
  private static func readEvidence(_ cells: inout CellReader) -> [TaskEvidence] {
    let texts = cells.list(Column.evidence.rawValue) { $0 }
    let links = cells.list(Column.link.rawValue) { $0 }
    let days = cells.list(Column.evidenceDay.rawValue) { text throws(Problem) -> Day? in
      text == absent ? nil : try Day(parsing: text)
    }
    guard cells.issues.isEmpty else { return [] }
    return cells.build(Column.evidence.rawValue) { () throws(Problem) in
      guard texts.count == links.count, texts.count == days.count else {
        throw Problem(
          .invalidInput, "REGISTRY_EVIDENCE_INVALID", zh: "每份佐证材料须各有一个说明、链接和日期",
          en: "each piece of evidence has one text, one link and one day",
          remedyZh: "多份之间用“|”分隔，没有的填“-”",
          remedyEn: "separate several with \"|\" and write - for what is missing")
      }
      var evidence: [TaskEvidence] = []
      for (index, text) in texts.enumerated() {
        evidence.append(
          try TaskEvidence(
            text: text, link: links[index] == absent ? "" : links[index], day: days[index]))
      }
      return evidence
    } ?? []
  }

  private static let absent = "-"

  public static func cells(of row: Row) -> [String] {
    let draft = row.draft
    return [
      draft.task.text, "\(row.number)", "\(draft.day)", draft.state.chinese, draft.text,
      draft.reporter, draft.reached.map { "\($0)" }.joined(separator: "|"),
      draft.evidence.map(\.text).joined(separator: "|"),
      draft.evidence.map { $0.link.isEmpty ? absent : $0.link }.joined(separator: "|"),
      draft.evidence.map { $0.day.map { "\($0)" } ?? absent }.joined(separator: "|"),
    ]
  }
}

extension ImportOutcome {
  /// Refuses one row for a problem of the whole row.
  public mutating func quarantine(row: Int, _ problem: Problem) {
    quarantine(
      row: row,
      [
        RowIssue(
          row: row, column: "", value: "", code: problem.code, message: problem.message,
          remedy: problem.remedy)
      ])
  }
}
