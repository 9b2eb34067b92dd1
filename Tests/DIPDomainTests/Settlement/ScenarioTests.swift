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

  /// Every policy that the project ships has one.
  @Test func everyPolicyHasAScenario() throws {
    let policies = try FileManager.default.contentsOfDirectory(
      atPath: Self.root.appendingPathComponent("Deploy/policies").path
    ).filter { $0.hasSuffix(".yaml") }
    let used = try Self.files.map { file in
      try Scenario(
        String(
          contentsOf: Self.root.appendingPathComponent("Tests/Scenarios/\(file)"),
          encoding: .utf8)
      ).policy
    }
    #expect(Set(policies).subtracting(used).isEmpty)
  }

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
    if scenario.has("parts") {
      #expect(
        result.accounts.flatMap { line in
          line.parts.map { part in
            [
              line.institution.code, line.insurance ?? "", part.part.code, "\(part.cases)",
              "\(part.payable)", "\(part.due)",
            ].joined(separator: ",")
          }
        } == scenario.lines("parts"))
    }
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

  /// File name of the policy.
  var policy: String? { sections["policy"]?.first?.first }

  func has(_ section: String) -> Bool { sections[section] != nil }

  /// Rows of a table without its header.
  func rows(_ section: String) -> [[String]] { Array((sections[section] ?? []).dropFirst()) }

  func lines(_ section: String) -> [String] { rows(section).map { $0.joined(separator: ",") } }

  func settle(policies: URL) throws -> SettlementResult {
    let name = try #require(policy)
    let policy = try Policy.read(
      yaml: String(contentsOf: policies.appendingPathComponent(name), encoding: .utf8)
    ).policy
    let groups = try rows("groups").map { row in
      var group = try ScoringGroup.simple(
        row[0], score: row[1], mean: row[2].isEmpty ? nil : row[2])
      group.isPrimaryCare = row[3] == "primary"
      group.isTCM = row[3] == "tcm"
      group.isConservative = row[3] == "conservative"
      for entry in row.dropFirst(4).first?.split(separator: "+") ?? [] {
        let parts = entry.split(separator: ":")
        group.auxiliaryCoefficients[String(parts[0])] = try Decimal(parsing: String(parts[1]))
      }
      return group
    }
    let institutions = try rows("institutions").map { row in
      ScoringInstitution(
        code: row[0], name: row[0], level: try #require(Int(row[1])),
        grade: row.dropFirst(3).first ?? "", isTCM: row[2] == "tcm")
    }
    let tables = try ScoringTables(policy: policy, groups: groups, institutions: institutions)
    var columns = ScoringColumns()
    for row in rows("cases") {
      let group =
        row[1].isEmpty
        ? Int(ScoringColumns.ungrouped) : try #require(groups.firstIndex { $0.code == row[1] })
      var types: UInt32 = 0
      for code in row.dropFirst(6).first?.split(separator: "+") ?? [] {
        types |= 1 << UInt32(try #require(policy.auxiliary.types.firstIndex { $0.code == code }))
      }
      try columns.append(
        institution: Int32(try #require(institutions.firstIndex { $0.code == row[0] })),
        cell: tables.cell(group: Int32(group), types: types),
        pool: UInt8(try #require(policy.pools.types.firstIndex(of: row[2]))),
        totalCost: Money(parsing: row[3]), bookedFund: Money(parsing: row[4]),
        patientShare: Money(parsing: row[5]))
    }
    for row in rows("special") { try add(row, to: &columns, policy, institutions) }
    return try Settlement.settle(columns: columns, tables: tables, funds: funds(), threads: 2)
  }

  /// A special case: paid by item when it states a fund, else by its score.
  private func add(
    _ row: [String], to columns: inout ScoringColumns, _ policy: Policy,
    _ institutions: [ScoringInstitution]
  ) throws {
    let institution = Int32(try #require(institutions.firstIndex { $0.code == row[0] }))
    let pool = UInt8(try #require(policy.pools.types.firstIndex(of: row[1])))
    let (cost, booked) = (try Money(parsing: row[4]), try Money(parsing: row[5]))
    let patient = try Money(parsing: row[6])
    if row[2].isEmpty {
      columns.supplements.adjusted.append(
        .init(
          institution: institution, pool: pool, score: try Decimal(parsing: row[3]),
          totalCost: cost, bookedFund: booked, patientShare: patient))
    } else {
      columns.supplements.byItem.append(
        .init(
          institution: institution, pool: pool, fund: try Money(parsing: row[2]), totalCost: cost,
          bookedFund: booked, patientShare: patient))
    }
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
          deposit: row.count > 5 ? try Money(parsing: row[5]) : .zero,
          auditDeduction: try Money(parsing: row[3]),
          assessment: row[4].isEmpty ? nil : try Decimal(parsing: row[4]),
          baseVolume: row.count > 6 && !row[6].isEmpty ? try Decimal(parsing: row[6]) : nil)
      })
    if let row = rows("package").first {
      funds.package = .init(
        insuredPersons: try #require(Int64(row[0])), referredOut: try Money(parsing: row[1]))
    }
    return funds
  }
}
