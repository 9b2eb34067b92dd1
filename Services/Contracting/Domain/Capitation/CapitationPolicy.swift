import Quantities

/// How a region pays by head (按人头付费办法); seed 003 clause 5, seed 004 clauses 10 and 27. No seed
/// prints an amount, so a policy says of each part whether it is assumed.
public struct CapitationPolicy: Sendable, Hashable {
  /// Decimals a weight may have.
  public static let weightDecimals = 4
  /// A weight of 1 in units of 10^-`weightDecimals`.
  static let weightUnit: Int128 = 10_000
  /// Largest weight; it bounds the exact products.
  static let largestWeight = 100

  public let id: String
  public let title: String
  public let source: String
  public let validFrom: Month
  /// The month after the last one; nil while it lasts.
  public let validUntil: Month?
  public let base: CapitationBase
  /// By age, the first from 0, each later than the one before.
  public let ageSex: [AgeBand]
  /// Weights of package tiers; a tier that is not listed is refused.
  public let tiers: [String: Decimal]
  public let groups: GroupWeights
  public let chronic: ChronicWeights
  public let budget: CapitationBudget
  /// Insurance types that are covered; empty means everybody.
  public let insurance: [InsuranceType]
  /// Parts whose numbers are the product's assumptions, in the document's order.
  public let assumedKeys: [String]

  public init(
    id: String, title: String, source: String, validFrom: Month, validUntil: Month?,
    base: CapitationBase, ageSex: [AgeBand], tiers: [String: Decimal], groups: GroupWeights,
    chronic: ChronicWeights, budget: CapitationBudget, insurance: [InsuranceType],
    assumedKeys: [String]
  ) {
    self.id = id
    self.title = title
    self.source = source
    self.validFrom = validFrom
    self.validUntil = validUntil
    self.base = base
    self.ageSex = ageSex
    self.tiers = tiers
    self.groups = groups
    self.chronic = chronic
    self.budget = budget
    self.insurance = insurance
    self.assumedKeys = assumedKeys
  }

  /// Refuses a month outside the policy's months.
  public func check(_ month: Month) throws(Problem) {
    let ended = validUntil.map { month >= $0 } ?? false
    guard month >= validFrom, !ended else {
      throw Problem(
        .failedPrecondition, "CAPITATION_POLICY_PERIOD", zh: "办法 \(id) 不适用于 \(month)",
        en: "policy \(id) does not apply to \(month)",
        remedyZh: "请选择适用于该月的办法", remedyEn: "choose a policy that covers the month",
        details: [.init("policy_id", id), .init("month", month.description)])
    }
  }

  /// The band of an age and the first age of the next one.
  func band(age: Int) throws(Problem) -> (band: AgeBand, next: Int?) {
    guard let index = ageSex.lastIndex(where: { $0.from <= age }) else {
      throw .overflow("age \(age)")
    }
    return (ageSex[index], index + 1 < ageSex.count ? ageSex[index + 1].from : nil)
  }

  func tierWeight(_ tier: String) throws(Problem) -> Decimal {
    guard let weight = tiers[tier] else {
      throw Problem(
        .failedPrecondition, "CAPITATION_TIER_UNKNOWN", zh: "办法 \(id) 未规定档次“\(tier)”的权重",
        en: "policy \(id) has no weight for the tier “\(tier)”",
        remedyZh: "请在办法的 weights.tier 中补充该档次", remedyEn: "add the tier to weights.tier",
        details: [.init("policy_id", id), .init("tier", tier)])
    }
    return weight
  }
}
