import Quantities
import Tabular

/// A settlement computed from its inputs (结算计算): lists are grouped, scored and paid. Pure, and
/// the same for any number of threads and any order of lists.
public struct SettlementComputation: Sendable {
  /// Everything that decides about the result.
  public struct Inputs: Sendable {
    public var region: AreaCode
    public var lists: CaseColumns
    public var policy: Policy
    public var catalogue: Catalogue
    public var institutions: [RegionInstitution]
    public var funds: SettlementFunds
    /// Accepted special cases (特例单议); each is one of the lists.
    public var special: [SpecialOutcome]
    /// The consortia of the region, for a policy with packages; empty takes every institution of the
    /// region as a member of the one that the policy names.
    public var consortia: [Consortium]

    public init(
      region: AreaCode, lists: CaseColumns, policy: Policy, catalogue: Catalogue,
      institutions: [RegionInstitution], funds: SettlementFunds, special: [SpecialOutcome] = [],
      consortia: [Consortium] = []
    ) {
      self.region = region
      self.lists = lists
      self.policy = policy
      self.catalogue = catalogue
      self.institutions = institutions
      self.funds = funds
      self.special = special
      self.consortia = consortia
    }
  }

  /// Where the lists went.
  public struct Counts: Sendable, Hashable {
    public var lists = 0
    /// Lists that earned a score by a group or by the rule for ungrouped cases.
    public var scored = 0
    public var ungrouped = 0
    /// Lists that left by the policy's scope or by a pool that the policy does not settle.
    public var outOfScope = 0
    /// Lists of institutions outside the region, or outside the consortium of the insured; not part of
    /// `outOfScope`.
    public var elsewhere = 0
    /// What the fund booked for those.
    public var elsewhereFund = Money.zero
    /// Lists whose group only the sequence number decided.
    public var tiesBySequence = 0
    /// Lists whose score an auxiliary type changed (辅助分型).
    public var auxiliary = 0
    /// Lists with a new-technology add-on (新技术加成).
    public var newTechnology = 0
    /// Lists that a review took out of ordinary scoring (特例单议).
    public var special = 0
    /// Lists of persons whose area has no package.
    public var withoutPackage = 0
  }

  public let grouper: Grouper
  public let classifier: AuxiliaryClassifier
  public let tables: ScoringTables
  public let counts: Counts
  public let result: SettlementResult
  /// Cases that a review took out of ordinary scoring.
  public let special: [SpecialOutcome]
  /// The consortia of the region; nil where all of it is one pool.
  public let roster: ConsortiumRoster?
  /// Tables of pools whose deviations were judged at a solved point value.
  private let judged: [SettlementBooks.PoolKey: ScoringTables]
  private let rates: [AccountKey: PaymentRate]
  /// Of institutions without an account of their own.
  private let poolRates: [SettlementBooks.PoolKey: PaymentRate]

  /// Groups, scores and settles.
  ///
  /// - Parameter stage: hears `grouping`, `scoring` and `settling` as they begin.
  public init(
    _ inputs: Inputs, threads: Int, stage: (String) -> Void = { _ in }
  ) throws(Problem) {
    precondition(threads >= 1, "somebody has to do the work")
    let year = try LoadedYear(inputs, threads: threads, stage: stage)
    stage("settling")
    try self.init(year, threads: threads)
  }

  /// Settles lists that were grouped and placed.
  public init(_ year: LoadedYear, threads: Int) throws(Problem) {
    var result = try year.settled(threads: threads)
    result.accounts.removeAll(where: \.isEmpty)
    result.warnings += Self.warnings(year.counts, year.inputs)
    grouper = year.grouper
    classifier = year.classifier
    tables = year.tables
    counts = year.counts
    self.result = result
    special = year.inputs.special
    roster = year.roster
    var judged: [SettlementBooks.PoolKey: ScoringTables] = [:]
    for pool in result.pools {
      guard let value = pool.referenceValue else { continue }
      judged[pool.key] = try tables.judged(at: value)
    }
    self.judged = judged
    rates = result.accounts.reduce(into: [:]) { $0[$1.key] = $1.rate }
    poolRates = result.pools.reduce(into: [:]) { $0[$1.key] = $1.rate }
  }

