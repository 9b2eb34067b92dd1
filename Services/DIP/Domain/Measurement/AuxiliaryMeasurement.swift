import Quantities

/// Coefficients of auxiliary types (辅助分型触发系数; DIP 3.0 draft, pp. 63–64): mean cost of the type in
/// the group ÷ mean cost of the group, both of the last year. A type is triggered when group and type
/// have enough cases and splitting it off lowers the coefficient of variation within the group enough.
enum AuxiliaryMeasurement {
  /// - Parameter types: of the policy. Those with a coefficient of their own are not measured.
  static func measure(
    _ sums: GroupSums, code: String, types: [AuxiliaryType], _ rules: MeasurementRules
  ) throws(Problem) -> [MeasuredAuxiliary] {
    guard let last = sums.years.last, let groupMean = last.kept.mean, last.kept.total > 0 else {
      return []
    }
    let trigger = rules.policy.auxiliaryTrigger
    var measured: [MeasuredAuxiliary] = []
    for (index, type) in types.enumerated() where type.coefficient == nil {
      let part = last.types[index]
      guard let mean = part.mean, let exact = mean.divided(by: groupMean),
        let variation = last.kept.variationMillionths
      else { continue }
      let within = part.deviation + (last.kept - part).deviation
      measured.append(
        MeasuredAuxiliary(
          groupCode: code, type: type.code, groupCases: last.kept.cases, cases: part.cases,
          mean: mean, variation: variation,
          variationWithin: Self.variation(within, of: last.kept),
          isTriggered: last.kept.cases >= Int64(trigger.groupCases)
            && isTriggered(part, within, of: last.kept, trigger.limits(of: type.test)),
          exact: exact.reduced,
          coefficient: try rules.decimal(exact, .auxiliaryCoefficient)))
    }
    return measured
  }

  /// The coefficient of variation falls by p when, with the same mean, its square falls to
  /// (1 − p)² of what it was: compared by squares, exactly.
  static func isTriggered(
    _ type: CostSums, _ within: BigRatio, of group: CostSums,
    _ trigger: MeasurementPolicy.AuxiliaryTrigger.Limits
  ) -> Bool {
    guard type.cases >= Int64(trigger.cases), type.cases < group.cases else { return false }
    let hundred = BigRatio(100, 1)
    let left = hundred - BigRatio(trigger.cvFallPercent)
    guard left.numerator >= 0 else { return false }
    return within * hundred * hundred <= group.deviation * left * left
  }

  /// √(within ÷ n) ÷ mean in millionths, half up.
  private static func variation(_ within: BigRatio, of group: CostSums) -> Int64 {
    let square = within * BigRatio(WideInteger(group.cases), 1)
    let scaled = square * BigRatio(WideInteger(Int128(4_000_000_000_000)), 1)
    let total = WideInteger(group.total)
    let twice = (scaled.numerator / (scaled.denominator * total * total)).squareRoot
    return Int64(clamping: ((twice.int128 ?? 0) + 1) / 2)
  }
}
