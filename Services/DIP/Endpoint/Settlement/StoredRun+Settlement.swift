import DIPDomain
import DIPStorage
import Quantities
import Store

extension StoredRun.Pool {
  init(_ pool: PoolSettlement) {
    self.init(
      consortium: pool.consortium ?? "", insuranceType: pool.insurance.flatMap { Int($0) } ?? 0,
      cases: Int(pool.cases), totalScore: pool.totalScore, pointValue: pool.pointValue ?? "",
      settlementValue: pool.settlementValue ?? "",
      referenceValue: pool.referenceValue?.description ?? "",
      incrementValue: pool.incrementValue ?? "", baseValue: pool.baseValue ?? "",
      payRatio: pool.payRatio ?? "",
      totalCost: pool.totalCost, fundPaid: pool.bookedFund, pool: pool.pool,
      itemFund: pool.itemFund, paid: pool.paid, residual: pool.residual,
      regulation: pool.regulation)
  }
}

extension StoredRun {
  init(
    _ inputs: Inputs, _ computation: SettlementComputation, referrals: [Referral],
    at time: Timestamp
  ) {
    let result = computation.result
    let counts = computation.counts
    self.init(
      inputs: inputs, cases: counts.lists, scoredCases: counts.scored,
      outOfScopeCases: counts.outOfScope + counts.elsewhere, ungroupedCases: counts.ungrouped,
      resultsDigest: result.digest.description,
      pools: result.pools.map { Pool($0) },
      packages: result.packages, referrals: referrals,
      specialCaseQuota: result.specialCaseQuota,
      warnings: result.warnings + Self.warnings(inputs, quota: result.specialCaseQuota)
        + Self.warnings(inputs.lapsedSpecialCases) + Self.warnings(computation),
      createdAt: time)
  }

  private static func warnings(_ lapsed: [LapsedSpecialCase]) -> [Bilingual] {
    lapsed.map {
      Bilingual(
        zh:
          "特例单议 \($0.listID) 的清单在评审后更正（第 \($0.reviewedVersion) 版→第 \($0.listVersion) 版）：复议前按一般规则结算",
        en:
          "the list of special case \($0.listID) was corrected after the review (version \($0.reviewedVersion) to \($0.listVersion)): settled by the normal rule until it is reviewed again"
      )
    }
  }

  /// A package whose members nobody stated takes every institution of the region.
  private static func warnings(_ computation: SettlementComputation) -> [Bilingual] {
    guard computation.tables.policy.consortium != nil, computation.roster == nil else { return [] }
    return [SettlementDesk.membersUnknown]
  }

  /// Cases are accepted within the quota of their day; discharges that leave later may make it less.
  /// What was decided stands, also under a policy that came later and has no rule for it.
  private static func warnings(_ inputs: Inputs, quota: Int?) -> [Bilingual] {
    let accepted = inputs.specialCases.count
    guard let quota else {
      guard accepted > 0 else { return [] }
      return [
        Bilingual(
          zh: "政策没有特例单议规则；此前已同意的 \(accepted) 例仍按评审结论支付",
          en:
            "the policy has no rule for special cases; the \(accepted) accepted before are paid as decided"
        )
      ]
    }
    guard accepted > quota else { return [] }
    return [
      Bilingual(
        zh: "已同意的特例单议 \(accepted) 例，按现有出院病例计算的限额为 \(quota) 例",
        en:
          "\(accepted) special cases are accepted; by the present discharges the quota is \(quota)")
    ]
  }
}
