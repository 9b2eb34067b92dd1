import DIPDomain
import Foundation
import Quantities

/// A region with an institution for every 10 000 cases, from a county's month to a province's year:
/// 9 000 groups by a Zipf-like law, log-normal costs of which about 16 % lie below half and 6 % above
/// twice the mean, 1 % ungrouped cases.
struct SyntheticRegion {
  static let pools = ["310", "390"]
  /// What each pool has for a case, in fen.
  static let poolFenPerCase: Int64 = 480_000

  let institutions: [ScoringInstitution]
  let groups: [ScoringGroup]
  private(set) var columns = ScoringColumns()

  init(cases: Int, seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    institutions = try (0..<max(cases / 10_000, 4)).map { index in
      ScoringInstitution(
        code: "H9901" + String(10_000_000 + index), name: "\(index)",
        level: 1 + index % 3,
        coefficient: try Decimal(
          coefficient: Int128(random.integer(in: 7_000...12_000)), scale: 4))
    }
    var means: [Double] = []
    groups = try (0..<9_000).map { index in
      let mean = 100_000 * exp(Self.uniform(&random) * log(60))
      means.append(mean)
      return try Self.group(index, mean)
    }
    try addCases(cases, means, &random)
  }

  var funds: SettlementFunds {
    let amount = Int64(columns.count) * Self.poolFenPerCase / 2
    return SettlementFunds(
      pools: Self.pools.enumerated().map { index, insurance in
        SettlementFunds.Pool(insurance: insurance, amount: Money(fen: amount + Int64(index)))
      })
  }

  /// A mean of 9 000 yuan is a score of 1 000; higher levels and employees cost more.
  private static func group(_ index: Int, _ mean: Double) throws -> ScoringGroup {
    var means: [ScoringGroup.Reference: Money] = [:]
    for level in 0..<ScoringInstitution.levels {
      for (pool, insurance) in pools.enumerated() {
        let factor = (0.6 + 0.2 * Double(level)) * (pool == 0 ? 1.05 : 0.97)
        means[ScoringGroup.Reference(level: level, insurance: insurance)] =
          Money(fen: Int64(mean * factor))
      }
    }
    return ScoringGroup(
      code: "G\(index)", score: try Decimal(coefficient: Int128(mean / 9), scale: 2),
      referenceMeans: means)
  }

  private mutating func addCases(
    _ count: Int, _ means: [Double], _ random: inout SeededRandom
  ) throws {
    let frequency = Draw((0..<groups.count).map { 1 / Double($0 + 6) })
    let size = Draw((0..<institutions.count).map { _ in 0.2 + Self.uniform(&random) })
    columns.reserveCapacity(count)
    for _ in 0..<count {
      let institution = size.next(&random)
      let group = frequency.next(&random)
      let pool = Self.uniform(&random) < 0.42 ? 0 : 1
      let reference = groups[group].referenceMeans[
        ScoringGroup.Reference(
          level: institutions[institution].level, insurance: Self.pools[pool])]
      let mean = Double(reference?.fen ?? 100)
      // Bounded as bureaus bound it, and so that SQL needs no more than 64 bits for a case.
      let cost = min(max(Int64(mean * exp(0.55 * Self.normal(&random) - 0.15)), 100), 50_000_000)
      let booked = cost * random.integer(in: 540...850) / 1000
      let isUngrouped = Self.uniform(&random) < 0.01
      try columns.append(
        institution: Int32(institution),
        cell: isUngrouped ? ScoringColumns.ungrouped : Int32(group), pool: UInt8(pool),
        totalCost: Money(fen: cost), bookedFund: Money(fen: booked),
        patientShare: Money(fen: cost - booked))
    }
  }

  /// 0..<1
  fileprivate static func uniform(_ random: inout SeededRandom) -> Double {
    Double(random.next() >> 11) * 0x1p-53
  }

  private static func normal(_ random: inout SeededRandom) -> Double {
    (-2 * log(1 - uniform(&random))).squareRoot() * cos(2 * .pi * uniform(&random))
  }
}

/// Draws of indices in proportion to weights.
private struct Draw {
  private let cumulated: [Double]

  init(_ weights: [Double]) {
    var sum = 0.0
    cumulated = weights.map {
      sum += $0
      return sum
    }
  }

  func next(_ random: inout SeededRandom) -> Int {
    let point = SyntheticRegion.uniform(&random) * (cumulated.last ?? 0)
    var (low, high) = (0, cumulated.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulated[middle] > point { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
