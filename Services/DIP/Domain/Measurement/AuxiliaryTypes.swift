import Quantities

/// The auxiliary types that the lists of the last year meet (上年度病例的辅助分型).
enum AuxiliaryTypes {
  /// One mask a list; empty when the policy has no types to measure.
  static func ofLastYear(
    _ grouping: HistoryGrouping, _ policy: Policy, threads: Int
  ) throws(Problem) -> [UInt32] {
    guard policy.auxiliary.types.contains(where: { $0.coefficient == nil }),
      let lists = grouping.years.last?.lists, let results = grouping.results.last
    else { return [] }
    // A type occurs only where it has a coefficient, and coefficients are what is looked for.
    var everywhere = policy
    for index in everywhere.auxiliary.types.indices {
      everywhere.auxiliary.types[index].coefficient = .one
    }
    let classifier = try AuxiliaryClassifier(policy: everywhere, catalogue: grouping.catalogue)
    return Workers.map(results.count, block: 16_384, threads: threads) { index in
      classifier.types(of: lists, index, group: results[index].group)
    }
  }
}
