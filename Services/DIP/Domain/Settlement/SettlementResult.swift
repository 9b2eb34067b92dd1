import Quantities

/// A settlement (结算结果): statement by account, result by pool, and what they add up to.
public struct SettlementResult: Sendable {
  /// One for each pool; one in all when the policy merges pools.
  public var pools: [PoolSettlement]
  /// In order of institution code, then pool.
  public var accounts: [AccountSettlement]
  /// One for each consortium, in the order they were given; empty without packages.
  public var packages: [PackageStatement]
  /// Largest number of special cases (特例单议) of the region; nil when the policy has no such rule.
  public var specialCaseQuota: Int?
  /// What a person should look at before trusting the result.
  public var warnings: [Bilingual]

  /// The package of a region that is one consortium.
  public var package: PackageStatement? { packages.first }
}

/// What an institution gets from one pool (机构结算).
public struct AccountSettlement: Sendable, Hashable {
  public var institution: ScoringInstitution
  /// Code of the consortium whose package pays; nil without several packages.
  public var consortium: String?
  /// Insurance code; nil when pools are merged.
  public var insurance: String?
  /// Cases that were scored, with the ungrouped ones.
  public var cases: Int64
  public var ungroupedCases: Int64
  public var outOfScopeCases: Int64
  /// Cases below and above the normal deviation band.
  public var lowCases: Int64
  public var highCases: Int64
  public var specialCases: Int64
  public var expertReviews: Int64
  /// Special cases that are paid by item, beside `cases`: in no score, cost or booked amount here, and
  /// part of `payable` with what the fund pays for them.
  public var itemCases: Int64
  /// The coefficient of an ordinary group at the institution, by the policy.
  public var coefficient: Decimal
  /// Σ case scores (总分值): exact decimal, see `BigRatio.description`.
  public var totalScore: String
  /// Mean score of a case with four decimals (CMI of the case mix).
  public var meanScore: String
  /// Mean score ÷ mean score of the pool, four decimals.
  public var caseMixIndex: String
  public var totalCost: Money
  public var bookedFund: Money
  public var patientShare: Money
  /// The pay ratio (支付比例) that was applied: exact.
  public var payRatio: String
  /// What the cases earn, to the fen, before assessment and deductions.
  public var payable: Money
  public var assessment: Decimal
  public var auditDeduction: Money
  /// Advanced during the year, the withheld deposit included.
  public var prepaid: Money
  /// The part of `prepaid` that was withheld as quality deposit; it is given back.
  public var deposit: Money
  /// What the lead of a package keeps of its surplus (结余留用); part of `due`.
  public var surplusShare: Money
  /// What `payable` and `due` consist of, in order of parts: they add up to `payable`, and with
  /// `surplusShare` to `due`.
  public var parts: [PartSettlement]
  /// What the institution gets for the period.
  public var due: Money
  /// due − prepaid + deposit: still to be paid, or to be returned when negative.
  public var balance: Money
  /// Of `totalScore`, what is paid at the base value (基准服务点数), where point values are elastic: exact.
  public var baseScore: String?
  /// For payments of single cases of the account; nil when nothing was scored. With elastic values the
  /// institution's own mean.
  public var rate: PaymentRate?

  /// Institution and pool.
  public var key: AccountKey {
    AccountKey(institution: institution.code, insurance: insurance, consortium: consortium)
  }
}

/// One part of what an institution gets (年度清算的组成部分).
public struct PartSettlement: Sendable, Hashable {
  public var part: ScorePart
  public var cases: Int64
  public var totalScore: String
  public var totalCost: Money
  public var bookedFund: Money
  /// The part's share of the account's `payable`, to the fen.
  public var payable: Money
  /// The part's share of what the account's cases come to after assessment, deductions and bands.
  public var due: Money
}

