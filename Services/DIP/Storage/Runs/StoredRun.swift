import DIPDomain
import Quantities
import Store

/// A settlement run as it is stored (结算批次): what it was computed from and its result. Never
/// changed afterwards.
public struct StoredRun: Sendable, Hashable {
  /// The inputs that make a run what it is.
  public struct Inputs: Sendable, Hashable {
    public var region: String
    /// "2025" or "2025-03".
    public var period: String
    public var policyName: String
    public var policyVersion: Int
    public var policyHash: String
    public var catalogueHash: String
    public var engineVersion: String
    /// Revision of the lists that the run read.
    public var listRevision: Int64
    /// Over the lists of the period.
    public var inputDigest: String
    public var fundSheetVersion: Int
    public var fundSheetDigest: String
    /// The copy of the institutions.
    public var institutions: InstitutionCopy
    /// True when the registry could not be asked and an earlier copy served.
    public var institutionsStale: Bool
    /// Cases that are settled apart, in order of list.
    public var specialCases: [SpecialOutcome]
    /// Months whose advances are taken, in their order; of a month, the one before it.
    public var months: [MonthReference]
    /// Accepted special cases whose list was corrected after the review, in order of list: settled by
    /// the normal rule.
    public var lapsedSpecialCases: [LapsedSpecialCase]
    /// Of a month under packages: codes of the consortia that advance. A settlement takes them from its
    /// fund sheet or policy.
    public var consortia: [String]

    public init(
      region: String, period: String, policyName: String, policyVersion: Int, policyHash: String,
      catalogueHash: String, engineVersion: String, listRevision: Int64, inputDigest: String,
      fundSheetVersion: Int, fundSheetDigest: String, institutions: InstitutionCopy,
      institutionsStale: Bool, specialCases: [SpecialOutcome] = [],
      months: [MonthReference] = [], lapsedSpecialCases: [LapsedSpecialCase] = [],
      consortia: [String] = []
    ) {
      self.region = region
      self.period = period
      self.policyName = policyName
      self.policyVersion = policyVersion
      self.policyHash = policyHash
      self.catalogueHash = catalogueHash
      self.engineVersion = engineVersion
      self.listRevision = listRevision
      self.inputDigest = inputDigest
      self.fundSheetVersion = fundSheetVersion
      self.fundSheetDigest = fundSheetDigest
      self.institutions = institutions
      self.institutionsStale = institutionsStale
      self.specialCases = specialCases
      self.months = months
      self.lapsedSpecialCases = lapsedSpecialCases
      self.consortia = consortia
    }

    /// Identifier of the run: 32 hexadecimal digits of the SHA-256 over everything that can change
    /// a result. The same inputs give the same run.
    public var runID: String {
      var hasher = SHA256Hasher()
      let fields = [
        region, period, policyHash, catalogueHash, engineVersion, inputDigest, fundSheetDigest,
        institutions.digest,
      ]
      func update(_ field: String) {
        hasher.update(Int64(field.utf8.count))
        hasher.update(field)
      }
      for field in fields { update(field) }
      hasher.update(Int64(specialCases.count))
      for entry in specialCases {
        let stored = entry.decision.stored
        update(entry.settlementID)
        update(stored.payment)
        hasher.update(stored.fund)
        update(stored.score)
      }
      hasher.update(Int64(months.count))
      for month in months { update(month.statementID) }
      // Only where there are any: runs of before keep their identifiers.
      for lapsed in lapsedSpecialCases {
        update(lapsed.listID)
        hasher.update(Int64(lapsed.reviewedVersion))
        hasher.update(Int64(lapsed.listVersion))
      }
      for code in consortia { update(code) }
      return String(hasher.finish().description.prefix(32))
    }
  }

  /// Money, score and point value of one insurance pool; code 0 when the policy merges the pools.
  public struct Pool: Sendable, Hashable {
    /// Code of the consortium whose package it is; empty without several packages.
    public var consortium: String
    public var insuranceType: Int
    public var cases: Int
    public var totalScore: String
    public var pointValue: String
    /// The value that would spend the pool; empty where it is the point value.
    public var settlementValue: String
    /// The solved value that deviations were judged by; empty without one.
    public var referenceValue: String
    /// What scores beyond base volumes, and base volumes, are paid at; empty unless values are elastic.
    public var incrementValue: String
    public var baseValue: String
    public var payRatio: String
    public var totalCost: Money
    public var fundPaid: Money
    public var pool: Money
    /// Of it, paid by item for special cases.
    public var itemFund: Money
    public var paid: Money
    public var residual: Money
    public var regulation: Money

    public init(
      consortium: String = "", insuranceType: Int, cases: Int, totalScore: String,
      pointValue: String, settlementValue: String = "", referenceValue: String = "",
      incrementValue: String = "", baseValue: String = "", payRatio: String, totalCost: Money,
      fundPaid: Money, pool: Money, itemFund: Money = .zero,
      paid: Money, residual: Money, regulation: Money
    ) {
      self.consortium = consortium
      self.insuranceType = insuranceType
      self.cases = cases
      self.totalScore = totalScore
      self.pointValue = pointValue
      self.settlementValue = settlementValue
      self.referenceValue = referenceValue
      self.incrementValue = incrementValue
      self.baseValue = baseValue
      self.payRatio = payRatio
      self.totalCost = totalCost
      self.fundPaid = fundPaid
      self.pool = pool
      self.itemFund = itemFund
      self.paid = paid
      self.residual = residual
      self.regulation = regulation
    }
  }

  public var inputs: Inputs
  public var cases: Int
  public var scoredCases: Int
  public var outOfScopeCases: Int
  public var ungroupedCases: Int
  public var resultsDigest: String
  public var pools: [Pool]
  /// In order of the consortia's codes.
  public var packages: [PackageStatement]
  /// What was paid elsewhere for the insured of packages; written once, read by `RunTable.referrals`.
  public var referrals: [Referral]
  /// Largest number of special cases of the region; nil when the policy has no such rule.
  public var specialCaseQuota: Int?
  public var warnings: [Bilingual]
  public var createdAt: Timestamp

  public init(
    inputs: Inputs, cases: Int, scoredCases: Int, outOfScopeCases: Int, ungroupedCases: Int,
    resultsDigest: String, pools: [Pool], packages: [PackageStatement],
    referrals: [Referral] = [], specialCaseQuota: Int?, warnings: [Bilingual],
    createdAt: Timestamp
  ) {
    self.inputs = inputs
    self.cases = cases
    self.scoredCases = scoredCases
    self.outOfScopeCases = outOfScopeCases
    self.ungroupedCases = ungroupedCases
    self.resultsDigest = resultsDigest
    self.pools = pools
    self.packages = packages
    self.referrals = referrals
    self.specialCaseQuota = specialCaseQuota
    self.warnings = warnings
    self.createdAt = createdAt
  }

  public var runID: String { inputs.runID }
}