  /// What a score point was worth for an institution in a pool.
  ///
  /// - Parameter consortium: index of the package; 0 without several.
  func rate(institution: Int, pool: Int, consortium: Int) -> PaymentRate? {
    let key = poolKey(pool: pool, consortium: consortium)
    let account = AccountKey(
      institution: tables.institutions[institution].code, insurance: key.insurance,
      consortium: key.consortium)
    return rates[account] ?? poolRates[key]
  }

  /// Where a stay belongs; nil where the region has no packages.
  public func package(institution: String, area: Int32, day: Day) -> PackagePlace? {
    roster?.place(institution: institution, area: area, day: day)
  }

  /// The tables that a pool's cases were scored with.
  ///
  /// - Parameter consortium: index of the package.
  func tables(pool: Int, consortium: Int) -> ScoringTables {
    judged.isEmpty ? tables : judged[poolKey(pool: pool, consortium: consortium)] ?? tables
  }

  func poolKey(pool: Int, consortium: Int) -> SettlementBooks.PoolKey {
    let policy = tables.policy
    return SettlementBooks.PoolKey(
      insurance: policy.pools.merged ? nil : policy.pools.types[pool],
      consortium: roster.flatMap { $0.consortia.count > 1 ? $0.consortia[consortium].code : nil })
  }

  /// What a list is scored by: its group, with the auxiliary type that counts.
  public func cell(of lists: CaseColumns, _ index: Int, group: Int32) -> Int32 {
    tables.cell(group: group, types: classifier.types(of: lists, index, group: group))
  }

  /// Groups blocks of lists on several threads; results keep the order of the lists.
  static func group(
    _ lists: CaseColumns, by grouper: Grouper, threads: Int
  ) -> [GroupingResult] {
    let block = 16_384
    let blocks = (lists.count + block - 1) / block
    let next = Guarded(0)
    let parts = Guarded([[GroupingResult]](repeating: [], count: blocks))
    Workers.run(max(1, min(threads, blocks))) {
      while true {
        let claimed = next.withLock { (next: inout Int) -> Int in
          defer { next += 1 }
          return next
        }
        guard claimed < blocks else { return }
        let range = claimed * block..<min((claimed + 1) * block, lists.count)
        let part = grouper.group(lists, range)
        parts.withLock { $0[claimed] = part }
      }
    }
    return parts.withLock { $0.flatMap { $0 } }
  }

  private static func warnings(_ counts: Counts, _ inputs: Inputs) -> [Bilingual] {
    var warnings: [Bilingual] = []
    if counts.elsewhere > 0 {
      warnings.append(
        Bilingual(
          zh: "异地就医 \(counts.elsewhere) 例，基金记账 \(counts.elsewhereFund) 元，不参与本地分配",
          en:
            "\(counts.elsewhere) cases elsewhere, booked fund \(counts.elsewhereFund) yuan, take no part in the region's pools"
        ))
    }
    if counts.withoutPackage > 0 {
      warnings.append(
        Bilingual(
          zh: "\(counts.withoutPackage) 例参保地不属于任何医共体，未结算",
          en: "\(counts.withoutPackage) cases of persons whose area has no package were not settled"
        ))
    }
    if counts.tiesBySequence > 0 {
      warnings.append(
        Bilingual(
          zh: "\(counts.tiesBySequence) 例仅由目录序号决定病种",
          en: "the group of \(counts.tiesBySequence) cases was decided by the sequence number only")
      )
    }
    if inputs.catalogue.hasFictionalScores {
      warnings.append(
        Bilingual(
          zh: "目录 \(inputs.catalogue.name) 的分值为虚构，仅供试用",
          en: "the scores of catalogue \(inputs.catalogue.name) are made up, for trials only"))
    }
    return warnings
  }
}

extension AccountSettlement {
  /// An institution that the pool has nothing to do with.
  fileprivate var isEmpty: Bool {
    cases == 0 && itemCases == 0 && outOfScopeCases == 0 && prepaid == .zero
      && auditDeduction == .zero
      && due == .zero
  }
}
