import Foundation
import Quantities
import RegistryDomain
import RegistryStorage
import Testing

/// M67: the plans of the five texts as the project's own data.
@Suite struct PlanDataTests {
  private let seeds = [
    "S000": "000_160f68bc0cc66228", "S001": "001_f6cdf5670e9d1071",
    "S002": "002_1d416549c9bd430e", "S003": "003_639efe290ffc0383",
    "S004": "004_6df9cd99be9aa381",
  ]

  @Test func everythingComesInAndTheSameFilesAgainChangeNothing() throws {
    let fixture = try RegistryFixture()
    try fixture.importAreas(RegistryFixture.deployed("areas.csv"))
    let first = try fixture.importPlans()
    #expect(first.map(\.inserted) == [47, 5, 152, 290, 23, 15])
    #expect(first.flatMap(\.codes) == [])
    let second = try fixture.importPlans()
    #expect(second.map(\.unchanged) == [47, 5, 152, 290, 23, 15])
    #expect(second.allSatisfy { $0.inserted == 0 && $0.replaced == 0 })
  }

  @Test func exportGivesTheShippedBytes() throws {
    let fixture = try RegistryFixture.withPlans()
    func same<Entry: RegisterEntry>(_ type: Entry.Type) throws -> Bool {
      let shipped = try RegistryFixture.deployed("plans/\(Entry.register.name).csv")
      return try fixture.exportEntries(type) == String(decoding: shipped, as: UTF8.self)
    }
    #expect(try same(ResponsibleUnit.self))
    #expect(try same(PolicyPlan.self))
    #expect(try same(PlanTask.self))
    #expect(try same(PlanTarget.self))
    #expect(try same(PlanMilestone.self))
    #expect(try same(TextDefect.self))
  }

