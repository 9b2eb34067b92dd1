import Quantities
import RegistryDomain
import Store

/// Reports on tasks in their tables.
enum ReportRows {
  /// Reports of the tasks that meet a condition on `task_report.task`, by task, in order.
  static func reports(
    where condition: Condition, in connection: Connection
  ) throws -> [RegistryCode: [ProgressReport]] {
    let evidence = try evidence(where: condition, in: connection)
    var reports: [RegistryCode: [ProgressReport]] = [:]
    try connection.forEach(
      """
      SELECT task, number, state, day, report, reporter, reached, actor, recorded, recorded_at
      FROM task_report WHERE \(condition.sql) ORDER BY task, number
      """, condition.arguments
    ) { row in
      let task = try RegistryCode(parsing: row.text(0))
      let number = try row.int64(1)
      let draft = ReportDraft(
        task: task, state: try TaskState.stored(row.text(2)),
        day: try Day(number: row.int32(3)), text: try row.text(4), reporter: try row.text(5),
        evidence: evidence[Key(task: task, number: number)] ?? [],
        reached: try row.text(6).split(separator: " ").compactMap { Int64($0) })
      reports[task, default: []].append(
        ProgressReport(
          number: number, content: draft, actor: try row.text(7), recorded: try row.int64(8),
          recordedAt: try row.int64(9)))
    }
    return reports
  }

  private struct Key: Hashable {
    let task: RegistryCode
    let number: Int64
  }

  private static func evidence(
    where condition: Condition, in connection: Connection
  ) throws -> [Key: [TaskEvidence]] {
    var found: [Key: [TaskEvidence]] = [:]
    try connection.forEach(
      """
      SELECT task, number, evidence, link, day FROM task_evidence
      WHERE \(condition.sql) ORDER BY task, number, position
      """, condition.arguments
    ) { row in
      let key = Key(task: try RegistryCode(parsing: row.text(0)), number: try row.int64(1))
      found[key, default: []].append(
        try TaskEvidence(
          text: row.text(2), link: row.text(3),
          day: row.isNull(4) ? nil : try Day(number: row.int32(4))))
    }
    return found
  }

  static func insert(_ report: ProgressReport, in transaction: Transaction) throws {
    let content = report.content
    try transaction.execute(
      """
      INSERT INTO task_report
        (task, number, state, day, report, reporter, reached, actor, recorded, recorded_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      """,
      [
        content.task.text, report.number, content.state.rawValue, content.day.number,
        content.text, content.reporter,
        content.reached.map { "\($0)" }.joined(separator: " "), report.actor, report.recorded,
        report.recordedAt,
      ])
    for (position, evidence) in content.evidence.enumerated() {
      try transaction.execute(
        """
        INSERT INTO task_evidence (task, number, position, evidence, link, day)
        VALUES ($1, $2, $3, $4, $5, $6)
        """,
        [
          content.task.text, report.number, position, evidence.text, evidence.link,
          evidence.day?.number,
        ])
    }
  }
}
