import DIPDomain
import Foundation
import Quantities
import Testing

/// Runs every file of `Tests/Scenarios`; its README says what a file holds.
@Suite struct ScenarioTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let files: [String] =
    ((try? FileManager.default.contentsOfDirectory(
      atPath: root.appendingPathComponent("Tests/Scenarios").path)) ?? [])
    .filter { $0.hasSuffix(".scenario") }.sorted()

  @Test func thereAreScenarios() { #expect(Self.files.count >= 5) }

  @Test(arguments: files)
  func givesTheStatement(file: String) throws {
    let scenario = try Scenario(
      String(
        contentsOf: Self.root.appendingPathComponent("Tests/Scenarios/\(file)"), encoding: .utf8))
    let result = try scenario.settle(
      policies: Self.root.appendingPathComponent("Deploy/policies"))
    #expect(
      result.accounts.map { line in
        [
          line.institution.code, line.insurance ?? "", "\(line.cases)", line.totalScore,
          "\(line.payable)", "\(line.due)", "\(line.balance)",
        ].joined(separator: ",")
      } == scenario.lines("statement"))
    #expect(
      result.pools.map { pool in
        [
          pool.insurance ?? "", pool.pointValue ?? "", "\(pool.paid)", "\(pool.residual)",
          "\(pool.regulation)",
        ].joined(separator: ",")
      } == scenario.lines("result"))
    #expect(
      (result.package.map { package in
        [
          [
            package.budget, package.referredOut, package.bookedInside, package.balance,
            package.fundShare, package.distributed,
          ].map(\.description).joined(separator: ",")
        ]
      } ?? []) == scenario.lines("package statement"))
  }
}

/// A scenario file as sections of rows.
struct Scenario {
  private var sections: [String: [[String]]] = [:]

  init(_ text: String) {
    var section = ""
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      if line.hasPrefix("== ") {
        section = String(line.dropFirst(3))
      } else {
        sections[section, default: []].append(
          line.split(separator: ",", omittingEmptySubsequences: false).map(String.init))
      }
    }
  }

  /// Rows of a table without its header.
  func rows(_ section: String) -> [[String]] { Array((sections[section] ?? []).dropFirst()) }

  func lines(_ section: String) -> [String] { rows(section).map { $0.joined(separator: ",") } }

  func settle(policies: URL) throws -> SettlementResult {
    let name = try #require(sections["policy"]?.first?.first)
    let policy = try Policy.read(
      yaml: String(contentsOf: policies.appendingPathComponent(name), encoding: .utf8)
    ).policy
    let groups = try rows("groups").map { row in
      var group = try ScoringGroup.simple(
        row[0], score: row[1], mean: row[2].isEmpty ? nil : row[2])
      group.isPrimaryCare = row[3] == "primary"
      group.isTCM = row[3] == "tcm"
      group.isConservative = row[3] == "conservative"
      return group
    }
    let institutions = try rows("institutions").map { row in
      ScoringInstitution(
        code: row[0], name: row[0], level: try #require(Int(row[1])), isTCM: row[2] == "tcm")
    }
    var columns = ScoringColumns()
    for row in rows("cases") {
      let group =
        row[1].isEmpty
        ? Int(ScoringColumns.ungrouped) : try #require(groups.firstIndex { $0.code == row[1] })
      try columns.append(
        institution: Int32(try #require(institutions.firstIndex { $0.code == row[0] })),
        cell: Int32(group), pool: UInt8(try #require(policy.pools.types.firstIndex(of: row[2]))),
        totalCost: Money(parsing: row[3]), bookedFund: Money(parsing: row[4]),
        patientShare: Money(parsing: row[5]))
    }
    return try Settlement.settle(
      columns: columns,
      tables: ScoringTables(policy: policy, groups: groups, institutions: institutions),
      funds: funds(), threads: 2)
  }

  private func funds() throws -> SettlementFunds {
    var funds = SettlementFunds(
      pools: try rows("pools").map { row in
        .init(
          insurance: row[0], amount: try Money(parsing: row[1]),
          regulation: try Money(parsing: row[2]))
      },
      institutions: try rows("funds").map { row in
        .init(
          code: row[0], insurance: row[1], prepaid: try Money(parsing: row[2]),
          auditDeduction: try Money(parsing: row[3]),
          assessment: row[4].isEmpty ? nil : try Decimal(parsing: row[4]))
      })
    if let row = rows("package").first {
      funds.package = .init(
        insuredPersons: try #require(Int64(row[0])), referredOut: try Money(parsing: row[1]))
    }
    return funds
  }
}
