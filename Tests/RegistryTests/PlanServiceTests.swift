import Contract
import Foundation
import Logging
import Mesh
import MeshEmbedded
import Messages
import Quantities
import RegistryDomain
import RegistryEndpoint
import Runtime
import Store
import Testing

/// Plans as a caller meets them, over the embedded mesh and a real database.
@Suite struct PlanServiceTests {
  private final class Bureau: Sendable {
    private let registry: ServedRegistry

    /// 2026-03-01 08:00 in China.
    init() throws {
      registry = ServedRegistry(
        try RegistryFixture.withPlans(), caller: "bureau", now: 1_772_323_200_000)
    }

    var fixture: RegistryFixture { registry.fixture }
    var plans: RegistryPlansClient { RegistryPlansClient(client: registry.client) }

    func report(
      _ task: String, _ state: Registry.TaskState, _ day: String, last: UInt64 = 0,
      evidence: [Registry.TaskEvidence] = []
    ) async throws -> Registry.TaskDetail {
      try await plans.reportProgress(
        .init(
          task: task,
          report: .init(
            state: state, day: day, text: "进展", reporter: "市卫生健康委", evidence: evidence),
          lastReport: last))
    }
  }

  private func reason(_ body: () async throws -> Void) async -> String? {
    do {
      try await body()
      return nil
    } catch { return (error as? RPCError)?.reason }
  }

  @Test func plansWithTheirCounts() async throws {
    let bureau = try Bureau()
    let answer = try await bureau.plans.listPlans(.init())
    #expect(answer.day == "2026-03-01")
    #expect(answer.plans.map(\.code) == ["S000", "S001", "S002", "S003", "S004"])
    #expect(answer.plans.map { $0.counts?.tasks } == [23, 27, 44, 24, 34])
    // All 44 tasks of the 2025 work plan, and the tasks with a milestone of 2025.
    #expect(answer.plans.map { $0.counts?.overdue } == [3, 4, 44, 7, 6])
    let before = try await bureau.plans.listPlans(.init(day: "2025-12-31"))
    #expect(before.plans.allSatisfy { $0.counts?.overdue == 0 })
    #expect(answer.plans.first?.document == "阿署办发〔2024〕37号")
  }

