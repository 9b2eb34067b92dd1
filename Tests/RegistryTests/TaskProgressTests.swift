import Quantities
import RegistryDomain
import RegistryStorage
import Tabular
import Testing

/// Progress of tasks (M67): legal steps only, everything recorded, overdue and stalled on any day.
@Suite struct TaskProgressTests {
  private func reported(
    _ fixture: RegistryFixture, _ draft: ReportDraft, seen: Int64 = 0, today: String = "2026-06-01"
  ) throws -> TaskProgress {
    try fixture.write { try $0.report(draft, seen: seen, today: day(today)) }
  }

  /// planned → started → done | stalled, stalled → started; every other pair is refused.
  @Test func onlyLegalSteps() throws {
    let legal: Set<String> = [
      "planned>started", "started>started", "started>done", "started>stalled", "stalled>stalled",
      "stalled>started",
    ]
    for from in TaskState.allCases {
      for to in TaskState.allCases {
        #expect(from.followers.contains(to) == legal.contains("\(from)>\(to)"))
      }
    }
    let fixture = try RegistryFixture.withPlans()
    let illegal = fixture.refusal {
      _ = try reported(fixture, report("S000-01", .done, "2025-01-01", evidence: ["文件"]))
    }
    #expect(illegal == "REGISTRY_TASK_TRANSITION")
    _ = try reported(fixture, report("S000-01", .started, "2025-01-01"))
    let bare = fixture.refusal {
      _ = try reported(fixture, report("S000-01", .done, "2025-02-01"), seen: 1)
    }
    #expect(bare == "REGISTRY_EVIDENCE_MISSING")
    _ = try reported(fixture, report("S000-01", .done, "2025-02-01", evidence: ["批复"]), seen: 1)
    let closed = fixture.refusal {
      _ = try reported(fixture, report("S000-01", .started, "2025-03-01"), seen: 2)
    }
    #expect(closed == "REGISTRY_TASK_DONE")
  }

  /// Of two who report at the same time one wins and the other is told.
  @Test func theSecondOfTwoIsTold() throws {
    let fixture = try RegistryFixture.withPlans()
    _ = try reported(fixture, report("S004-01", .started, "2025-01-01"))
    let late = fixture.refusal {
      _ = try reported(fixture, report("S004-01", .started, "2025-01-01"))
    }
    #expect(late == "REGISTRY_REPORT_OUTDATED")
  }