/// Money, score and point value of one pool (险种基金).
public struct PoolSettlement: Sendable, Hashable {
  /// Code of the consortium whose package it is; nil without several packages.
  public var consortium: String?
  /// nil when pools are merged.
  public var insurance: String?
  public var cases: Int64
  public var totalScore: String
  /// What scores are paid at: exact, in yuan; nil when nothing was scored. With elastic values the mean
  /// over all scores.
  public var pointValue: String?
  /// The value that would spend the pool, where the policy pays at another one.
  public var settlementValue: String?
  /// What scores beyond base volumes are paid at (增量点值), where values are elastic.
  public var incrementValue: String?
  /// What base volumes are paid at (基准点值), where values are elastic.
  public var baseValue: String?
  /// The solved point value that deviations were judged by, where the policy asks for it.
  public var referenceValue: Decimal?
  public var payRatio: String?
  public var totalCost: Money
  public var bookedFund: Money
  /// What the members share: the pool, or what a package leaves for it.
  public var pool: Money
  /// Of it, paid by item for special cases, before scores share the rest.
  public var itemFund: Money
  /// Σ due.
  public var paid: Money
  /// Stated and left in the pool; negative when payments exceed it.
  public var residual: Money
  /// Moved to the regulation fund; negative when it gave.
  public var regulation: Money
  /// For payments of single cases at this pool's values.
  public var rate: PaymentRate?

  public var key: SettlementBooks.PoolKey {
    SettlementBooks.PoolKey(insurance: insurance, consortium: consortium)
  }
}

/// What one score point is worth to the fund: exact, reproducible for a single case.
public struct PaymentRate: Sendable, Hashable {
  /// Yuan.
  public var pointValue: BigRatio
  /// nil takes the case's own booked fund ÷ cost (before the first settlement of a region).
  public var payRatio: BigRatio?
  /// The two values where cases are paid as their groups are (弹性点值形式二、三); `pointValue` is their mean
  /// then.
  public var elastic: Elastic?

  /// Yuan.
  public struct Elastic: Sendable, Hashable {
    /// 年初点值, of the part of a group's scores that the policy fixes.
    public var fixed: BigRatio
    /// 浮动点值, of the rest.
    public var floating: BigRatio

    public init(fixed: BigRatio, floating: BigRatio) {
      self.fixed = fixed
      self.floating = floating
    }
  }

  /// What `pointValue` is made of, where volumes of institutions decide (弹性点值形式一).
  public var volume: ElasticShare?

  public init(
    pointValue: BigRatio, payRatio: BigRatio?, elastic: Elastic? = nil,
    volume: ElasticShare? = nil
  ) {
    self.pointValue = pointValue
    self.payRatio = payRatio
    self.elastic = elastic
    self.volume = volume
  }

  /// What a case is paid at.
  ///
  /// - Parameter share: the part of its group's scores that the policy fixes, 0…1.
  func of(fixedShare share: Decimal) -> PaymentRate {
    guard let elastic else { return self }
    let value =
      BigRatio(share) * elastic.fixed + (BigRatio(1, 1) - BigRatio(share)) * elastic.floating
    return PaymentRate(pointValue: value.reduced, payRatio: payRatio)
  }
}

/// How the scores of an institution, or of a pool, are paid at two values (弹性点值). Their mean is
/// (baseScore × base + (score − baseScore) × increment) ÷ score.
public struct ElasticShare: Sendable, Hashable {
  /// 基准点值, yuan.
  public var base: BigRatio
  /// 增量点值, yuan.
  public var increment: BigRatio
  /// 基准服务点数: of `score`, what is paid at `base`.
  public var baseScore: BigRatio
  public var score: BigRatio

  public init(base: BigRatio, increment: BigRatio, baseScore: BigRatio, score: BigRatio) {
    self.base = base
    self.increment = increment
    self.baseScore = baseScore
    self.score = score
  }

  /// What a score point is worth; the base value where there is no score.
  public var mean: BigRatio {
    (baseScore * base + (score - baseScore) * increment).divided(by: score)?.reduced ?? base
  }
}

extension BigRatio: Hashable {
  /// By value: equal fractions hash the same whatever their terms.
  public func hash(into hasher: inout Hasher) { hasher.combine(floor) }
}
