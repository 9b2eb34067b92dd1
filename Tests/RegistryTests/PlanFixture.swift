import Foundation
import Quantities
import RegistryDomain
import RegistryStorage
import Tabular

extension RegistryFixture {
  /// A registry with the areas of the seed regions and the shipped plans.
  static func withPlans() throws -> RegistryFixture {
    let fixture = try RegistryFixture()
    try fixture.importAreas(deployed("areas.csv"))
    try fixture.importPlans()
    return fixture
  }

  @discardableResult
  func importPlans() throws -> [ImportOutcome] {
    [
      try importEntries(ResponsibleUnit.self, Self.deployed("plans/responsible_units.csv")),
      try importEntries(PolicyPlan.self, Self.deployed("plans/plans.csv")),
      try importEntries(PlanTask.self, Self.deployed("plans/plan_tasks.csv")),
      try importEntries(PlanTarget.self, Self.deployed("plans/plan_targets.csv")),
      try importEntries(PlanMilestone.self, Self.deployed("plans/plan_milestones.csv")),
      try importEntries(TextDefect.self, Self.deployed("plans/text_defects.csv")),
    ]
  }

  /// A row of a CSV file by its headings.
  static func rows(_ bytes: [UInt8]) throws -> [[String: String]] {
    let reader = CSVReader(MemorySource(bytes))
    guard let header = try reader.next() else { return [] }
    let names = header.strings
    var rows: [[String: String]] = []
    while let record = try reader.next() {
      rows.append(
        Dictionary(uniqueKeysWithValues: zip(names, record.strings)))
    }
    return rows
  }
}

/// A report for tests.
func report(
  _ task: String, _ state: TaskState, _ on: String, evidence: [String] = [],
  reached: [Int64] = []
) throws -> ReportDraft {
  ReportDraft(
    task: try code(task), state: state, day: try day(on), text: "进展", reporter: "盟卫生健康委",
    evidence: try evidence.map { try TaskEvidence(text: $0, link: "", day: nil) },
    reached: reached)
}
