import Quantities

/// A settlement (结算结果): statement by account, result by pool, and what they add up to.
public struct SettlementResult: Sendable {
  /// One for each pool; one in all when the policy merges pools.
  public var pools: [PoolSettlement]
  /// In order of institution code, then pool.
  public var accounts: [AccountSettlement]
  public var package: PackageStatement?
  /// Largest number of special cases (特例单议) of the region; nil when the policy has no such rule.
  public var specialCaseQuota: Int?
  /// What a person should look at before trusting the result.
  public var warnings: [Bilingual]
  /// SHA-256 over the canonical bytes of all of the above.
  public var digest: SHA256Digest
}

/// What an institution gets from one pool (机构结算).
public struct AccountSettlement: Sendable, Hashable {
  public var institution: ScoringInstitution
  /// Insurance code; nil when pools are merged.
  public var insurance: String?
  /// Cases in scope, with the ungrouped ones.
  public var cases: Int64
  public var ungroupedCases: Int64
  public var outOfScopeCases: Int64
  /// Cases below and above the normal deviation band.
  public var lowCases: Int64
  public var highCases: Int64
  public var specialCases: Int64
  public var expertReviews: Int64
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
  public var prepaid: Money
  /// What the institution gets for the period.
  public var due: Money
  /// due − prepaid: still to be paid, or to be returned when negative.
  public var balance: Money
}

/// Money, score and point value of one pool (险种基金).
public struct PoolSettlement: Sendable, Hashable {
  /// nil when pools are merged.
  public var insurance: String?
  public var cases: Int64
  public var totalScore: String
  /// Exact, in yuan; nil when nothing was scored.
  public var pointValue: String?
  public var payRatio: String?
  public var totalCost: Money
  public var bookedFund: Money
  /// What the members share: the pool, or what a package leaves for it.
  public var pool: Money
  /// Σ due.
  public var paid: Money
  /// Stated and left in the pool; negative when payments exceed it.
  public var residual: Money
  /// Moved to the regulation fund; negative when it gave.
  public var regulation: Money
  /// For payments of single cases at this pool's values.
  public var rate: PaymentRate?
}

/// The year's end of a consortium's package (医共体包干结算).
public struct PackageStatement: Sendable, Hashable {
  public var name: String
  public var lead: String
  /// What the fund hands over.
  public var budget: Money
  /// Charged to the package for its insured elsewhere.
  public var referredOut: Money
  /// Booked inside.
  public var bookedInside: Money
  /// budget − booked − referred out: kept when positive (结余留用).
  public var balance: Money
  /// What the fund adds to a deficit (合理超支分担).
  public var fundShare: Money
  /// budget − referred out + fund share: what DIP distributes to the members.
  public var distributed: Money
  /// Level-one members exempt from 限二级及以上医院使用.
  public var exemptMembers: [String]

  public init(
    name: String, lead: String, budget: Money, referredOut: Money, bookedInside: Money,
    balance: Money, fundShare: Money, distributed: Money, exemptMembers: [String]
  ) {
    self.name = name
    self.lead = lead
    self.budget = budget
    self.referredOut = referredOut
    self.bookedInside = bookedInside
    self.balance = balance
    self.fundShare = fundShare
    self.distributed = distributed
    self.exemptMembers = exemptMembers
  }
}

/// What one score point is worth to the fund: exact, reproducible for a single case.
public struct PaymentRate: Sendable, Hashable {
  /// Yuan.
  public var pointValue: BigRatio
  /// nil takes the case's own booked fund ÷ cost (before the first settlement of a region).
  public var payRatio: BigRatio?

  public init(pointValue: BigRatio, payRatio: BigRatio?) {
    self.pointValue = pointValue
    self.payRatio = payRatio
  }
}

extension BigRatio: Hashable {
  /// By value: equal fractions hash the same whatever their terms.
  public func hash(into hasher: inout Hasher) { hasher.combine(floor) }
}