  /// A unit is found by its code, by the text's name and by the short name of its lists; several
  /// areas have a unit of that name.
  @Test func tasksOfAUnit() async throws {
    let bureau = try Bureau()
    func tasks(_ unit: String, _ plan: String = "", responsible: Bool = false) async throws
      -> [String]
    {
      try await bureau.plans.listTasks(
        .init(
          filter: .init(plan: plan, unit: unit, responsibleOnly: responsible), pageSize: 1000)
      ).tasks.map(\.code)
    }
    #expect(try await tasks("341600-CZJ", responsible: true) == ["S004-26"])
    #expect(try await tasks("财政局", "S004", responsible: true) == ["S004-26"])
    #expect(
      try await tasks("发改委", "S003") == [
        "S003-01", "S003-03", "S003-04", "S003-05", "S003-06", "S003-09", "S003-10", "S003-15",
      ])
    #expect(try await tasks("各旗县市市人民政府").count == 24)
    #expect(await reason { _ = try await tasks("水利局") } == "REGISTRY_UNIT_UNKNOWN")
    let page = try await bureau.plans.listTasks(.init(filter: .init(plan: "S002"), pageSize: 40))
    let rest = try await bureau.plans.listTasks(
      .init(filter: .init(plan: "S002"), pageSize: 40, pageToken: page.nextPageToken))
    #expect(page.tasks.count + rest.tasks.count == 44)
    let found = try await bureau.plans.listTasks(.init(filter: .init(query: "家庭医生制度")))
    #expect(found.tasks.map(\.code) == ["S000-10", "S001-10", "S003-05", "S004-10"])
    let implied = try #require(found.tasks.first?.units.last)
    #expect(implied.implied && !implied.responsible && implied.code == "152900-DFZF")
  }

  @Test func aTaskFromStartToEnd() async throws {
    let bureau = try Bureau()
    let started = try await bureau.report("S004-04", .started, "2025-03-01")
    #expect(started.status?.state == .started)
    #expect(started.reports.map(\.actor) == ["bureau"])
    #expect(started.targets.map(\.indicator) == ["county_hospital_3a_capability_count"])
    #expect(
      await reason { _ = try await bureau.report("S004-04", .started, "2025-04-01") }
        == "REGISTRY_REPORT_OUTDATED")
    #expect(
      await reason { _ = try await bureau.report("S004-04", .planned, "2025-04-01", last: 1) }
        == "REGISTRY_TASK_TRANSITION")
    let stalled = try await bureau.report("S004-04", .stalled, "2025-06-01", last: 1)
    #expect(stalled.status?.since == "2025-06-01")
    let list = try await bureau.plans.listStalled(.init(filter: .init(plan: "S004")))
    #expect(list.tasks.map { $0.task?.code } == ["S004-04"])
    #expect(list.tasks.first?.days == 273)
    let late = try await bureau.plans.listOverdue(.init(filter: .init(unit: "市卫生健康委")))
    #expect(late.items.first { $0.task?.code == "S004-04" }?.days == 60)
    _ = try await bureau.report("S004-04", .started, "2025-07-01", last: 2)
    let done = try await bureau.report(
      "S004-04", .done, "2025-12-30", last: 3,
      evidence: [.init(text: "评审批复", link: "https://example.org/a", day: "2025-12-20")])
    #expect(done.milestones.map(\.reachedOn) == ["2025-12-30"])
    let past = try await bureau.plans.getTask(.init(code: "S004-04", day: "2025-06-15"))
    #expect(past.status?.state == .stalled)
    #expect(past.reports.count == 2)
    #expect(try await bureau.plans.getTask(.init(code: "S004-04")).reports.count == 4)
  }

  @Test func quietTasksAreListedWhenAsked() async throws {
    let bureau = try Bureau()
    _ = try await bureau.report("S000-06", .started, "2025-11-30")
    let only = try await bureau.plans.listStalled(.init())
    #expect(only.tasks.isEmpty)
    let quiet = try await bureau.plans.listStalled(.init(quietDays: 90))
    #expect(quiet.tasks.map(\.quiet) == [true])
    #expect(try await bureau.plans.listStalled(.init(quietDays: 91)).tasks.isEmpty)
  }

  @Test func leagueWithExactShares() async throws {
    let bureau = try Bureau()
    _ = try await bureau.report("S004-24", .started, "2025-03-01")
    let league = try await bureau.plans.unitLeague(.init(plan: "S004"))
    let first = try #require(league.lines.first)
    // 市委编办 leads two: neither is overdue, one has begun.
    #expect(
      (first.place, first.unit, first.begunShare, first.begunPercent) == (
        1, "341600-WBB", "1/2", "50"
      ))
    let health = try #require(league.lines.first { $0.unit == "341600-WJW" })
    #expect(health.counts?.tasks == 21)
    #expect(health.overdueShare == "4/21")
    #expect(league.lines.map(\.place).sorted() == league.lines.map(\.place))
  }

  @Test func defectsAreListedBesideTheData() async throws {
    let bureau = try Bureau()
    let all = try await bureau.plans.listDefects(.init())
    #expect(all.defects.count == 15)
    #expect(all.defects.allSatisfy { $0.finding?.zh != "" && $0.treatment?.en != "" })
    let of4 = try await bureau.plans.listDefects(.init(plan: "S004"))
    #expect(of4.defects.map(\.code) == ["DEF-02", "DEF-04", "DEF-08", "DEF-15"])
  }

  @Test func progressIsAnEvent() async throws {
    let bureau = try Bureau()
    let before = bureau.fixture.database.outbox.last
    _ = try await bureau.report("S004-01", .started, "2025-03-01")
    let events = try bureau.fixture.database.readSync {
      try bureau.fixture.database.outbox.events(after: before, limit: 10, in: $0)
    }
    #expect(events.map(\.kind) == ["registry.task.edited"])
    #expect(events.map(\.subject) == ["S004-01"])
  }
}