  @Test func whatDoesNotFitIsRefusedAndLeavesNoTrace() throws {
    let fixture = try RegistryFixture.withPlans()
    let before = try fixture.read { try $0.lastRecorded() }
    let future = try report("S000-01", .started, "2026-06-02")
    #expect(fixture.refusal { _ = try reported(fixture, future) } == "REGISTRY_REPORT_DAY")
    let nobody = try report("S009-01", .started, "2025-06-02")
    #expect(fixture.refusal { _ = try reported(fixture, nobody) } == "REGISTRY_TASK_UNKNOWN")
    let unknown = try report("S000-09", .started, "2025-06-02", reached: [2])
    #expect(fixture.refusal { _ = try reported(fixture, unknown) } == "REGISTRY_MILESTONE_UNKNOWN")
    var wordless = try report("S000-01", .started, "2025-06-02")
    wordless.text = ""
    #expect(fixture.refusal { _ = try reported(fixture, wordless) } == "REGISTRY_TEXT_INVALID")
    #expect(
      fixture.refusal { _ = try TaskEvidence(text: "x", link: "ftp://x", day: nil) }
        == "REGISTRY_EVIDENCE_INVALID")
    #expect(try fixture.read { try $0.lastRecorded() } == before)
    _ = try reported(fixture, report("S000-01", .started, "2025-06-02"))
    let back = try report("S000-01", .started, "2025-06-01")
    #expect(fixture.refusal { _ = try reported(fixture, back, seen: 1) } == "REGISTRY_REPORT_DAY")
  }

  /// Nothing is deleted: the state of every past day stays what it was.
  @Test func everyPastDayKeepsItsState() throws {
    let fixture = try RegistryFixture.withPlans()
    let steps: [(TaskState, String)] = [
      (.started, "2025-01-10"), (.stalled, "2025-03-01"), (.started, "2025-05-01"),
      (.done, "2025-12-31"),
    ]
    for (index, step) in steps.enumerated() {
      let evidence = step.0 == .done ? ["验收报告"] : []
      _ = try reported(
        fixture, report("S000-09", step.0, step.1, evidence: evidence), seen: Int64(index))
    }
    let progress = try #require(
      try fixture.read { try $0.task(code("S000-09"), on: day("2026-06-01")) })
    func state(_ text: String) throws -> TaskState { progress.state(on: try day(text)) }
    #expect(try state("2025-01-09") == .planned)
    #expect(try state("2025-01-10") == .started)
    #expect(try state("2025-04-30") == .stalled)
    #expect(try state("2025-12-30") == .started)
    #expect(try state("2025-12-31") == .done)
    #expect(progress.reports.map(\.number) == [1, 2, 3, 4])
    #expect(progress.reports.allSatisfy { $0.actor == "tester" })
    #expect(try progress.since(on: day("2025-06-01")) == day("2025-05-01"))
  }

  /// The due day itself is in time (到2025年: 31 December counts); a done task owes nothing.
  @Test func overdueBeginsTheDayAfter() throws {
    let fixture = try RegistryFixture.withPlans()
    func overdue(_ task: String, _ on: String) throws -> [TaskProgress.Overdue] {
      try #require(try fixture.read { try $0.task(code(task), on: day(on)) })
        .overdue(on: day(on))
    }
    #expect(try overdue("S000-09", "2025-12-31").isEmpty)
    #expect(try overdue("S000-09", "2026-01-01").map(\.days) == [1])
    #expect(try overdue("S003-07", "2026-01-31").map(\.milestone) == [1, 2])
    #expect(try overdue("S002-01", "2026-01-02").map(\.milestone) == [nil])
    #expect(try overdue("S000-01", "2030-01-01").isEmpty, "the text sets no day")
    #expect(try overdue("S004-05", "2035-12-31").isEmpty)
    _ = try reported(fixture, report("S003-07", .started, "2025-12-01", reached: [1]))
    #expect(try overdue("S003-07", "2026-01-31").map(\.milestone) == [2])
    _ = try reported(
      fixture, report("S003-07", .done, "2026-02-01", evidence: ["验收"]), seen: 1)
    #expect(try overdue("S003-07", "2026-01-31").map(\.milestone) == [2], "as it stood then")
    #expect(try overdue("S003-07", "2026-02-01").isEmpty)
  }

  @Test func tasksGoQuiet() throws {
    let fixture = try RegistryFixture.withPlans()
    let progress = try reported(fixture, report("S000-01", .started, "2025-01-01"))
    #expect(try !progress.isQuiet(on: day("2025-04-01"), for: 90), "90 days are not longer than 90")
    #expect(try progress.isQuiet(on: day("2025-04-02"), for: 90))
  }

  /// Shares are exact: a third is a third, and equal shares share a place.
  @Test func leagueOfUnits() throws {
    let fixture = try RegistryFixture.withPlans()
    _ = try reported(fixture, report("S004-26", .started, "2025-01-01"))
    _ = try reported(fixture, report("S004-26", .done, "2025-02-01", evidence: ["决算"]), seen: 1)
    _ = try reported(fixture, report("S004-19", .started, "2025-01-01"))
    let tasks = try fixture.read { try $0.tasks(of: code("S004"), on: day("2026-01-01")) }
    let league = UnitLeague(tasks, on: try day("2026-01-01"), withCooperating: false)
    #expect(league.lines.reduce(0) { $0 + $1.tasks } == 31, "each measure of seed 004 has one lead")
    let first = try #require(league.lines.first)
    #expect(first.unit.text == "341600-CZJ")
    #expect((first.tasks, first.done, first.overdue) == (1, 1, 0))
    #expect(try first.doneShare() == Ratio(1))
    let fund = try #require(league.lines.first { $0.unit.text == "341600-YBJ" })
    #expect((fund.tasks, fund.started, fund.overdue) == (2, 1, 1))
    #expect(try fund.begunShare() == Ratio(1, 2))
    // Units that only have planned tasks without a day share a place.
    let idle = league.lines.filter { ["341600-WBB", "341600-FGW"].contains($0.unit.text) }
    #expect(Set(idle.map(\.place)).count == 1)
    for line in league.lines {
      #expect(line.planned + line.started + line.stalled + line.done == line.tasks)
    }
    let all = UnitLeague(tasks, on: try day("2026-01-01"), withCooperating: true)
    let named = tasks.reduce(0) {
      $0 + $1.task.leads.count + $1.task.cooperating.count + $1.task.implied.count
    }
    #expect(all.lines.reduce(0) { $0 + $1.tasks } == Int64(named))
  }

  @Test func reportsTravelAsCSV() throws {
    let fixture = try RegistryFixture.withPlans()
    let file = """
      task,number,day,state,text,reporter,reached,evidence,evidence_link,evidence_day
      S000-09,1,2025-01-10,推进中,“老年医学科”已设 3 家,盟卫生健康委,,,,
      S000-09,2,2025-12-20,已完成,全部设立,盟卫生健康委,1,验收报告|批复,https://example.org/1|-,2025-12-19|-
      S004-01,1,2025-02-01,推进中,"引才,12 人",市卫生健康委,,,,

      """
    func imported(_ text: String) throws -> ImportOutcome {
      var parser = TableParser(ReportTable.self)
      try parser.append(Array(text.utf8))
      try parser.finish()
      return try fixture.write {
        try $0.importReports(parser.rows, outcome: parser.outcome, today: day("2026-06-01"))
      }
    }
    let first = try imported(file)
    #expect((first.inserted, first.quarantined) == (3, 0))
    #expect(try imported(file).unchanged == 3)
    var writer = TableWriter(ReportTable.self)
    try fixture.read {
      try $0.exportReports { writer.write(.init(number: $0.number, draft: $0.content)) }
    }
    #expect(String(decoding: writer.takeBytes(), as: UTF8.self) == file)

    let wrong = try imported(
      """
      task,number,day,state,text,reporter
      S000-09,2,2025-12-20,已完成,别的话,盟卫生健康委
      S009-09,1,2025-12-20,推进中,x,y
      S004-02,1,2025-12-20,完工,x,y
      S004-02,2,2025-12-20,推进中,x,y
      """)
    #expect(
      wrong.codes == [
        "REGISTRY_REPORT_CHANGED", "REGISTRY_TASK_UNKNOWN", "REGISTRY_TERM_UNKNOWN",
        "REGISTRY_REPORT_OUTDATED",
      ])
    #expect(wrong.issues.map(\.row) == [2, 3, 4, 5])
  }
}
