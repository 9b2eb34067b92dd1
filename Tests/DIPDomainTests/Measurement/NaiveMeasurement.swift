import DIPReference
import Quantities

@testable import DIPDomain

/// The same formulas written a second time, one case after the other, in fractions: what a person
/// would do with a list of costs and a pencil. Groups are those that grouping gives in the new
/// catalogue.
struct NaiveMeasurement {
  struct Item {
    var cost: Int
    var level: Int
    var pool: String
  }

  /// By group code ("" is ungrouped), then by year.
  var cases: [String: [[Item]]] = [:]
  let policy: Policy
  let years: Int

  init(_ inputs: CatalogueMeasurement.Inputs, _ catalogue: Catalogue) throws {
    policy = inputs.policy
    years = inputs.history.years.count
    let grouper = try Grouper(catalogue: catalogue, policy: inputs.policy)
    for (year, history) in inputs.history.years.enumerated() {
      for index in 0..<history.lists.count {
        let list = history.lists[index]
        let result = grouper.group(list)
        guard result.group != GroupingResult.outOfScope,
          let institution = history.institutions.first(where: {
            $0.scoring.code == list.institution
          })
        else { continue }
        let code = result.isGrouped ? catalogue.groups[Int(result.group)].code : ""
        cases[code, default: [[Item]](repeating: [], count: years)][year].append(
          Item(
            cost: Int(list.cost.total.fen), level: institution.scoring.level,
            pool: list.insurance.code))
      }
    }
    for (code, years) in cases where !code.isEmpty { cases[code] = years.map(trimmed) }
  }

  /// Cuts off one year of one group.
  private func trimmed(_ items: [Item]) -> [Item] {
    guard !items.isEmpty else { return [] }
    let count = Fraction(items.count)
    switch policy.measurement.trimming {
    case .none: return items
    case .percentile(let lower, let upper):
      let sorted = items.map(\.cost).sorted()
      // The first case that has at least the share of the cases up to it.
      func limit(_ percentile: Decimal) -> Int {
        sorted.indices.first {
          Fraction($0 + 1) * Fraction(100) >= Fraction(percentile) * count
        }.map { sorted[$0] } ?? sorted[sorted.count - 1]
      }
      return items.filter { limit(lower) <= $0.cost && $0.cost <= limit(upper) }
    case .sigma(let factor):
      let mean = items.reduce(Fraction(0)) { $0 + Fraction($1.cost) } / count
      let variance =
        items.reduce(Fraction(0)) {
          $0 + (Fraction($1.cost) - mean) * (Fraction($1.cost) - mean)
        } / count
      let limit = Fraction(factor) * Fraction(factor) * variance
      return items.filter {
        let distance = Fraction($0.cost) - mean
        return !(limit < distance * distance)
      }
    }
  }

  /// Mean in yuan over the years.
  func mean(_ years: [[Item]]) -> Fraction? {
    var total = Fraction(0)
    var weights = Fraction(0)
    for (items, weight) in zip(years, policy.measurement.yearWeights) where !items.isEmpty {
      let count = Fraction(items.count)
      let mean =
        (items.reduce(Fraction(0)) { $0 + Fraction($1.cost) } / count / Fraction(100))
        .rounded(policy.rounding[.yearlyMean])
      let part =
        policy.measurement.weighting == .meanOfMeans ? Fraction(weight) : Fraction(weight) * count
      total = total + mean * part
      weights = weights + part
    }
    return weights == .zero ? nil : total / weights
  }

  func mean(_ code: String) -> Fraction? { cases[code].flatMap(mean) }

  /// All groups and the ungrouped cases together, of some level.
  func regionMean(level: Int? = nil) -> Fraction? {
    mean(
      (0..<years).map { year in
        cases.values.flatMap { $0[year] }.filter { level == nil || $0.level == level }
      })
  }

  func levelCoefficient(_ level: Int) -> Fraction? {
    let count = cases.values.joined().joined().count { $0.level == level }
    guard count >= policy.measurement.minimumLevelCases, let mean = regionMean(level: level),
      let region = regionMean()
    else { return nil }
    return mean / region
  }

  func score(_ code: String) -> Fraction? {
    guard let mean = mean(code), let all = regionMean() else { return nil }
    let fixed = policy.measurement.quota.map { Fraction($0.ratio) }
    let region = policy.measurement.method == .quota ? fixed ?? all : all
    return mean / region
      * (policy.measurement.method == .quota
        ? Fraction(1) : Fraction(policy.measurement.base))
  }

  /// Mean of the last year in fen for a level and a pool.
  func reference(_ code: String, level: Int?, pool: String?) -> Int64? {
    let items = (cases[code]?.last ?? []).filter {
      (level == nil || $0.level == level) && (pool == nil || $0.pool == pool)
    }
    let needed = level == nil && pool == nil ? 1 : policy.measurement.minimumLevelCases
    guard items.count >= needed, !items.isEmpty else { return nil }
    let mean = items.reduce(Fraction(0)) { $0 + Fraction($1.cost) } / Fraction(items.count)
    return Int64(mean.rounded(.decimals(0, .halfUp)).floor)
  }
}