  /// Seeds 000, 001 and 003: local governments cooperate on every task, named once and implied
  /// else; seed 002 names no unit; seed 004 names a lead for each of its 31 measures.
  @Test func unitsAreThoseOfTheTexts() throws {
    let fixture = try RegistryFixture.withPlans()
    let tasks = try fixture.entries(PlanTask.self, on: "2025-06-01")
    func of(_ plan: String) -> [PlanTask] { tasks.filter { $0.plan.text == plan } }
    #expect(["S000", "S001", "S002", "S003", "S004"].map { of($0).count } == [23, 27, 44, 24, 34])
    for (plan, unit) in [
      ("S000", "152900-DFZF"), ("S001", "150000-DFZF"), ("S003", "152200-DFZF"),
    ] {
      let local = try code(unit)
      #expect(of(plan).allSatisfy { ($0.cooperating + $0.implied).contains(local) })
      #expect(of(plan).filter { $0.cooperating.contains(local) }.map(\.code.text) == ["\(plan)-01"])
    }
    #expect(
      of("S002").allSatisfy { $0.mode == .none && $0.cooperating.isEmpty && $0.implied.isEmpty })
    #expect(of("S004").filter { $0.mode == .lead }.count == 31)
    #expect(tasks.filter { $0.mode == .joint }.count == 37)
    #expect(tasks.filter { $0.mode == .none }.count == 52)
    // 2025 is the year of the work plan of seed 002.
    #expect(try of("S002").allSatisfy { try $0.due == day("2025-12-31") })
  }

  @Test func theWordOfTheScraperIsNowhere() throws {
    for name in ["plans", "plan_tasks", "plan_targets", "plan_milestones", "text_defects"] {
      let text = String(decoding: try RegistryFixture.deployed("plans/\(name).csv"), as: UTF8.self)
      #expect(!text.contains("足球"))
    }
  }

  // MARK: Against the texts

  /// The text without white space, page numbers and what the scraper did to names.
  private func normalised(_ text: String, _ plan: String) -> String {
    var text = plan == "S001" ? SimplifiedText.of(text) : text
    text.removeAll(where: \.isWhitespace)
    text = text.replacing(/—\d+—/, with: "")
    guard plan == "S000" else { return text }
    for name in ["第一足球网", "阿拉善盟", "内蒙古自治区"] {
      text = text.replacing(name, with: "□")
    }
    return text
  }

  private func seed(_ plan: String) -> String? {
    seeds[plan].flatMap { RegistryFixture.shared("seeds/\($0).txt") }
      .map { normalised(String(decoding: $0, as: UTF8.self), plan) }
  }

  @Test(.enabled(if: RegistryFixture.shared("seeds/000_160f68bc0cc66228.txt") != nil))
  func everyQuoteStandsInItsText() throws {
    let tasks = try RegistryFixture.rows(RegistryFixture.deployed("plans/plan_tasks.csv"))
    let milestones = try RegistryFixture.rows(
      RegistryFixture.deployed("plans/plan_milestones.csv"))
    for plan in seeds.keys.sorted() {
      let text = try #require(seed(plan))
      for task in tasks where task["plan"] == plan {
        let name = task["code"] ?? ""
        // Title, text and responsibility follow each other in the clause.
        let quote = normalised((task["title"] ?? "") + "。" + (task["text"] ?? ""), plan)
        let responsibility = normalised(task["responsibility"] ?? "", plan)
        let isHeading = name == "S003-24"
        let found = text.range(
          of: isHeading ? normalised(task["text"] ?? "", plan) : quote, options: .literal)
        let range = try #require(found, "\(name)")
        #expect(
          responsibility.isEmpty
            || text[range.upperBound...].dropFirst().hasPrefix(responsibility), "\(name)")
      }
      for milestone in milestones where milestone["task"]?.hasPrefix(plan) ?? false {
        let quote = normalised(milestone["quote"] ?? "", plan)
        #expect(text.contains(quote), "\(milestone)")
        let of = tasks.first { $0["code"] == milestone["task"] }?["text"] ?? ""
        #expect(of.contains(milestone["quote"] ?? "?"))
      }
    }
  }

  /// The shared extraction of tasks agrees, task by task: clause, mode and the number of units.
  @Test(.enabled(if: RegistryFixture.shared("data/tasks.csv") != nil))
  func theExtractionAgrees() throws {
    let shared = try RegistryFixture.rows(#require(RegistryFixture.shared("data/tasks.csv")))
    let own = try RegistryFixture.rows(RegistryFixture.deployed("plans/plan_tasks.csv"))
    #expect(shared.count == 152)
    func count(_ text: String?) -> Int {
      // These two name several governments as one unit.
      let joined = (text ?? "").replacing("各县、区", with: "各县区")
        .replacing("各盟行政公署、市", with: "各盟市")
      return joined.split(whereSeparator: { "、，,".contains($0) }).count
    }
    func parts(_ text: String?) -> Int { (text ?? "").split(separator: "|").count }
    for (task, other) in zip(own, shared) {
      let name = task["code"] ?? ""
      #expect(task["clause"] == other["clause_no"], "\(name)")
      #expect(other["title"]?.hasPrefix(task["title"] ?? "?") ?? false, "\(name)")
      let mode = ["牵头负责": "lead", "分工负责": "joint", "未明确": "unassigned"][task["mode"] ?? ""]
      #expect(mode == other["responsibility_mode"], "\(name)")
      #expect(parts(task["leads"]) == count(other["lead_units"]), "\(name)")
      #expect(
        parts(task["cooperating"]) + parts(task["implied"]) == count(other["cooperating_units"]),
        "\(name)")
    }
  }

  /// Every target of the shared extraction is there under its code and indicator, and a target of a
  /// task is printed in that task's text.
  @Test(.enabled(if: RegistryFixture.shared("data/targets.csv") != nil))
  func targetsBelongToTheirTasks() throws {
    let shared = try RegistryFixture.rows(#require(RegistryFixture.shared("data/targets.csv")))
    let own = try RegistryFixture.rows(RegistryFixture.deployed("plans/plan_targets.csv"))
    let indicators = Dictionary(
      uniqueKeysWithValues: shared.map { ($0["target_id"], $0["indicator_code"]) })
    #expect(own.count == 290 && indicators.count == 290)
    #expect(own.allSatisfy { indicators[$0["code"]] == $0["indicator"] })
    let tasks = try RegistryFixture.rows(RegistryFixture.deployed("plans/plan_tasks.csv"))
    func bare(_ text: String?) -> String {
      String((text ?? "").filter { $0.isLetter || $0.isNumber || $0 == "%" })
    }
    let texts = Dictionary(
      uniqueKeysWithValues: tasks.map { ($0["code"] ?? "", bare($0["text"])) })
    let linked = own.filter { $0["task"] != "" }
    #expect(linked.count == 224)
    for target in linked {
      let text = texts[target["task"] ?? ""] ?? ""
      #expect(text.contains(bare(target["quote"])), "\(target["code"] ?? "")")
    }
  }
}
