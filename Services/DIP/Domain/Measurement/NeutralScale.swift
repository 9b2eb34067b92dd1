import Quantities

/// Total scores of the last year and the factor that keeps them (总分值不变; DIP 3.0 draft, p. 57:
/// adjusting scores keeps the total and moves only its parts).
///
/// Coefficients of levels above or below one change the total. Every measured score is multiplied by
/// total without coefficients ÷ total with them, over the last year's grouped cases, before it is
/// rounded. Uplifts of TCM and special coefficients are meant to add to the total and stay outside.
struct NeutralScale {
  /// Cases of a group in the last year by level, and the coefficient at each level.
  struct Group {
    var cases: [Int64]
    var coefficients: [Decimal]

    /// Σ cases.
    var total: Int64 { cases.reduce(0, +) }

    /// Σ cases × coefficient.
    var weighted: BigRatio {
      zip(cases, coefficients).reduce(.zero) { sum, pair in
        sum + BigRatio(WideInteger(pair.0), 1) * BigRatio(pair.1)
      }
    }
  }

  let groups: [Group]

  /// - Parameter levels: coefficient by level.
  init(
    _ groups: [DiseaseGroup], _ sums: [GroupSums], _ levels: [Decimal], _ rules: MeasurementRules,
    primaryCare: Decimal
  ) {
    self.groups = zip(groups, sums).map { group, sums in
      let cases = (0..<ScoringInstitution.levels).map { level in
        sums.years.last?.allCells.sum(rules.cells(level: level, pool: nil)).cases ?? 0
      }
      let own = group.primaryCareCoefficient ?? primaryCare
      return Group(
        cases: cases,
        coefficients: group.isPrimaryCare ? levels.map { _ in own } : levels)
    }
  }

  /// Σ score × cases, and with coefficients.
  func totals(_ scores: [BigRatio]) -> (plain: BigRatio, withCoefficients: BigRatio) {
    (
      Self.sum(zip(groups, scores).map { $1 * BigRatio(WideInteger($0.total), 1) }),
      Self.sum(zip(groups, scores).map { $1 * $0.weighted })
    )
  }

  /// Adds in pairs, so that the terms of the fractions stay as short as they can for long.
  private static func sum(_ values: [BigRatio]) -> BigRatio {
    var values = values.filter { $0.numerator != 0 }
    while values.count > 1 {
      var next: [BigRatio] = []
      for index in stride(from: 0, to: values.count, by: 2) {
        next.append(
          index + 1 < values.count ? (values[index] + values[index + 1]).reduced : values[index])
      }
      values = next
    }
    return values.first ?? .zero
  }
}
