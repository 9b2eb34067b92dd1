import DIPDomain
import Dispatch
import Foundation
import Quantities

/// A settlement in memory: cases scored, summed and paid.
struct SettlementBench: Workload {
  private let region: SyntheticRegion
  private let policy: Policy
  private let tables: ScoringTables
  private let clustered: ClusteredCases

  init(policyFile: String, cases: Int, folder: String) throws {
    policy = try Policy.read(yaml: String(contentsOfFile: policyFile, encoding: .utf8)).policy
    region = try SyntheticRegion(cases: cases, seed: 20_250_101)
    tables = try ScoringTables(
      policy: policy, groups: region.groups, institutions: region.institutions)
    clustered = try ClusteredCases(region.columns, for: tables)
    try region.write(clustered, to: folder)
  }

  func run(_ command: String, threads: Int) throws -> () -> String {
    switch command {
    case "compile":
      let tables = try ScoringTables(
        policy: policy, groups: region.groups, institutions: region.institutions)
      return { "\(tables.groups.count)" }
    case "cluster":
      let clustered = try ClusteredCases(region.columns, for: tables)
      return { "\(clustered.count)" }
    case "scan":
      let sum = scan(threads: threads)
      return { "\(sum)" }
    default:
      let result = try Settlement.settle(
        cases: clustered, tables: tables, funds: region.funds, threads: threads)
      return { StatementChecksum(result).text }
    }
  }

  /// Adds up every column: what reading the cases costs by itself.
  private func scan(threads: Int) -> Int64 {
    let cases = clustered
    let total = Guarded<Int64>(0)
    DispatchQueue.concurrentPerform(iterations: threads) { part in
      let range = cases.count * part / threads..<cases.count * (part + 1) / threads
      let sum =
        Self.sum(cases.cells, range) &+ Self.sum(cases.costs, range)
        &+ Self.sum(cases.booked, range) &+ Self.sum(cases.patient, range)
      total.withLock { $0 &+= sum }
    }
    return total.withLock { $0 }
  }

  @inline(__always)
  private static func sum<T: FixedWidthInteger>(_ column: [T], _ range: Range<Int>) -> Int64 {
    column.withUnsafeBufferPointer { column in
      var sum: Int64 = 0
      for index in range { sum &+= Int64(truncatingIfNeeded: column[index]) }
      return sum
    }
  }
}

/// SHA-256 over the lines of a statement, which a peer writes the same way.
private struct StatementChecksum {
  let text: String

  init(_ result: SettlementResult) {
    let values = result.pools.reduce(into: [String: String]()) { values, pool in
      let value = pool.rate?.pointValue.formatted(decimals: 8) ?? ""
      values[pool.insurance ?? ""] = value.replacing(".", with: "")
    }
    var hasher = SHA256Hasher()
    for line in result.accounts {
      let insurance = line.insurance ?? ""
      let score = (try? Decimal(parsing: line.totalScore).scaled(to: 4)) ?? -1
      let numbers: [Int64] = [
        line.cases, line.lowCases, line.highCases, line.specialCases, line.expertReviews,
        line.ungroupedCases, line.totalCost.fen, line.bookedFund.fen, line.patientShare.fen,
      ]
      hasher.update(
        "\(line.institution.code),\(insurance),"
          + numbers.map(String.init).joined(separator: ",")
          + ",\(score),\(line.due.fen),\(values[insurance] ?? "")\n")
    }
    text = hasher.finish().description
  }
}
