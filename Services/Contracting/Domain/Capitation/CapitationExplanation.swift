import Quantities

/// How the amount of a line came about (测算说明): recomputed from the stored line and its policy, and
/// checked against the amount that was kept.
public struct CapitationExplanation: Sendable, Hashable {
  public struct Factor: Sendable, Hashable {
    /// age_sex, tier, groups or chronic.
    public let name: String
    public let key: String
    public let value: Decimal
    public let isAssumed: Bool
  }

  public let line: CapitationLine
  public let daysOfMonth: Int
  /// For one head and month, in fen.
  public let base: Ratio
  /// `default` or the group whose standard applied.
  public let baseKey: String
  public let factors: [Factor]
  public let weight: Ratio
  /// base × weight × days ÷ days of month, in fen.
  public let entitlement: Ratio
  /// Of all lines, in fen.
  public let totalEntitlement: Ratio
  public let shared: Money
  public let budgetMode: String
  /// entitlement × shared ÷ total entitlement, in fen.
  public let exactShare: Ratio
  public let wasRoundedUp: Bool

  public init(
    _ line: CapitationLine, of run: CapitationRun, policy: CapitationPolicy
  ) throws(Problem) {
    self.line = line
    daysOfMonth = run.month.dayCount
    let entitled = try Entitlement(line.stay, policy)
    base = try Ratio(Int128(entitled.base.fen), Int128(policy.base.period.months))
    baseKey = entitled.baseGroup?.rawValue ?? "default"
    var factors: [Factor] = []
    for factor in entitled.factors {
      factors.append(
        Factor(
          name: factor.name, key: factor.key,
          value: try Decimal(coefficient: factor.units, scale: CapitationPolicy.weightDecimals),
          isAssumed: policy.assumedKeys.contains(factor.policyKey)))
    }
    self.factors = factors
    weight = try entitled.weight()
    let denominator = Entitlement.denominator(policy, run.month)
    let units = line.exclusion == nil ? try entitled.units() : 0
    entitlement = try Ratio(units, denominator)
    totalEntitlement = try Ratio(run.entitlementUnits, denominator)
    shared = run.total
    budgetMode = policy.budget.mode
    exactShare =
      run.entitlementUnits > 0
      ? try Ratio(units, run.entitlementUnits) * Ratio(run.total.fen) : .zero
    wasRoundedUp = Int128(line.amount.fen) > exactShare.floor
    try check()
  }

  /// The amount is the share's floor, or one fen more when the share has a fraction.
  private func check() throws(Problem) {
    let excess = Int128(line.amount.fen) - exactShare.floor
    guard excess == 0 || (excess == 1 && !exactShare.isInteger) else {
      throw Problem(
        .dataLoss, "CAPITATION_LINE_ALTERED", zh: "留存金额与重算结果不一致",
        en: "the kept amount is not what the kept inputs give",
        remedyZh: "请核对数据库是否被改动，并用备份比对",
        remedyEn: "compare the database with its backup: a kept run was altered",
        details: [
          .init("contract_id", line.stay.contractID), .init("kept_fen", "\(line.amount.fen)"),
          .init("exact_share_fen", "\(exactShare)"),
        ])
    }
  }

  /// The explanation in words.
  public var text: Bilingual {
    if line.exclusion != nil {
      return Bilingual(
        zh: "该居民的险种（\(line.stay.insurance.rawValue)）不在办法覆盖范围内，\(line.stay.days.dayCount) 天不计费。",
        en: "The resident's insurance type (\(line.stay.insurance.rawValue)) is not covered, so "
          + "\(line.stay.days.dayCount) days earn nothing.")
    }
    let product = factors.map { "\($0.value)" }.joined(separator: " × ")
    let formula = "\(base) × \(product) × \(line.stay.days.dayCount) ÷ \(daysOfMonth)"
    let rounding =
      wasRoundedUp
      ? ("按最大余数法进 1 分", "one fen up by largest remainder") : ("舍去余数", "fraction dropped")
    return Bilingual(
      zh: "应付 = 基数 × 权重（年龄性别、档次、人群、慢病）× 归属天数 ÷ 当月天数 = \(formula) = \(entitlement) 分；"
        + "份额 = 应付 × 总额 ÷ 应付合计 = \(exactShare) 分；\(rounding.0)，实付 \(line.amount) 元。",
      en:
        "Entitlement = base × weights (age and sex, tier, groups, chronic) × days ÷ days of month "
        + "= \(formula) = \(entitlement) fen; share = entitlement × total ÷ all entitlements = "
        + "\(exactShare) fen; \(rounding.1): \(line.amount) yuan.")
  }
}
