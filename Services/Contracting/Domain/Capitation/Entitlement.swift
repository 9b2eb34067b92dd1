import Quantities

/// What a stay is entitled to under a policy (应付额), exactly: base × weights × days ÷ days of month.
///
/// All entitlements of a run share one denominator, so they are kept as whole numbers of it.
struct Entitlement {
  /// One named factor, in units of 10^-`CapitationPolicy.weightDecimals`.
  struct Factor {
    let name: String
    let key: String
    let units: Int128
    /// Part of the policy that says it.
    let policyKey: String
  }

  let base: Money
  let baseGroup: PopulationGroup?
  let factors: [Factor]
  let days: Int

  init(_ stay: AttributedStay, _ policy: CapitationPolicy) throws(Problem) {
    let decimals = CapitationPolicy.weightDecimals
    (base, baseGroup) = policy.base.amount(for: stay.groups)
    days = stay.days.dayCount
    let (band, next) = try policy.band(age: stay.age)
    let ages = next.map { "\(band.from)-\($0 - 1)" } ?? "\(band.from)+"
    let (groupUnits, weighing) = try policy.groups.units(for: stay.groups)
    let count = policy.chronic.count(in: stay.groups)
    factors = [
      Factor(
        name: "age_sex", key: "\(ages) \(stay.sex.rawValue)",
        units: try band.weight(stay.sex).scaled(to: decimals), policyKey: "weights.age_sex"),
      Factor(
        name: "tier", key: stay.tier,
        units: try policy.tierWeight(stay.tier).scaled(to: decimals), policyKey: "weights.tier"),
      Factor(
        name: "groups", key: weighing.map(\.rawValue).joined(separator: "+"),
        units: groupUnits, policyKey: "weights.groups"),
      Factor(
        name: "chronic", key: "\(count)",
        units: try policy.chronic.weight(count: count).scaled(to: decimals),
        policyKey: "weights.chronic"),
    ]
  }

  /// The entitlement in units of 1 ÷ `denominator` fen.
  func units() throws(Problem) -> Int128 {
    var product = Int128(base.fen) * Int128(days)
    for factor in factors { product = try Self.product(product, factor.units) }
    return product
  }

  /// The base for the same days without weights, in units of 1 ÷ `baseDenominator` fen.
  var baseUnits: Int128 { Int128(base.fen) * Int128(days) }

  static func baseDenominator(_ policy: CapitationPolicy, _ month: Month) -> Int128 {
    Int128(month.dayCount) * Int128(policy.base.period.months)
  }

  /// Four factors, each in units of 1 ÷ 10 000.
  static func denominator(_ policy: CapitationPolicy, _ month: Month) -> Int128 {
    let unit = CapitationPolicy.weightUnit
    return baseDenominator(policy, month) * unit * unit * unit * unit
  }

  /// The product of the factors.
  func weight() throws(Problem) -> Ratio {
    var weight = Ratio.one
    for factor in factors {
      weight = try weight * Ratio(factor.units, CapitationPolicy.weightUnit)
    }
    return weight
  }

  private static func product(_ a: Int128, _ b: Int128) throws(Problem) -> Int128 {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    guard !overflow else { throw .overflow("\(a) × \(b)") }
    return product
  }
}
